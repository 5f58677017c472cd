/** `npm run pictures`: takes the pictures of README.md in a sandbox of its own, in light and in dark, and says how large they are. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { openBrowser, play } from './browser.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/pictures');
/** In which the comment is as wide as README.md is on GitHub. */
const viewport = { width: 1100, height: 1800 };
/** Round what is shown, in pixels of the page. */
const margin = 8;
/** Whoever says something stands left of it. */
const faces = 57;

await using playing = await play();
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport, deviceScaleFactor: 2 });
  page.setDefaultTimeout(90_000);
  await page.goto(`${playing.url}/acme/web/pull/5`);
  if (!(await knowsSigns(page)))
    throw new Error(
      'This machine has no font with coloured signs, so the pictures would have boxes: apt install fonts-noto-color-emoji.',
    );
  // So that the one in the picture knows how long each step takes.
  await say(page, '/deploy prerelease');
  await ended(page);
  await page.goto(`${playing.url}/acme/web/pull/3`);
  await say(page, '/deploy prerelease');
  const answer = page.locator('article', { hasText: 'Deploying' });
  await answer.locator('tr', { hasText: '🔄' }).filter({ hasText: 'migrate' }).waitFor();
  const asked = page.locator('article', { hasText: '/deploy prerelease' }).last();
  const box = (one: Locator) => one.locator('.post-box').boundingBox();
  const [from, to] = [await box(asked), await box(answer)];
  if (!from || !to) throw new Error('The page does not show what the picture is of.');
  const clip = {
    ...{ x: from.x - faces - margin, y: from.y - margin },
    ...{ width: faces + from.width + 2 * margin, height: to.y + to.height - from.y + 2 * margin },
  };
  await mkdir(folder, { recursive: true });
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const picture = await page.screenshot({ clip, animations: 'disabled' });
    const path = join(folder, `deploy-${scheme}.png`);
    await writeFile(path, picture);
    console.log(`${relative(root, path)}: ${Math.round(picture.length / 1024)} KB`);
  }
} finally {
  await browser.close();
}

/** Whether ✅ has a colour. */
async function knowsSigns(page: Page): Promise<boolean> {
  return await page.evaluate(`(() => {
    const pen = Object.assign(document.createElement('canvas'), { width: 40, height: 40 }).getContext('2d');
    pen.font = '32px sans-serif';
    pen.fillText('✅', 0, 32);
    const { data } = pen.getImageData(0, 0, 40, 40);
    return data.some((value, at) => at % 4 < 3 && value > 0);
  })()`);
}

async function say(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: /Add a comment/ }).fill(words);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
}

async function ended(page: Page): Promise<void> {
  const end = page.getByRole('heading', { name: /is on prerelease/ });
  for (let turn = 0; turn < 20 && !(await end.isVisible()); turn += 1) {
    await page.getByRole('button', { name: 'Let twenty seconds pass' }).click();
    await end.waitFor({ timeout: 4_000 }).catch(() => {});
  }
  await end.waitFor();
}
