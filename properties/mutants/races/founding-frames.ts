/**
 * The founding races of frames and records, A11 to A17: what is shown twice, what is written over,
 * and what is never restored. Nothing here knows how a race is found.
 */
import type { Race } from './race.ts';

const gate = 'machines/attachment/guards.ts';
const wire = 'properties/world/wire.ts';

/** The client renders whatever frame comes, in whatever order. */
const rendersAnything = {
  file: gate,
  from: `  e.seq === c.cursor + 1 &&
  c.hidden < 0 &&`,
  to: `  e.seq > 0 &&
  c.hidden < 0 &&`,
};

const seqRule = {
  file: gate,
  line: 'export const isSeen',
  says: 'a frame at or before the cursor is dropped, whoever sends it again',
};

export const foundingFrameRaces: readonly Race[] = [
  {
    id: 'A11',
    title: 'A late reader gets the journal and a buffer',
    story: [
      'Frames that were produced while no one listened were kept in a buffer for whoever came next, and in the journal as well.',
      'A tab that came late got both, and showed tools and text twice.',
      'Here there is only the journal, and the client drops every frame that its scene has already.',
    ],
    world: 'one turn',
    promises: ['F1'],
    changes: [
      {
        file: wire,
        from: `  return said({ ...state, after: null, reader }, event, name, options);`,
        to: `  const so = said({ ...state, after: null, reader }, event, name, options);
  const ask = { to: 'store', message: { ...asking('read', state.streamId, name), after: 0 } };
  return { state: so.state, posts: [...so.posts, ask as never] };`,
      },
      rendersAnything,
    ],
    rule: seqRule,
  },
  {
    id: 'A12',
    title: 'A frame between subscribing and reading comes twice',
    story: [
      'A reader subscribed to new frames and then read the journal; a frame was produced in between.',
      'It was delivered by the replay and as a live frame, and shown twice.',
      'Here a wake-up carries no frame: replay and tail are the same read from one cursor, and the client drops what it has.',
    ],
    world: 'one turn, whose journal is read slowly',
    promises: ['F1'],
    changes: [
      {
        file: wire,
        from: `      return said(state, { type: 'wake' }, name, options);`,
        to: `      return { state, posts: [{ to: 'store', message: { ...asking('read', state.streamId, \`\${name}\`), after: -1 } as never }] };`,
      },
      rendersAnything,
    ],
    rule: {
      file: 'machines/subscription/machine.ts',
      line: `wake: { actions: 'keepWake' },`,
      says: 'a wake-up only says that reading again may find something',
    },
  },
];
