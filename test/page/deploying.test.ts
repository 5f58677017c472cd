import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, openBrowser, type Playing, play } from './browser.ts';

/** The half of the tour that deploys, as a person takes it. */

/** A write whose answer is lost is looked after within a minute. */
const patience = { timeout: 90_000 };

let playing: Playing;
let browser: Browser;
beforeAll(async () => {
  [playing, browser] = await Promise.all([play(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await playing?.[Symbol.asyncDispose]();
});

const done = (page: Page, step: string) => page.locator(`#step-${step}.done`).waitFor({ state: 'attached', ...patience });
const pull = (page: Page, lever: string) => page.getByRole('button', { name: lever }).click();
const heading = (page: Page, words: RegExp) => page.getByRole('heading', { name: words });

async function say(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: /Add a comment/ }).fill(words);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
}

/** Time passes by twenty seconds until it is so; in between somebody watches for so many. */
async function waiting(
  page: Page,
  words: RegExp,
  { within = page, watching = 1 }: { within?: Page | Locator; watching?: number } = {},
) {
  const sought = within.getByRole('heading', { name: words }).first();
  for (let turn = 0; turn < 20; turn += 1) {
    await sought.waitFor({ timeout: watching * 1_000 }).catch(() => {});
    if (await sought.isVisible()) return;
    await pull(page, 'Let twenty seconds pass');
  }
  throw new Error(`nobody said ${words}`);
}

async function become(page: Page, person: string): Promise<void> {
  await page.locator('#who summary').click();
  await page.getByRole('button', { name: new RegExp(`^${person}`) }).click();
  await page.getByLabel(`Who am I: ${person}`).waitFor();
}

test('deploy, watch, cancel, fail, ask, lock, wait, approve, kill in the middle, break production and roll back', {
  timeout: 400_000,
}, async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(patience.timeout);
  const heard = complaints(page);
  await page.goto(`${playing.url}/acme/web/pull/5`);

  await say(page, '/deploy prerelease');
  await page.getByRole('button', { name: 'eyes by shipmate' }).first().waitFor();
  await heading(page, /Deploying .* to prerelease/).waitFor();
  await say(page, '/restart web');
  await waiting(page, /is on prerelease/, { watching: 4 });
  await heading(page, /\/restart web/).waitFor();
  await done(page, 'own');
  await page.getByRole('button', { name: 'rocket by shipmate' }).first().waitFor();
  await done(page, 'deploy');
  await done(page, 'watch');

  await say(page, '/deploy prerelease');
  await heading(page, /Deploying .* to prerelease/).waitFor();
  await say(page, '/cancel');
  await heading(page, /was cancelled/).waitFor();
  await done(page, 'cancel');

  await pull(page, 'Let the next deploy fail in migrate');
  await page.locator('#armed-red-deploy').waitFor();
  await say(page, '/deploy prerelease');
  await page.locator('#armed-red-deploy').waitFor({ state: 'detached' });
  await waiting(page, /failed in \.\/scripts\/migrate/);
  await page.locator('blockquote', { hasText: 'duplicate key value violates unique constraint' }).waitFor();
  await done(page, 'fail');

  await say(page, 'deploy');
  await heading(page, /Where to/).waitFor();
  await page
    .locator('article', { hasText: 'Where to?' })
    .locator('li', { hasText: /^\s*prerelease/ })
    .getByRole('checkbox')
    .click();
  await waiting(page, /is on prerelease/);
  await done(page, 'ask');

  await say(page, '/lock prerelease database migration');
  await heading(page, /prerelease is locked/).waitFor();
  await say(page, '/deploy prerelease');
  await page.getByText(/alice locked prerelease .* ago \(database migration\)/).waitFor();
  await say(page, '/unlock prerelease');
  await heading(page, /prerelease was locked/).waitFor();
  await done(page, 'lock');

  await say(page, '/deploy prod');
  await heading(page, /goes to prod as soon as/).waitFor();
  await done(page, 'wait');
  await say(page, '/approve prod');
  await page.getByText('/approve is for @carol').waitFor();
  await become(page, 'carol');
  await say(page, '/approve prod');
  await page.getByRole('button', { name: '+1 by shipmate' }).waitFor();
  await waiting(page, /is on prod/);
  await done(page, 'approve');
  await become(page, 'alice');

  await page.goto(`${playing.url}/acme/web/pull/3`);
  await pull(page, 'Kill the bot in its next write');
  await page.locator('#armed-die').waitFor();
  await say(page, '/deploy prerelease');
  await page.locator('#armed-die').waitFor({ state: 'detached' });
  await page.locator('#bot-state', { hasText: 'running' }).waitFor();
  await waiting(page, /is on prerelease/);
  await done(page, 'survive');
  const { box } = playing.house;
  const web = box.repository('acme/web');
  const { sha } = web.deployments.at(-1) ?? {};
  const ours = web.deployments.filter(one => one.sha === sha && one.creator === box.bot.id);
  expect(ours.map(({ environment, state }) => [environment, state])).toEqual([['prerelease', 'success']]);
  expect(web.runs('deploy.yml').filter(({ inputs }) => inputs.sha === sha)).toHaveLength(1);

  await say(page, '/deploy prod');
  await heading(page, /goes to prod as soon as/).waitFor();
  await become(page, 'carol');
  await say(page, '/approve prod');
  await waiting(page, /is on prod/);
  await become(page, 'alice');
  await pull(page, 'Raise an error on prod');
  const call = page.locator('article', { hasText: /@alice, an error began on prod .* after the deploy of/ });
  await call.waitFor();
  await done(page, 'raise');
  await pull(page, 'Let twenty seconds pass');
  await done(page, 'hear');
  await page.goto(`${playing.url}/acme/web/issues`);
  await page.getByRole('link', { name: '[prod] TypeError: headers is undefined' }).click();
  await page.getByRole('listitem').filter({ hasText: 'changes the lines of src/pictures.js that the error names' }).waitFor();
  await page.getByRole('link', { name: 'src/pictures.js line 1' }).click();
  await page.getByRole('cell', { name: 'export const headers' }).waitFor();
  await page.goto(`${playing.url}/acme/web/pull/3`);
  expect(await call.count()).toBe(1);

  await say(page, '/rollback prod');
  const back = page.locator('article', { hasText: 'is locked, so that nothing new goes there' });
  await back.waitFor();
  await waiting(page, /is on prod/, { within: back });
  // The older story is folded away.
  await page.locator('.minimised', { hasText: 'is on prod' }).waitFor();
  await back.getByRole('paragraph').filter({ hasText: 'leaves, with 1 commit' }).waitFor();
  await done(page, 'back');
  await done(page, 'retreat');
  await pull(page, 'Let the error stop');
  await pull(page, 'Let twenty seconds pass');
  await done(page, 'over');
  expect(box.unknownRoutes).toEqual([]);
  expect(heard).toEqual([]);
});
