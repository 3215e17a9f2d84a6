/**
 * The promises, each a sentence with an id that never changes.
 *
 * The worlds, the runs of the real shells, the races and the pages name them by their ids; what a
 * promise comes to in each of those is for them to say.
 */

export const sentences = {
  O1: "Only the owner's own attachment or turn clears or replaces the owner.",
  O2: 'What was superseded has no further effect.',
  O3: 'A session has at most one turn that is not ended.',
  O4: 'A stale clear never erases an owner it did not observe.',
  O5: 'A cancel, an answer, an edit or a timer touches only what it was made for.',
  O6: 'A turn whose lease is live is not ended by another.',
  O7: 'Every turn, ended ones too, reaches every open pane.',
  F1: 'No frame is shown twice in one scene.',
  F2: 'No frame is skipped.',
  F3: 'Frames come in the order of the journal, for every subscriber.',
  F4: "No frame is ever in another stream's scene.",
  F5: 'Every attachment that stays learns the outcome, once, by the terminal or by settling.',
  S1:
    'The scene leaves the screen only in the step in which the transcript that contains it ' +
    'enters; without one it stays, marked.',
  S2: 'No older transcript replaces a newer scene, and one turn has one outcome.',
  S3: 'An active turn is never finalized.',
  P1: 'No prompt outlives its stream.',
  P2:
    "No prompt is cleared by another prompt's answer, nor by another stream, but in the step " +
    'that supersedes its own.',
  P3: 'An open prompt is visible to every attachment.',
  P4: 'One answer is applied once, or the card stays.',
  Q1: 'Each question is shown once and never lost.',
  L1: "No write lands after a newer holder's lock was issued.",
  L2: 'No transcript shrinks unless told to, and then it stays shrunk.',
  L3: 'No partial record is saved.',
  L4: 'Maintenance is not activity.',
  L5: 'An acknowledged frame, question or answer survives a kill.',
  L6: 'Every wait for a lock ends.',
  T1:
    'Under fair timers, deliveries and workers, and breaks and losses without end, every ' +
    'attachment whose turn ends, ends; failed can be left again.',
  T2: 'An end is silent: no source, timer or request of what has ended has an effect.',
  T3: 'An accepted cancel ends the turn as cancelled, in bounded time.',
  T4: "A dead producer's turn ends as interrupted, or as what was decided before it died.",
} as const;

export type PromiseId = keyof typeof sentences;
