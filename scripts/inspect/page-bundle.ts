/**
 * The page that holds Stately's inspector, as it is served: one frame and one script.
 *
 * The policy that goes with it lets it frame stately.ai, run its own script and open its own
 * socket, and nothing more. It knows no event.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface InspectorPage {
  /** Null when there is nothing at that path. `host` is how the server was asked. */
  file(path: string, host: string): PageFile | null;
}

interface PageFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Holdfast, inspected</title>
    <link rel="stylesheet" href="/style.css">
    <script type="module" src="/page.js"></script>
  </head>
  <body><iframe title="Stately's inspector"></iframe></body>
</html>
`;
const style = 'html, body, iframe { width: 100%; height: 100%; margin: 0; border: 0; }\n';

export async function bundleInspectorPage(): Promise<InspectorPage> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page/main.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    logLevel: 'silent',
    write: false,
  });
  const files = new Map([
    ['/', ['text/html', html]],
    ['/page.js', ['text/javascript', outputFiles[0]?.text ?? '']],
    ['/style.css', ['text/css', style]],
  ]);
  return {
    file: (path, host) => {
      const [type, text] = files.get(path) ?? [];
      if (type === undefined || text === undefined) return null;
      return { text, headers: headersOf(type, host) };
    },
  };
}

function headersOf(type: string, host: string): Readonly<Record<string, string>> {
  return {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src ws://${host}`,
      'frame-src https://stately.ai https://*.stately.ai',
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}
