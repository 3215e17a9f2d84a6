/** What the page says of its controllers is read whole, or refused. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryStore } from '../../runtime/host/index.ts';
import type { Sighting } from '../../runtime/inspect/index.ts';
import { startDemo } from './server.ts';
import { readSightings } from './sightings.ts';
import { createBuiltInWriter } from './writers/built-in.ts';

const look = {
  id: 'left-1-pane',
  machine: 'pane',
  parent: null,
  snapshot: { value: { loading: 'asking' }, status: 'active', context: {} },
} as const;
const sighting: Sighting = { event: { type: 'start' }, heard: ['left-1-pane'], looks: [look] };

describe('sightings', () => {
  it.each([
    null,
    [],
    { sightings: null },
    { sightings: [null] },
    { sightings: [{ ...sighting, event: {} }] },
    { sightings: [{ ...sighting, heard: [7] }] },
    { sightings: [{ ...sighting, heard: ['a b'] }] },
    { sightings: [{ ...sighting, looks: [{ ...look, machine: 'toaster' }] }] },
    { sightings: [{ ...sighting, looks: [{ ...look, snapshot: null }] }] },
    { sightings: [sighting, { ...sighting, looks: {} }] },
  ])('of another shape are refused: %j', (body) => {
    expect(readSightings(body)).toBeNull();
  });

  it('of the right shape are taken', () => {
    expect(readSightings({ sightings: [sighting] })).toEqual([sighting]);
  });
});

describe('the demo’s server', () => {
  async function start(inspected: boolean) {
    const taken: Sighting[] = [];
    const inspection = { text: false, take: (one: Sighting) => void taken.push(one) };
    const demo = await startDemo({
      store: createMemoryStore(),
      hostname: '127.0.0.1',
      ports: { first: 0, last: 0 },
      producer: createBuiltInWriter({ paceMs: 1 }),
      writer: 'nobody',
      report: () => undefined,
      ...(inspected ? { inspection } : {}),
    });
    onTestFinished(() => demo.close());
    const post = async (body: unknown, headers: Record<string, string> = {}) => {
      const init = { method: 'POST', body: JSON.stringify(body), headers };
      return (await fetch(`${demo.url}/inspection`, init)).status;
    };
    const html = async () => (await fetch(demo.url)).text();
    return { taken, post, html };
  }

  it('takes sightings while it is inspected, from its own page only', async () => {
    const { taken, post, html } = await start(true);
    expect(await html()).toContain('<meta name="inspect" content="lengths">');
    expect(await post({ sightings: [sighting] })).toBe(204);
    expect(await post({ sightings: [sighting] }, { origin: 'https://evil.example' })).toBe(403);
    expect(await post({ sightings: 7 })).toBe(400);
    expect(taken).toEqual([sighting]);
  });

  it('asks for none and takes none otherwise', async () => {
    const { post, html } = await start(false);
    expect(await html()).not.toContain('name="inspect"');
    expect(await post({ sightings: [sighting] })).toBe(404);
  });
});
