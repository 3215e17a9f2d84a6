/**
 * The races of prompts, D1 to D5: a card that goes too early, too late, or twice.
 *
 * Each is a rule that somebody did not have. Nothing here knows how a race is found.
 */
import type { Race } from './race.ts';

const client = 'runtime/core/client.ts';
const clientEffects = 'runtime/core/client-effects.ts';
const fold = 'runtime/core/fold.ts';

export const promptRaces: readonly Race[] = [
  {
    id: 'D1',
    title: 'A reconnect hides the card',
    story: [
      'An approval was on the screen when the connection broke, and for a moment the pane was not busy.',
      'What watched the approval took that for the end of the turn, and hid the card; the turn went on waiting for it.',
      'Here a prompt is open until its journal closes it, and a break closes nothing.',
    ],
    world: 'break of a turn that asks',
    promises: ['P3'],
    changes: [
      {
        file: client,
        from: `      tookAttachment(run, attachment.step(held, event));`,
        to: `      if (event.type === 'broken') {
        const close = (part: (typeof next.scene.parts)[number]) =>
          part.type === 'prompt' ? { ...part, state: 'closed' as const } : part;
        next.scene = { ...next.scene, parts: next.scene.parts.map(close) };
        run.changed = true;
      }
      tookAttachment(run, attachment.step(held, event));`,
      },
    ],
    rule: {
      file: 'machines/attachment/machine.ts',
      line: `// Also when the connection ended cleanly: without a terminal that is a break.`,
      says: 'a break drops the source and leaves the scene alone',
    },
  },
  {
    id: 'D2',
    title: 'A prompt gets another id at each look',
    story: [
      'The client polled for what waits on the person, and made an id for what it found.',
      'The same prompt got another id at each look: the cards piled up.',
      'Here a prompt has the id that its journal gave it, and is asked once under it.',
    ],
    world: 'break of a turn that asks',
    promises: ['P3'],
    changes: [
      {
        file: fold,
        from: `    if (kind === 'prompt') return { ...scene, ...askPrompt(partsOf(scene), id, fields) };`,
        to: `    if (kind === 'prompt') {
      return { ...scene, ...askPrompt(partsOf(scene), \`\${id}#\${scene.cursor}\`, fields) };
    }`,
      },
    ],
    rule: {
      file: fold,
      line: 'function askPrompt',
      says: 'a prompt that is asked again under its id is the same prompt',
    },
  },
  {
    id: 'D3',
    title: 'The card is gone, and its answer never arrived',
    story: [
      'A person answered a prompt, and the card was taken away at once.',
      'The answer was lost on its way: the turn was blocked, and there was nothing left to answer.',
      'Here an answer that is under way is only a mark; the card stays until the journal closes it.',
    ],
    world: 'a turn that asks, and a loss',
    promises: ['P4'],
    changes: [
      {
        file: clientEffects,
        from: `      next.answering = [...next.answering, effect.answer.promptId];`,
        to: `      next.scene = closePrompt(next.scene, effect.answer.promptId, null);`,
      },
    ],
    rule: {
      file: clientEffects,
      line: 'next.answering = [...next.answering, effect.answer.promptId];',
      says: 'an answer that is under way marks its card, and no more',
    },
  },
  {
    id: 'D4',
    title: 'A turn ends, and its approval stays',
    story: [
      'A turn ended while an approval of it was on the screen.',
      'Nobody took the card away: it stood there, dead.',
      'Here the terminal closes every prompt that is still open, in the fold that shows it and in the one that stores it.',
    ],
    world: 'a turn that asks',
    promises: ['P1'],
    changes: [
      {
        file: fold,
        from: `return { ...endPrompts(scene), outcome: kind, detail: data };`,
        to: `return { ...scene, outcome: kind, detail: data };`,
      },
    ],
    rule: {
      file: fold,
      line: 'return { ...endPrompts(scene), outcome: kind, detail: data };',
      says: 'a terminal closes what is still open',
    },
  },
  {
    id: 'D5',
    title: 'The end of another stream takes the card away',
    story: [
      'A turn was over, and the next one waited on a prompt, when the news of that end arrived.',
      'The news stopped whatever prompts there were: the card was gone, and the turn that ran had to wait for ever.',
      'Here a card goes with its own prompt or with its own stream, and news of another turn touch neither.',
    ],
    world: 'two turns that ask',
    promises: ['P2', 'P3'],
    changes: [
      {
        file: client,
        from: `    case 'pane':
      tookPane(run, pane.step(next.pane, message.event));`,
        to: `    case 'pane':
      if (message.event.type === 'watched' && message.event.last.phase === 'ended') {
        next.scene = endPrompts(next.scene);
        run.changed = true;
      }
      tookPane(run, pane.step(next.pane, message.event));`,
      },
      {
        file: client,
        from: `import { emptyScene } from './fold.ts';`,
        to: `import { emptyScene, endPrompts } from './fold.ts';`,
      },
    ],
    rule: {
      file: 'machines/pane/machine.ts',
      line: `{ guard: 'isOwned', actions: 'nudge' },`,
      says: 'news of the turn that is held are a nudge for its attachment, and news of another are no business of its prompts',
    },
  },
];
