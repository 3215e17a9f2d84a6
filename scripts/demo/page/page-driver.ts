/**
 * Drives the page in a browser for its test: opens it, reads what a pane shows, and keeps a log of
 * what it has shown, because what a stream looked like is gone once its transcript has taken over.
 *
 * It reads the page as a person would, and never the page's variables.
 */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** What a pane has shown since it was watched. */
export interface Log {
  /** Every state that was lit, in order. */
  readonly states: readonly string[];
  /** The letters of the last answer while it streamed, at every change. */
  readonly streamed: readonly string[];
}

export interface Driven {
  readonly page: Page;
  /** What should not have been said on the console, and errors of the page. */
  readonly complaints: readonly string[];
  pane(id: 'left' | 'right'): Locator;
  /** Begins the logs of both panes anew. */
  watch(): Promise<void>;
  log(id: 'left' | 'right'): Promise<Log>;
  ask(id: 'left' | 'right', question: string): Promise<void>;
  harm(id: 'left' | 'right', harm: string): Promise<void>;
  sessionId(): string;
}

/** The browser reports these by itself: cuts, conflicts and refusals are the point here. */
const expected =
  /net::ERR_(CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)|status of 40[39] /;

export async function openDemo(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Driven> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isBad = message.type() === 'error' || message.type() === 'warning';
    if (isBad && !expected.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  const pane = (id: string) => page.locator(`[data-pane=${id}]`);
  return {
    page,
    complaints,
    pane,
    watch: () => page.evaluate(watchPanes),
    log: (id) => page.evaluate(readLog, id),
    ask: async (id, question) => {
      await pane(id).locator('textarea').fill(question);
      await pane(id).locator('textarea').press('Enter');
    },
    harm: (id, harm) => pane(id).locator(`[data-harm=${harm}]`).click(),
    sessionId: () => new URL(page.url()).searchParams.get('session') ?? '',
  };
}

/** Letters only: Markdown adds and takes signs, and never letters. */
export function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}]/gu, '');
}

/** Runs in the page. */
function watchPanes(): void {
  const logs: Record<string, { states: string[]; streamed: string[] }> = {};
  (globalThis as { demoLogs?: unknown }).demoLogs = logs;
  for (const pane of document.querySelectorAll<HTMLElement>('[data-pane]')) {
    const log = { states: [] as string[], streamed: [] as string[] };
    logs[pane.dataset['pane'] ?? ''] = log;
    const look = () => {
      const state = pane.querySelector<SVGElement>('.state.lit')?.dataset['state'];
      if (state !== undefined && log.states.at(-1) !== state) log.states.push(state);
      const turn = [...pane.querySelectorAll<HTMLElement>('.turn')].at(-1);
      if (turn?.dataset['turnState'] !== 'live') return;
      const prose = [...turn.querySelectorAll('.prose')].map(({ textContent }) => textContent);
      const letters = prose.join('').replaceAll(/[^\p{L}]/gu, '');
      if (letters !== log.streamed.at(-1)) log.streamed.push(letters);
    };
    look();
    const whatever = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(pane, whatever);
  }
}

/** Runs in the page. */
function readLog(id: string): Log {
  const { demoLogs } = globalThis as { demoLogs?: Record<string, Log> };
  return demoLogs?.[id] ?? { states: [], streamed: [] };
}
