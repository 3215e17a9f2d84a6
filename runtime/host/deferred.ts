/**
 * A promise and the hands that settle it, for a shell that is asked now and can answer later.
 *
 * The platform's own Promise.withResolvers came after Node 20. Settling twice does nothing, as with
 * any promise. It never knows what is waited for.
 */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

export function createDeferred<T = void>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | null = null;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === null) throw new Error('a promise runs its executor at once');
  return { promise, ...(settle as Omit<Deferred<T>, 'promise'>) };
}
