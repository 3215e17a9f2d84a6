/**
 * One pane: a controller, and everything that shows its snapshot.
 *
 * The snapshot is the only thing that is rendered, once per frame at most; each part of the pane
 * looks at what it shows and touches nothing when that is the same as before. The states that the
 * chart lights are taken from every step, because some last for less than a frame.
 */
import {
  type Controller,
  createController,
  httpBackend,
  type Snapshot,
} from '../../../runtime/client/index.ts';
import { createChart } from './chart-lights.ts';
import { createComposer } from './composer.ts';
import { createCounters } from './counters.ts';
import { everyFrame, find, findAs, say } from './dom.ts';
import { bindHarmButtons } from './harm-buttons.ts';
import { inspected } from './inspected.ts';
import { createToasts, createToldNotices, type Toasts } from './toasts.ts';
import { createTurnList } from './turn-list.ts';

export interface PaneOptions {
  readonly id: string;
  readonly title: string;
  readonly place: HTMLElement;
  readonly sessionId: string;
}

export interface Pane {
  readonly toasts: Toasts;
  focus(): void;
  close(): void;
}

export function openPane({ id, title, place, sessionId }: PaneOptions): Pane {
  const template = findAs(document, 'template#pane', HTMLTemplateElement);
  const root = find(document.importNode(template.content, true), '.pane');
  root.dataset['pane'] = id;
  root.setAttribute('aria-label', title);
  say(find(root, 'h2'), title);
  find(root, '.scroll').setAttribute('aria-label', `${title}: conversation`);
  place.append(root);

  const toasts = createToasts(find(root, '.toasts'));
  const chart = createChart(root);
  const inspect = inspected(id, toasts.show);
  const controller = createController({
    sessionId,
    backend: httpBackend({ url: '/api', headers: () => ({ 'x-demo-pane': id }) }),
    observe: (message, client) => {
      chart.enter(client.attachment?.value.split('.')[0] ?? '');
      inspect?.(message, client);
    },
  });
  const composer = createComposer(root, title, controller);
  const turns = createTurnList(root, controller);
  const counters = createCounters(find(root, '.counters'));
  const tell = createToldNotices(toasts);
  bindHarmButtons(root, id, toasts);
  offerQuestions(root, controller);
  find(root, '.banner .button').addEventListener('click', () => controller.attach());

  const render = (): void => {
    const snapshot = controller.getSnapshot();
    turns.render(snapshot);
    composer.render(snapshot);
    counters.render(snapshot);
    tell(snapshot.notices);
    renderHead(root, snapshot);
  };
  controller.subscribe(everyFrame(render));
  render();
  return {
    toasts,
    focus: () => composer.focus(),
    close: () => {
      controller.dispose();
      chart.close();
    },
  };
}

const questions = [
  'How far does a lighthouse reach?',
  'A long answer, please',
  'A plain word about ropes',
  'Fail halfway, please',
];

function offerQuestions(root: HTMLElement, controller: Controller): void {
  const place = find(root, '.suggestions');
  for (const question of questions) {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.className = 'chip';
    chip.textContent = question;
    chip.addEventListener('click', () => controller.send(question));
    place.append(chip);
  }
}

function renderHead(root: HTMLElement, snapshot: Snapshot): void {
  const { attachment, phase, stopping } = snapshot;
  const state = attachment?.state ?? '';
  root.dataset['state'] = state;
  root.dataset['busy'] = String(snapshot.busy);
  find(root, '.pill').dataset['state'] = state;
  const resting = phase === 'idle' ? 'nothing held' : phase;
  const text = stopping ? 'stopping' : phase === 'starting' || state === '' ? resting : state;
  say(find(root, '.pill-text'), text);
  say(find(root, '.said'), spoken(snapshot));
  const banner = find(root, '.banner');
  banner.hidden = state !== 'failed';
  say(
    find(root, '.banner-text'),
    'This pane has given up on its connection for now. What it showed is kept.',
  );
  find(root, '.empty').hidden = snapshot.turns.length > 0 || phase === 'loading';
}

/** What somebody hears who does not see the chart: the turns of a stream, not its tokens. */
function spoken({ attachment, busy, turns }: Snapshot): string {
  if (attachment?.state === 'reconnecting') return 'The connection broke. Reconnecting.';
  if (attachment?.state === 'failed') return 'The connection is lost.';
  if (busy) return 'Answering.';
  const outcome = turns.at(-1)?.outcome;
  if (outcome === undefined || outcome === null) return '';
  return outcome === 'done' ? 'The answer is complete.' : `The answer was ${outcome}.`;
}
