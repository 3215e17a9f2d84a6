/**
 * Wake-ups within this process: who listens to which topic.
 *
 * A wake-up carries no data and may come more often than there was news. Listeners are called in a
 * microtask of their own, never from within the write that woke them, so a reader can't run in the
 * middle of a writer's step.
 */
export interface Topics {
  subscribe(topic: string, wake: () => void): () => void;
  wake(topic: string): void;
  wakeAll(): void;
  /** Nobody listens. */
  isEmpty(): boolean;
}

export function createTopics(): Topics {
  const topics = new Map<string, Set<{ readonly wake: () => void }>>();
  const wake = (topic: string): void => {
    for (const listener of topics.get(topic) ?? []) {
      queueMicrotask(() => {
        if (topics.get(topic)?.has(listener) === true) listener.wake();
      });
    }
  };
  return {
    subscribe(topic, listen) {
      const listener = { wake: listen };
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
      };
    },
    wake,
    wakeAll: () => [...topics.keys()].forEach(wake),
    isEmpty: () => topics.size === 0,
  };
}
