import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaints, openBrowser, type Playing, play } from './browser.ts';

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

async function opened(): Promise<{ page: Page; heard: string[] }> {
  const context = await browser.newContext({ colorScheme: 'light', viewport: wide });
  const page = await context.newPage();
  page.setDefaultTimeout(patience.timeout);
  return { page, heard: complaints(page) };
}

const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 700 };

const done = (page: Page, step: string) => page.locator(`#step-${step}.done`).waitFor({ state: 'attached', ...patience });
const pull = (page: Page, lever: string) => page.getByRole('button', { name: lever }).click();

async function say(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: /Add a comment/ }).fill(words);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
}

const answers = (page: Page) => page.locator('article', { hasText: 'I am here.' });

/** Light and dark differ in colours alone. */
const rules = { light: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'], dark: ['color-contrast'] };

/** The pages that bring colours which no other has. */
const ownColours = ['/issues/2', '/pull/3', '/files', '/deployments', '/runs/', '/file', '/decisions', '/calls'];

/** Serious findings, as sentences. */
async function findings(page: Page, scheme: keyof typeof rules): Promise<string[]> {
  // What stands round every page is looked at once.
  const around = page.url().endsWith('/acme/web') ? { include: ['html'] } : { exclude: ['.world'] };
  await page.emulateMedia({ colorScheme: scheme });
  // Strings, because this file knows no browser's names. Everything comes from one place, so nothing has to be fetched for it.
  const found: { id: string; impact: string; nodes: { html: string }[] }[] = await page.evaluate(
    `axe.run(${JSON.stringify(around)}, { runOnly: ${JSON.stringify(rules[scheme])}, resultTypes: ['violations'], preload: false }).then(result => result.violations)`,
  );
  return found
    .filter(one => one.impact === 'serious' || one.impact === 'critical')
    .map(
      one =>
        `${new URL(page.url()).pathname} in ${scheme}: ${one.id} at ${one.nodes.map(node => node.html.slice(0, 160)).join(' and ')}`,
    );
}

/** Everything that is wrong with one page, in its colours and on a phone. */
async function wrongWith(page: Page, path: string): Promise<string[]> {
  await page.goto(playing.url + path);
  // All that is folded is looked at too.
  await page.evaluate(`document.querySelectorAll('main details:not(.menu)').forEach(one => { one.open = true })`);
  await page.evaluate(axe.source);
  const found = await findings(page, 'light');
  if (ownColours.some(own => path.includes(own))) found.push(...(await findings(page, 'dark')));
  await page.setViewportSize(narrow);
  const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  await page.setViewportSize(wide);
  return over === 0 ? found : [...found, `${path} is ${over} pixels too wide`];
}

test('the whole tour, in light and then in dark', { timeout: 240_000 }, async () => {
  const { page, heard } = await opened();
  await page.goto(`${playing.url}/acme/web/pull/5`);
  const ahead = page.locator('.tour-part > details', { hasText: 'Let a certificate run out' });
  await ahead.locator('> summary').click();
  await say(page, '/ping');
  await page.getByRole('button', { name: 'eyes by shipmate' }).waitFor();
  await answers(page).first().waitFor();
  await done(page, 'ping');
  // Whoever reads ahead goes on reading, and what is next has opened.
  expect(await ahead.getAttribute('open')).toBe('');
  await page.locator('#step-ping > details:not([open])').waitFor({ state: 'attached' });
  await page.getByRole('link', { name: 'Let twenty seconds pass' }).click();
  expect(await page.evaluate('document.activeElement.id')).toBe('lever-seconds');

  await page.locator('#lever-drop').focus();
  await page.keyboard.press('Enter');
  await page.locator('#armed-drop').waitFor();
  // Whoever has no mouse goes on from the lever.
  expect(await page.evaluate('document.activeElement.id')).toBe('lever-drop');
  await say(page, '/ping');
  await page.locator('#armed-drop').waitFor({ state: 'detached' });
  await pull(page, 'Let five minutes pass');
  await done(page, 'drop');
  await answers(page).nth(1).waitFor();

  await page.emulateMedia({ colorScheme: 'dark' });
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
  // Nobody has typed yet: the text goes with the file.
  const { box } = playing.house;
  const newer = 'prefix: /\n# newer\n';
  box.repository('acme/web').push('main', { '.github/shipmate.yml': newer }, { by: box.person('bob') });
  await expect.poll(() => page.locator('#file-text').inputValue()).toBe(newer);
  await page.locator('#file-text').fill('prefix: /\nnonsense: true\n');
  await page.locator('#verdict', { hasText: 'line 2' }).waitFor();
  await page.getByRole('button', { name: 'Propose it in a pull request' }).click();
  const check = page.locator('.check', { hasText: 'shipmate.yml' });
  await check.locator('summary').click();
  await check.locator('.annotation', { hasText: 'nonsense' }).waitFor();
  await done(page, 'file');
  await page.getByText('5 of 28').waitFor();
  expect(heard).toEqual([]);
  await page.close();
});

test('a build breaks, its issue says why, and it mends; what breaks in production has one too', {
  timeout: 240_000,
}, async () => {
  const { page, heard } = await opened();
  await page.goto(`${playing.url}/acme/web`);
  const lastOf = async (about: string) =>
    (await playing.house.database?.decisions())?.find(one => one.about.startsWith(about))?.reasons.says;
  /** The bot has seen how the last build went. */
  const heardOf = (verdict: string) => expect.poll(() => lastOf('a look at'), patience).toContain(verdict);
  await pull(page, 'Mend shipmate.yml on main');
  await expect.poll(() => lastOf('workflow main'), patience).toBeDefined();
  // It is looked at only if it ended before the bot knew what goes on here; and then not again within half a minute.
  await pull(page, 'Let five minutes pass');
  await pull(page, 'Let five minutes pass');
  await pull(page, 'Let the next build fail');
  await page.locator('#armed-red').waitFor();
  await pull(page, 'Push to main');
  await page.locator('#armed-red').waitFor({ state: 'detached' });
  await pull(page, 'Let five minutes pass');
  // It may mend itself for two minutes.
  await heardOf('watching');
  await pull(page, 'Let five minutes pass');
  await done(page, 'break');
  await page.goto(`${playing.url}/acme/web/issues`);
  await page.getByRole('link', { name: 'main is red: test in CI' }).click();
  await page.getByText('got "Welcome to acme"').first().waitFor();
  await say(page, '/why');
  await done(page, 'look');
  await pull(page, 'Push to main');
  await pull(page, 'Let five minutes pass');
  await heardOf('closed');
  await done(page, 'heal');
  await page.getByRole('paragraph').filter({ hasText: 'is green again' }).waitFor();

  await pull(page, 'Raise an error on prod');
  await page.goto(`${playing.url}/acme/web/issues`);
  await page.getByRole('link', { name: '[prod] TypeError' }).waitFor();
  expect(heard).toEqual([]);
  await page.close();
});

test('a review is forgotten: its person hears of it once, after three working days, and no more when it is handed on', {
  timeout: 120_000,
}, async () => {
  const { page, heard } = await opened();
  await page.goto(`${playing.url}/acme/web/pull/3`);
  await page.getByText('asked for a review by').waitFor();
  await say(page, '/status');
  await page.getByRole('article').getByText('It has been the turn of carol to review for').waitFor();
  await done(page, 'turn');
  await pull(page, 'Let three working days pass');
  const reminders = page.locator('article', { hasText: /has waited 3 business days for your review/ });
  await reminders.waitFor();
  await done(page, 'days');
  await pull(page, 'Let a day pass');
  await expect.poll(() => page.locator('article', { hasText: '@carol, alice has waited' }).count()).toBe(1);

  await page.locator('#who summary').click();
  await page.locator('#who button[value="carol"]').click();
  await say(page, '/handover @bob');
  await page.getByText('I ask bob for a review instead of you.').waitFor();
  await pull(page, 'Let five minutes pass');
  await page.getByText('this comment was marked as outdated').waitFor();
  await done(page, 'pass');
  await page.goto(`${playing.url}/acme/web/pull/4`);
  await page.getByLabel('Comment by dave').waitFor();
  // It is on hold, and nobody's turn.
  expect(await page.getByLabel('Comment by shipmate').count()).toBe(0);
  expect(heard).toEqual([]);
  await page.close();
});

test('a workflow is started by keyboard alone, and its run is seen to its end', { timeout: 120_000 }, async () => {
  const { page, heard } = await opened();
  await page.goto(`${playing.url}/acme/web/actions/workflows/deploy.yml`);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
  const menu = page.locator('#start');
  await menu.locator('summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  expect(await menu.getAttribute('open')).toBe(null);
  await page.keyboard.press('Enter');
  for (const _ of ['its branch', 'its environment', 'its commit']) await page.keyboard.press('Tab');
  await page.keyboard.type('abc1234');
  await page.keyboard.press('Tab');
  await page.keyboard.type('the bot is away');
  await page.keyboard.press('Enter');
  const run = page.getByRole('link', { name: 'Deploy abc1234 to prerelease' });
  await run.focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-since]').first().waitFor();
  await pull(page, 'Let five minutes pass');
  await page.locator('.step', { hasText: './scripts/restart' }).getByLabel('Successful').waitFor();
  await page.getByRole('button', { name: 'Re-run all jobs' }).waitFor();
  expect(heard).toEqual([]);
  await page.close();
});

test('an answer that comes late does not hide what happened meanwhile', { timeout: 120_000 }, async () => {
  const { page, heard } = await opened();
  await page.goto(`${playing.url}/acme/web/issues/2`);
  await page.evaluate(`
    const really = fetch;
    window.fetch = async (what, how) => {
      const answer = await really(what, how);
      if (how?.method === 'POST') await new Promise(resolve => { window.arrives = resolve; });
      return answer;
    };`);
  await say(page, 'Sent first');
  await page.waitForFunction('window.arrives');
  const { box } = playing.house;
  box
    .repository('acme/web')
    .threads.find(({ number }) => number === 2)
    ?.comment(box.person('dave'), 'Shown first');
  const newer = page.locator('article', { hasText: 'Shown first' });
  await newer.waitFor();
  await page.evaluate('arrives()');
  await page.waitForFunction(`document.querySelector('.say textarea').value === ''`);
  expect(await newer.count()).toBe(1);
  expect(heard).toEqual([]);
  await page.close();
});

test('every page is free of serious findings in light and dark, and fits a phone', { timeout: 240_000 }, async () => {
  const web = playing.house.box.repository('acme/web');
  const [first, last] = [web.runs()[0]?.id, web.runs('deploy.yml').at(-1)?.id];
  const inside = ['', '/issues', '/issues/2', '/issues/new', '/pulls', '/pull/3', '/pull/5', '/pull/5/commits', '/pull/5/files'];
  inside.push(
    `/commit/${web.head()}`,
    '/actions',
    '/actions/workflows/deploy.yml',
    '/new/main?filename=.github/shipmate.yml',
    `/actions/runs/${first}`,
    `/actions/runs/${last}`,
  );
  const broken = web.threads.find(({ row }) => row.title.startsWith('main is red'))?.number;
  const error = web.threads.find(({ row }) => row.title.startsWith('[prod]'))?.number;
  inside.push(`/issues/${broken}`, `/issues/${error}`, '/deployments', '/file', '/decisions', '/calls', '/blob/README.md');
  const left = ['/', '/nothing', ...inside.map(path => `/acme/web${path}`)];
  const found: string[] = [];
  const { page: one } = await opened();
  const { page: other } = await opened();
  // Two at a time: more than that wait for each other.
  const look = async (page: Page) => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) found.push(...(await wrongWith(page, path)));
  };
  await Promise.all([look(one), look(other)]);
  expect(found).toEqual([]);
});
