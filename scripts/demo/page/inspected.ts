/**
 * What the page says of its controllers while it is inspected: every sighting, in small batches, to
 * its own server. Whether it is at all, and with people's text or without, is in the HTML.
 *
 * Frames that follow one another are told as the last of them: nobody can watch each token, and a
 * snapshot says where it has got to. It knows nothing of inspectors.
 */
import { systemClock } from '../../../runtime/client/index.ts';
import { createObserver, type Sighting } from '../../../runtime/inspect/index.ts';

type Observer = ReturnType<typeof createObserver>;

const batchMs = 100;

/** An observer for the controller of a pane; null while nobody inspects. */
export function inspected(pane: string, complain: (text: string) => void): Observer | null {
  const meta = document.querySelector<HTMLMetaElement>('meta[name=inspect]');
  if (meta === null) return null;
  let batch: Sighting[] = [];
  let isOver = false;

  const send = async (): Promise<void> => {
    const sightings = batch;
    batch = [];
    const response = await fetch('/inspection', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sightings }),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    if (batch.length > 0) schedule();
    else isWaiting = false;
  };
  let isWaiting = false;
  const schedule = (): void => {
    isWaiting = true;
    setTimeout(() => {
      send().catch(() => {
        isOver = true;
        complain('The inspection has ended.');
      });
    }, batchMs);
  };
  const tell = (sighting: Sighting): void => {
    if (isOver) return;
    if (isFrame(sighting) && isFrame(batch.at(-1))) batch.pop();
    batch.push(sighting);
    if (!isWaiting) schedule();
  };
  // A pane that is opened again is another one, with ids that were not used before.
  const actor = `${pane}-${systemClock.id().slice(0, 4)}`;
  return createObserver({ actor, text: meta.content === 'text', tell });
}

/** A frame that moved nothing but the cursor of an attachment. */
function isFrame(sighting: Sighting | undefined): boolean {
  return sighting?.event.type === 'frame' && sighting.looks.length === 1;
}
