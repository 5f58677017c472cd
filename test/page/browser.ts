import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packed from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

/** A sandbox as `npm run sandbox` starts it, in a folder of its own, and a browser to look at it. */

export interface Playing extends Sandbox {
  folder: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function play(options: Partial<Parameters<typeof startSandbox>[1]> = {}): Promise<Playing> {
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-sandbox-'));
  const sandbox = await startSandbox(folder, { port: 0, seed: null, reset: false, repo: null, ...options });
  return {
    ...sandbox,
    folder,
    async [Symbol.asyncDispose]() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// The packed browser's own list is made for functions in a cloud: one process for all ends with its first page.
const unwanted = ['--single-process', '--no-zygote', '--disable-web-security'];

export async function openBrowser(): Promise<Browser> {
  const args = packed.args.filter(arg => !unwanted.includes(arg));
  return await chromium.launch({
    executablePath: await packed.executablePath(),
    args: [...args, '--no-sandbox', '--disable-background-networking'],
    headless: true,
  });
}

/** What went wrong in a page, besides what the test looks at. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', error => heard.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return heard;
}
