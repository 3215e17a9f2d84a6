/**
 * Runs in the page that holds Stately's inspector: hands on what the socket says, once the
 * inspector has said that it is there, and to stately.ai only.
 *
 * The socket is opened when the inspector asks, and anew when it asks again, since whoever comes is
 * told everything by the server: nothing is kept here. It must never know what an event says.
 */
const inspector = 'https://stately.ai/inspect';
const stately = /^https:\/\/(?:[\w-]+\.)*stately\.ai$/;

const frame = document.querySelector('iframe');
let socket: WebSocket | null = null;

addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
  if (frame === null || source !== frame.contentWindow || !stately.test(origin)) return;
  if (typeOf(data) !== '@statelyai.connected') return;
  socket?.close();
  socket = new WebSocket(location.origin.replace('http', 'ws'));
  socket.addEventListener('message', (message: MessageEvent<string>) => {
    frame.contentWindow?.postMessage(JSON.parse(message.data), origin);
  });
  socket.addEventListener('close', ({ target }) => {
    if (target === socket) document.title = 'Ended: reload when it runs again';
  });
});
frame?.setAttribute('src', inspector);

function typeOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'type' in data ? data.type : null;
}
