import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaints, openBrowser, type Playing, play } from './browser.ts';

const patience = { timeout: 20_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const done = (page: Page, step: string) => page.locator(`#step-${step}.done`).waitFor({ state: 'attached', ...patience });
const pull = (page: Page, lever: string) => page.getByRole('button', { name: lever }).click();

async function say(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: /Add a comment/ }).fill(words);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
}

const answers = (page: Page) => page.locator('article', { hasText: 'I am here.' });

/** Light and dark differ in colours alone. */
const rules = { light: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'], dark: ['color-contrast'] };

/** Serious findings, as sentences. */
async function findings(page: Page, scheme: keyof typeof rules): Promise<string[]> {
  // A string, because this file knows no browser's names.
  await page.evaluate(axe.source);
  const found: { id: string; impact: string; nodes: { html: string }[] }[] = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(rules[scheme])}, resultTypes: ['violations'] }).then(result => result.violations)`,
  );
  return found
    .filter(one => one.impact === 'serious' || one.impact === 'critical')
    .map(one => `${new URL(page.url()).pathname}: ${one.id} at ${one.nodes.map(node => node.html.slice(0, 160)).join(' and ')}`);
}

describe.each(['light', 'dark'] as const)('in %s', scheme => {
  let playing: Playing;
  let page: Page;
  let heard: string[];
  beforeAll(async () => {
    playing = await play();
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(patience.timeout);
    heard = complaints(page);
  });
  afterAll(async () => {
    await page?.context().close();
    await playing?.[Symbol.asyncDispose]();
  });

  test('the whole tour', { timeout: 90_000 }, async () => {
    await page.goto(`${playing.url}/acme/web/pull/5`);
    await say(page, '/ping');
    await page.getByRole('button', { name: 'eyes by shipmate' }).waitFor();
    await answers(page).first().waitFor();
    await done(page, 'ping');

    await pull(page, 'Drop the next webhook');
    await page.locator('#armed-drop').waitFor();
    await say(page, '/ping');
    await page.locator('#armed-drop').waitFor({ state: 'detached' });
    await pull(page, 'Let five minutes pass');
    await done(page, 'drop');
    await answers(page).nth(1).waitFor();

    await pull(page, 'Answer the next write with 502');
    await page.locator('#armed-502').waitFor();
    await say(page, '/ping');
    await answers(page).nth(2).waitFor();
    await page.locator('#armed-502').waitFor({ state: 'detached' });
    await pull(page, 'Let five minutes pass');
    await done(page, '502');

    await pull(page, 'Kill the bot in its next write');
    await page.locator('#armed-die').waitFor();
    await say(page, '/ping');
    await answers(page).nth(3).waitFor();
    await page
      .locator('#bot-state', { hasText: 'killed' })
      .or(page.locator('#bot-state', { hasText: 'starting' }))
      .waitFor();
    await page.locator('#bot-state', { hasText: 'running' }).waitFor();
    await pull(page, 'Let five minutes pass');
    await done(page, 'kill');
    expect(await answers(page).count()).toBe(4);

    await page.getByRole('link', { name: 'shipmate.yml', exact: true }).first().click();
    await page.locator('#file-text').fill('prefix: /\nnonsense: true\n');
    await page.locator('#verdict', { hasText: 'line 2' }).waitFor();
    await page.getByRole('button', { name: 'Propose it in a pull request' }).click();
    const check = page.locator('.check', { hasText: 'shipmate.yml' });
    await check.locator('summary').click();
    await check.locator('.annotation', { hasText: 'nonsense' }).waitFor();
    await done(page, 'file');
    await page.getByText('5 of 11').waitFor();
    expect(heard).toEqual([]);
  });

  test('every page is free of serious findings, and fits a phone', { timeout: 60_000 }, async () => {
    const paths = ['/', '/acme/web', '/acme/web/issues', '/acme/web/pulls', '/acme/web/pull/5', '/acme/web/issues/2'];
    paths.push(
      '/acme/web/issues/new',
      '/acme/web/file',
      '/acme/web/decisions',
      '/acme/web/actions',
      `/acme/web/actions/runs/${playing.house.box.repository('acme/web').runs()[0]?.id}`,
      '/acme/web/calls',
      '/nothing',
    );
    const found: string[] = [];
    const looked =
      scheme === 'light' ? paths : ['/acme/web', '/acme/web/pull/5', '/acme/web/pull/6', '/acme/web/file', '/acme/web/calls'];
    for (const path of looked) {
      await page.goto(playing.url + path);
      found.push(...(await findings(page, scheme)));
      await page.setViewportSize({ width: 320, height: 700 });
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      if (over !== 0) found.push(`${path} is ${over} pixels too wide`);
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    expect(found).toEqual([]);
  });
});
