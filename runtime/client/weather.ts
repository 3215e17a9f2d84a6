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
  const online = () => say('online');
  const offline = () => say('offline');
  const freeze = () => say('suspended');
  const visible = () => {
    if (document.visibilityState === 'visible') say('visible');
  };
  globalThis.addEventListener('online', online);
  globalThis.addEventListener('offline', offline);
  document.addEventListener('freeze', freeze);
  document.addEventListener('visibilitychange', visible);
  return () => {
    globalThis.removeEventListener('online', online);
    globalThis.removeEventListener('offline', offline);
    document.removeEventListener('freeze', freeze);
    document.removeEventListener('visibilitychange', visible);
  };
};

/** What the browser says at this moment; false where it can't be asked. */
export function isOffline(): boolean {
  if (typeof navigator === 'undefined') return false;
  // Node has a navigator that does not say.
  return (navigator as { readonly onLine?: boolean }).onLine === false;
}
