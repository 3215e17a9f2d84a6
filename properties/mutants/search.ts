import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import type { HuntJob, HuntResult } from './worker.ts';
import { worlds } from './worlds.ts';

const made = await bundle({ entry: 'properties/mutants/worker.ts', switched: true });
const crew = new Crew<HuntJob, HuntResult>(made.file, 2);
const originals: any[] = [];
await crew.run(
  worlds.map((world) => ({ kind: 'original', world, statesMax: 400_000 }) as const),
  (r: any) => {
    originals.push(r);
    console.log(r.world, r.states, r.seconds.toFixed(1), r.differing.length, r.broken.join('; '));
  },
);
writeFileSync('/tmp/mu/originals.json', JSON.stringify(originals));
await crew.end();
await made.remove();
