/**
 * Lines of who waits for the same thing: one at a time, in the order in which they came.
 *
 * Each line has a name, and is gone when nobody stands in it. It never knows what is waited for.
 */
export interface Lines {
  /** Runs it when all who came before in this line are through, however that ended. */
  stand<T>(name: string, run: () => Promise<T>): Promise<T>;
}

export function createLines(): Lines {
  const ends = new Map<string, Promise<unknown>>();
  return {
    stand(name, run) {
      const done = (ends.get(name) ?? Promise.resolve()).then(run);
      // How it ended is for who asked; the next only waits for it.
      const through = done.then(nothing, nothing);
      ends.set(name, through);
      void through.then(() => ends.get(name) === through && ends.delete(name));
      return done;
    },
  };
}

function nothing(): undefined {
  return undefined;
}
