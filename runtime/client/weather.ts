/**
 * The weather around a tab: online, offline, visible, suspended, as the browser tells it.
 *
 * Outside a browser there is none: there the network shows itself by breaking.
 */
export type WeatherType = 'online' | 'visible' | 'offline' | 'suspended';

/** Says what changes until the returned function is called. */
export type WeatherSource = (say: (type: WeatherType) => void) => () => void;

export const browserWeather: WeatherSource = (say) => {
  if (typeof document === 'undefined') return () => undefined;
  const over = new AbortController();
  const on = (target: EventTarget, name: string, told: () => void) =>
    target.addEventListener(name, told, { signal: over.signal });
  on(globalThis, 'online', () => say('online'));
  on(globalThis, 'offline', () => say('offline'));
  on(document, 'freeze', () => say('suspended'));
  on(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') say('visible');
  });
  return () => over.abort();
};

/** What the browser says at this moment; false where it can't be asked, or does not say. */
export function isOffline(): boolean {
  return typeof navigator !== 'undefined' && (navigator as Partial<Navigator>).onLine === false;
}
