/**
 * The page in a browser: both panes through everything its buttons can do to them.
 *
 * What a pane streamed is compared with the transcript that the host serves, letter by letter and
 * at every change on the way. Screenshots go to HOLDFAST_ARTEFACTS, for people.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpBackend, type StoredTurn } from '../../../runtime/client/index.ts';
import { createMemoryStore } from '../../../runtime/host/index.ts';
import { projectRoot } from '../../child-process.ts';
import { findChromium } from '../../setup-debian.ts';
import { type Demo, startDemo } from '../server.ts';
import { createBuiltInWriter } from '../writers/built-in.ts';
import { type Driven, lettersOf, openDemo } from './page-driver.ts';

const panes = ['left', 'right'] as const;
const artefacts = process.env['HOLDFAST_ARTEFACTS'] ?? join(projectRoot, 'artefacts');
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync';

let demo: Demo;
let browser: Browser;
const reported: unknown[] = [];

beforeAll(async () => {
  mkdirSync(artefacts, { recursive: true });
  demo = await startDemo({
    store: createMemoryStore(),
    hostname: '127.0.0.1',
    ports: { first: 0, last: 0 },
    producer: createBuiltInWriter({ paceMs: 1 }),
    writer: 'the built-in writer',
    report: (error) => void reported.push(error),
  });
  browser = await chromium.launch({ executablePath: findChromium(), args: flags.split(' ') });
});

afterAll(async () => {
  await browser.close();
  await demo.close();
});

function shoot({ page }: Driven, name: string): Promise<Buffer> {
  return page.screenshot({ path: join(artefacts, `demo-${name}.png`) });
}

async function lastTurn(driven: Driven): Promise<StoredTurn> {
  const answer = await httpBackend({ url: `${demo.url}/api` }).load(driven.sessionId());
  const turn = answer.state === 'loaded' ? answer.turns.at(-1) : undefined;
  if (turn === undefined) throw new Error('the host has no such turn');
  return turn;
}

function textOf({ parts }: StoredTurn): string {
  return lettersOf(parts.map((part) => (part.type === 'text' ? part.text : '')).join(''));
}

/** Both panes have settled, and the light of their charts has arrived where they are. */
async function ended(driven: Driven, outcome: string): Promise<void> {
  const settled = driven.page.locator(`[data-outcome=${outcome}][data-turn-state=settled]`);
  for (const id of panes) {
    await driven.pane(id).locator('.turn').last().and(settled).waitFor();
    const state = outcome === 'cancelled' ? 'cancelled' : 'finalized';
    await driven.pane(id).locator(`.state.lit[data-state=${state}]`).waitFor();
  }
}

function counter(driven: Driven, id: (typeof panes)[number], name: string): Promise<string> {
  return driven.pane(id).locator(`[data-counter=${name}]`).innerText();
}

async function streaming(driven: Driven): Promise<void> {
  for (const id of panes) {
    await driven.pane(id).locator('.turn[data-turn-state=live] .prose').last().waitFor();
  }
}

/** Nothing lost, doubled, moved: what was on screen was always a beginning of the whole. */
async function expectStreamedWhole(driven: Driven, shareMin: number): Promise<void> {
  const whole = textOf(await lastTurn(driven));
  for (const id of panes) {
    const { streamed } = await driven.log(id);
    expect(streamed.length, `${id}: changes seen`).toBeGreaterThan(10);
    expect(streamed.filter((letters) => !whole.startsWith(letters))).toEqual([]);
    expect(streamed.at(-1)?.length ?? 0).toBeGreaterThan(whole.length * shareMin);
    const prose = driven.pane(id).locator('.turn').last().locator('.prose');
    const shown = await prose.allTextContents();
    expect(lettersOf(shown.join(''))).toBe(whole);
  }
}

