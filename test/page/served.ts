import { Bot } from '../../src/sandbox/bot.ts';
import { type Box, startGitHub } from '../../src/sandbox/github/index.ts';
import { Changes, type House } from '../../src/sandbox/house.ts';
import { page } from '../../src/sandbox/page/app.ts';
import { serve } from '../../src/sandbox/page/serve.ts';
import { seed } from '../../src/sandbox/seed.ts';

/** The page over the seeded story, without its bot and without a browser: what it draws, and what forms do. */

interface Sent {
  status: number;
  body: string;
  /** Where it leads to. */
  to: string | null;
}

export interface Served {
  box: Box;
  get(path: string, as?: string): Promise<Sent>;
  act(name: string, form: Record<string, string>, as?: string): Promise<Sent>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function served(): Promise<Served> {
  const box = await startGitHub();
  seed(box);
  const ignored = { listening() {}, changed() {}, process() {} };
  const bot = new Bot({ githubUrl: box.url, credentials: box.credentials, folder: '/nowhere', ...ignored });
  const house: House = { box, bot, database: null, progress: [], armed: new Set(), failing: [], changes: new Changes() };
  let port = 0;
  const serving = await serve(page(house, () => port).fetch, 0);
  port = serving.port;
  const ask = async (path: string, as: string, more: RequestInit = {}): Promise<Sent> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: 'manual',
      headers: { cookie: `me=${as}` },
      ...more,
    });
    return { status: answer.status, body: await answer.text(), to: answer.headers.get('location') };
  };
  const get = (path: string, as = 'alice') => ask(path, as);
  return {
    box,
    get,
    async act(name, form, as = 'alice') {
      const token = /name="token" value="([^"]+)"/.exec((await get('/')).body)?.[1] ?? '';
      const body = new URLSearchParams({ token, back: '/', repository: 'acme/web', ...form });
      return await ask(`/act/${name}`, as, { method: 'POST', body });
    },
    async [Symbol.asyncDispose]() {
      await serving.stop();
      await box.close();
    },
  };
}

/** What a person would read: no tags, single spaces. */
export const textOf = (page: string): string =>
  page
    .replaceAll(/<(svg|script|style|head)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
