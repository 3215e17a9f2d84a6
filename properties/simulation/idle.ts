/**
 * Waits until the process has nothing more to do by itself.
 *
 * The event loop reaches its next phase only when all microtasks, and those that they queued, have
 * run; so one turn of it lets every chain of promises come to its end. What could be left are
 * callbacks that web streams put into the loop itself: Node names what is alive in it, and a turn
 * is taken again while that list says so. Bounded, because code that never comes to rest is a
 * finding.
 */
const turnsMax = 1_000;

export async function untilIdle(): Promise<void> {
  for (let turns = 0; turns < turnsMax; turns += 1) {
    await turnOfLoop();
    if (!process.getActiveResourcesInfo().includes('Immediate')) return;
  }
  throw new Error(`the process did not come to rest within ${turnsMax} turns of its loop`);
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
