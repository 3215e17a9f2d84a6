/**
 * The page: one session open in two panes, each with a controller and a backend of its own, as two
 * tabs would have. The session's name is in the address, so a reload attaches again.
 *
 * It puts the parts together; what a pane shows is decided by its snapshot alone.
 */
import { systemClock } from '../../../runtime/client/index.ts';
import { byId } from './dom.ts';
import { inflict } from './harm-buttons.ts';
import { openPane, type Pane } from './pane.ts';

const names = [
  { id: 'left', title: 'Pane A' },
  { id: 'right', title: 'Pane B' },
] as const;

const place = byId('panes');
let panes: readonly Pane[] = [];

function open(sessionId: string): void {
  for (const pane of panes) pane.close();
  place.replaceChildren();
  panes = names.map((name) => openPane({ ...name, place, sessionId }));
}

function openFresh(): string {
  const sessionId = systemClock.id();
  history.pushState(null, '', `?session=${sessionId}`);
  return sessionId;
}

/** The session that the address names, or a fresh one. */
function sessionOfAddress(): string {
  const named = new URLSearchParams(location.search).get('session');
  return named !== null && /^[\w-]{1,128}$/.test(named) ? named : openFresh();
}

byId('fresh').addEventListener('click', () => {
  open(openFresh());
  panes[0]?.focus();
});
byId('cut-all').addEventListener('click', () => {
  const [first] = panes;
  if (first !== undefined) void inflict('left', 'cut-all', first.toasts);
});
addEventListener('popstate', () => open(sessionOfAddress()));
open(sessionOfAddress());
panes[0]?.focus();
