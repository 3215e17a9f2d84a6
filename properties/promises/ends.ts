/**
 * Ends: F5, T1, T2 and T3. What has ended is learned by everybody, is silent, and is what was
 * accepted. That something does end can be seen only when a run is over: then every screen is
 * compared with the record. Whether a host is slow is no concern of these.
 */
import { turnOf } from '../../runtime/core/host.ts';
import { promise } from './promise.ts';
import { isFinal, isTranscript, sameScreen, spokenTo, viewOf } from './screen.ts';

export const ends = [
  promise({
    id: 'F5',
    occasions: ['an outcome was learned by a terminal', 'an outcome was learned by settling'],
    watch: ({ tabs, truth }, saw) => ({
      look: ({ before, after }) => {
        for (const turn of after.turns) {
          const was = viewOf(before, turn.streamId);
          if (was === null || was === turn || was.outcome !== null || turn.outcome === null)
            continue;
          if (turn.state === 'settled') saw('an outcome was learned by settling');
          else saw('an outcome was learned by a terminal');
        }
        return null;
      },
      end: () => {
        for (const { name, snapshot } of tabs) {
          for (const stored of truth.record?.turns ?? []) {
            if (stored.outcome === null) continue;
            const view = viewOf(snapshot, stored.streamId);
            if (view?.state !== 'settled' || !isTranscript(view, stored)) {
              return `${name} shows ${stored.streamId} as ${view?.state}, not as it is stored`;
            }
          }
        }
        return null;
      },
    }),
  }),
  promise({
    id: 'T1',
    occasions: ['a connection was opened again', 'an attachment gave up, and came back'],
    watch: ({ tabs, truth }, saw) => ({
      look: ({ before, after }) => {
        if (before && after.counters.reconnects > before.counters.reconnects) {
          saw('a connection was opened again');
        }
        if (before?.attachment?.state === 'failed' && after.attachment?.state !== 'failed') {
          saw('an attachment gave up, and came back');
        }
        return null;
      },
      end: () => {
        const running = truth.record?.owner?.streamId;
        for (const { name, snapshot } of tabs) {
          if (snapshot === null) continue;
          const { busy, stopping, phase, attachment } = snapshot;
          if (phase !== 'idle') return `${name} is still ${phase}`;
          if (running !== undefined) {
            if (attachment?.streamId !== running || attachment.state !== 'live') {
              return `${name} does not hold ${running}, which runs`;
            }
          } else if (busy) return `${name} is busy, and nothing runs`;
          if (stopping) return `${name} is still stopping`;
        }
        return null;
      },
    }),
  }),
  promise({
    id: 'T2',
    occasions: ['something came for an attachment that had ended'],
    watch: ({ tabs, exchanges }, saw) => {
      const heldAtEnd = new Map<string, { readonly id: string; readonly requests: number }>();
      const attachments = new Map<string, string>();
      const requestsOf = (tab: string, streamId: string) =>
        exchanges.filter(
          ({ line }) =>
            line.tab === tab &&
            line.streamId === streamId &&
            (line.kind === 'stream' || line.kind === 'settle'),
        );
      return {
        look: ({ tab, message, client, before, after }) => {
          attachments.set(tab.name, `${tab.pages} ${client.pane.context.attachmentId}`);
          if (!before?.attachment || !isFinal(before.attachment.state)) return null;
          if (spokenTo(message) !== client.attachment?.context.attachmentId) return null;
          saw('something came for an attachment that had ended');
          return sameScreen(before, after)
            ? null
            : 'an attachment that had ended changed the screen';
        },
        idle: () => {
          for (const { name, snapshot } of tabs) {
            const held = snapshot?.attachment;
            if (!held || !isFinal(held.state)) continue;
            const requests = requestsOf(name, held.streamId);
            if (requests.some(({ isOpen, line }) => isOpen && line.kind === 'stream')) {
              return `${name} keeps a source of ${held.streamId}, which is over`;
            }
            const id = attachments.get(name) ?? '';
            const known = heldAtEnd.get(name);
            if (known?.id !== id) heldAtEnd.set(name, { id, requests: requests.length });
            else if (requests.length > known.requests) {
              return `${name} asked for ${held.streamId} again after its end`;
            }
          }
          return null;
        },
      };
    },
  }),
  promise({
    id: 'T3',
    occasions: [
      'a cancel was accepted',
      'a cancel was refused',
      'a cancel was accepted while its start was pending',
    ],
    watch: ({ truth }, saw) => ({
      look: ({ message, before }) => {
        if (message?.to === 'cancellation' && message.event.type === 'cancel_answered') {
          const { state } = message.event.answer;
          if (state === 'refused') saw('a cancel was refused');
          if (state === 'accepted') saw('a cancel was accepted');
          if (state === 'accepted' && before?.phase === 'starting') {
            saw('a cancel was accepted while its start was pending');
          }
        }
        return null;
      },
      end: () => {
        for (const streamId of truth.accepted.keys()) {
          const turn = truth.record === null ? null : turnOf(truth.record, streamId);
          if (turn !== null && turn.outcome !== 'cancelled') {
            return `${streamId} was cancelled, and is ${turn.outcome ?? 'running'}`;
          }
        }
        return null;
      },
    }),
  }),
];
