/**
 * The page as it is served: TypeScript and CSS bundled in memory, the chart drawn into the HTML.
 *
 * Nothing is written to the disk, and nothing comes from elsewhere: the policy that goes with the
 * page lets it run its own script and talk to its own host, and nothing more.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { drawChart } from './chart.ts';

export interface Page {
  /** Null when there is nothing at that path. */
  answer(path: string): Response | null;
}

const folder = fileURLToPath(new URL('./page', import.meta.url));

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface PageOptions {
  /** Who answers, for the person. */
  readonly writer: string;
  /** The page says what its controllers go through, with people's text or without. */
  readonly inspect: { readonly text: boolean } | null;
}

export async function bundlePage({ writer, inspect }: PageOptions): Promise<Page> {
  const { outputFiles } = await build({
    entryPoints: { page: join(folder, 'main.ts'), style: join(folder, 'style/main.css') },
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  const bundled = (ending: string): string => {
    const file = outputFiles.find(({ path }) => path.endsWith(ending));
    if (file === undefined) throw new Error(`esbuild made no ${ending}`);
    return file.text;
  };
  const frame = await readFile(join(folder, 'index.html'), 'utf8');
  const html = frame
    .replace('<!-- chart -->', drawChart())
    .replace('<!-- inspect -->', inspectMeta(inspect))
    .replace('<!-- writer -->', escape(writer));
  const files = new Map([
    ['/', { type: 'text/html', text: html }],
    ['/page.js', { type: 'text/javascript', text: bundled('page.js') }],
    ['/style.css', { type: 'text/css', text: bundled('style.css') }],
  ]);
  return {
    answer(path) {
      const file = files.get(path);
      if (file === undefined) return null;
      return new Response(file.text, {
        headers: {
          'content-type': `${file.type}; charset=utf-8`,
          'cache-control': 'no-store',
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
        },
      });
    },
  };
}

function inspectMeta(inspect: PageOptions['inspect']): string {
  if (inspect === null) return '';
  return `<meta name="inspect" content="${inspect.text ? 'text' : 'lengths'}">`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