describe('the page', () => {
  it('streams one answer into two panes, and an approval in one is one in both', async () => {
    const driven = await openDemo(browser, demo.url);
    await shoot(driven, 'empty');
    await driven.ask('left', 'How far does a lighthouse reach? <img src=x onerror=alert(1)>');
    for (const id of panes) await driven.pane(id).getByRole('button', { name: 'Deny' }).waitFor();
    await shoot(driven, 'prompt');
    await driven.pane('right').getByRole('button', { name: 'Approve' }).click();
    await ended(driven, 'done');
    await shoot(driven, 'done');
    const turn = await lastTurn(driven);
    expect(turn.parts.find(({ type }) => type === 'prompt')).toMatchObject({ answer: 'Approve' });
    const texts = await driven.page.locator('.parts').allInnerTexts();
    expect(texts).toHaveLength(2);
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('<img src=x onerror=alert(1)>');
    expect(await driven.page.locator('.parts img').count()).toBe(0);
    expect(driven.complaints).toEqual([]);
    await driven.page.context().close();
  });

  it('loses nothing and doubles nothing under any of the harms', async () => {
    const driven = await openDemo(browser, demo.url);
    await driven.watch();
    await driven.ask('right', 'A long answer, please');
    await streaming(driven);
    const reconnected = (id: (typeof panes)[number], count: number) =>
      expect.poll(() => counter(driven, id, 'reconnects')).toBe(String(count));
    await driven.harm('left', 'cut');
    await reconnected('left', 1);
    await driven.harm('right', 'end');
    await reconnected('right', 1);
    await shoot(driven, 'harmed');
    await driven.harm('left', 'replay');
    await expect.poll(() => counter(driven, 'left', 'duplicates')).toBe('20');
    await driven.harm('right', 'delay');
    await driven.page.locator('[data-pane=right] [aria-pressed=true]').waitFor();
    await driven.page.waitForTimeout(1_200);
    await driven.page.getByRole('button', { name: 'Cut all connections' }).click();
    for (const id of panes) await reconnected(id, 2);
    await shoot(driven, 'delayed');
    await driven.harm('right', 'delay');
    await ended(driven, 'done');
    await expectStreamedWhole(driven, 0.9);
    const { coveredSeq } = await lastTurn(driven);
    for (const id of panes) {
      const { states } = await driven.log(id);
      const way = ['live', 'reconnecting', 'attaching', 'live'];
      expect(states.join(' ')).toContain(way.join(' '));
      expect(states.slice(-2)).toEqual(['settling', 'finalized']);
      expect(await counter(driven, id, 'frames')).toBe(coveredSeq.toLocaleString('en'));
      expect(await counter(driven, id, 'gaps')).toBe('0');
    }
    expect(driven.complaints).toEqual([]);
    await driven.page.context().close();
  });

  it('attaches again after a reload, and a stop in one pane cancels in both', async () => {
    const driven = await openDemo(browser, demo.url);
    await driven.ask('left', 'A long answer, please');
    await streaming(driven);
    await driven.page.reload();
    await driven.watch();
    await streaming(driven);
    await driven.page.waitForTimeout(400);
    await driven.pane('left').locator('textarea').press('Escape');
    await ended(driven, 'cancelled');
    for (const id of panes) {
      expect(await driven.pane(id).getAttribute('data-state')).toBe('cancelled');
      expect(await driven.pane(id).locator('.ending').innerText()).toContain('Stopped.');
    }
    await expectStreamedWhole(driven, 0.8);
    await shoot(driven, 'cancelled');
    await driven.page.getByRole('button', { name: 'Fresh session' }).click();
    await expect.poll(() => driven.page.locator('.turn').count()).toBe(0);
    expect(driven.complaints).toEqual([]);
    await driven.page.context().close();
  });

  it('gives a question back that came second, and asks again after a failure', async () => {
    const driven = await openDemo(browser, demo.url);
    for (const id of panes) {
      await driven.pane(id).locator('textarea').fill(`Please fail, says ${id}`);
    }
    await driven.page.evaluate(() => {
      for (const send of document.querySelectorAll<HTMLElement>('.send')) send.click();
    });
    await ended(driven, 'failed');
    await expect.poll(() => driven.page.locator('.turn').count()).toBe(2);
    const asked = JSON.stringify((await lastTurn(driven)).question);
    const loser = asked.includes('left') ? 'right' : 'left';
    const draft = driven.pane(loser).locator('textarea');
    expect(await draft.inputValue()).toBe(`Please fail, says ${loser}`);
    await driven.pane('left').getByRole('button', { name: 'Ask again' }).click();
    await expect.poll(() => driven.page.locator('.turn[data-outcome=failed]').count()).toBe(4);
    expect(JSON.stringify((await lastTurn(driven)).question)).toBe(asked);
    expect(reported.map(String).filter((text) => text.includes('failed halfway'))).toHaveLength(2);
    expect(driven.complaints).toEqual([]);
    await driven.page.context().close();
  });

  it('keeps what it showed when a connection is given up, and tries again', async () => {
    const driven = await openDemo(browser, demo.url);
    await driven.ask('left', 'A long answer, please');
    await streaming(driven);
    await driven.page.route(/\/stream\?/, (route) =>
      route.request().headers()['x-demo-pane'] === 'left'
        ? route.fulfill({ status: 403, body: '{}' })
        : route.continue(),
    );
    await driven.harm('left', 'cut');
    const again = driven.pane('left').getByRole('button', { name: 'Try again' });
    await again.waitFor();
    await driven.pane('left').locator('.state.lit[data-state=failed]').waitFor();
    await shoot(driven, 'failed');
    const toasts = await driven.pane('left').locator('.toast').allInnerTexts();
    expect(toasts).toEqual(['You are not allowed to read this answer.']);
    const kept = driven.pane('left').locator('.turn[data-turn-state=unsettled]');
    expect(await kept.locator('.unsettled').innerText()).toContain('may be incomplete');
    expect((await kept.locator('.prose').allTextContents()).join('')).not.toBe('');
    await driven.page.unroute(/\/stream\?/);
    await again.click();
    await streaming(driven);
    expect(await again.isVisible()).toBe(false);
    await driven.pane('right').locator('textarea').press('Escape');
    await ended(driven, 'cancelled');
    expect(driven.complaints).toEqual([]);
    await driven.page.context().close();
  });

  it('is dark where that is preferred, and stacks its panes where there is no room', async () => {
    const driven = await openDemo(browser, demo.url, { colorScheme: 'dark' });
    await driven.ask('left', 'A plain word about ropes');
    await ended(driven, 'done');
    await shoot(driven, 'dark');
    const ground = () =>
      driven.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(16, 22, 27)');
    await driven.page.emulateMedia({ colorScheme: 'light' });
    expect(await ground()).toBe('rgb(244, 242, 237)');
    for (const width of [1100, 800, 420]) {
      await driven.page.setViewportSize({ width, height: 900 });
      await shoot(driven, `width-${width}`);
      const wide = await driven.page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(width);
      const tops = await Promise.all(panes.map((id) => driven.pane(id).boundingBox()));
      expect(tops[0]?.y === tops[1]?.y).toBe(width > 900);
    }
    expect(driven.complaints).toEqual([]);
    await driven.page.context().close();
  });
});
