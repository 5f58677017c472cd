/**
 * The page on this machine that sends a browser to GitHub and takes the code it comes back with. Other pages in that browser, and other
 * people on this machine, must not be able to use it: it has one name, opens once, and knows its visitor by a token and a state.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { html } from 'hono/html';
import { Sentence } from '../../core/sentence.ts';

interface Parts<T> {
  /** Where the browser takes the manifest. */
  form(given: { redirectUrl: string; state: string }): { action: string; manifest: object };
  /** With GitHub's code; what it resolves to ends the visit. A `Sentence` it throws is shown, and ends it too. */
  finish(code: string): Promise<T>;
  /** What the person reads then. */
  goodbye(result: T): string;
}

export interface Page<T> {
  url: string;
  /** True from GitHub's code on: the App exists, and its keys are on their way. */
  busy(): boolean;
  done: Promise<T>;
  close(): void;
}

export async function openPage<T>({ form, finish, goodbye }: Parts<T>): Promise<Page<T>> {
  const token = once256();
  const state = once256();
  const done = Promise.withResolvers<T>();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : ''}`;

  async function answer(request: IncomingMessage): Promise<Answer> {
    // A name that somebody made point here (DNS rebinding) is not ours.
    if (request.headers.host !== host) return says(421, 'This page is only found at the address that the terminal shows.');
    if (request.method !== 'GET') return says(405, 'This page can only be read.');
    const url = URL.parse(request.url ?? '/', `http://${host}`);
    if (url?.pathname === '/') return open(request, url);
    if (url?.pathname === '/callback') return back(url);
    return says(404, 'There is nothing here.');
  }

  function open(request: IncomingMessage, url: URL): Answer {
    // A browser that looks ahead would use up the one visit.
    if (request.headers['sec-purpose'] !== undefined) return says(503, 'Not ahead of time.');
    const verdict = token.take(url.searchParams.get('token'));
    if (verdict === 'wrong') return says(403, 'This link is not the one that the terminal shows.');
    if (verdict === 'used')
      return says(410, 'This link worked once. Stop the command in the terminal and start it again for a new one.');
    const { action, manifest } = form({ redirectUrl: `http://${host}/callback`, state: state.secret });
    return {
      status: 200,
      content: html`<p>GitHub shows what the App may do, and asks for its name.</p>
        <form method="post" action="${action}">
          <input type="hidden" name="manifest" value="${JSON.stringify(manifest)}" />
          <button type="submit">Go on to GitHub</button>
        </form>`,
    };
  }

  async function back(url: URL): Promise<Answer> {
    const code = url.searchParams.get('code') ?? '';
    const said = url.searchParams.get('state');
    // Without a code nothing is used up: the same state may come back with one.
    if (!/^[\w-]{1,200}$/.test(code)) return says(400, 'GitHub sent no code along. Go back and try again.');
    const verdict = state.take(said);
    if (verdict === 'wrong') return says(403, 'This did not start on the page that the terminal shows.');
    if (verdict === 'used') return says(410, 'This came once already. The terminal says how it went.');
    try {
      const result = await finish(code);
      return { ...says(200, goodbye(result)), afterwards: () => done.resolve(result) };
    } catch (error) {
      const text = error instanceof Sentence ? error.message : 'That went wrong. The terminal says how.';
      return { ...says(502, text), afterwards: () => done.reject(error) };
    }
  }

  server.on('request', async (request, response) => {
    const gone = new Promise(resolve => response.on('close', resolve));
    const found = await answer(request);
    await send(response, found);
    await gone;
    found.afterwards?.();
  });
  return {
    url: `http://${host}/?token=${token.secret}`,
    busy: state.used,
    done: done.promise,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  status: number;
  content: ReturnType<typeof html>;
  /** When the browser has it, or has gone. */
  afterwards?: () => void;
}

const says = (status: number, text: string): Answer => ({ status, content: html`<p>${text}</p>` });

async function send(response: ServerResponse, { status, content }: Answer): Promise<void> {
  const text =
    await html`<!doctype html><html lang="en"><meta charset="utf-8" /><title>Register Shipmate</title><body>${content}</body></html>`;
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
      // GitHub gets to know that we are here, and not the token.
      'referrer-policy': 'origin',
      'x-content-type-options': 'nosniff',
    })
    .end(String(text));
}

/** A secret of 256 bits that counts once. */
function once256() {
  const secret = randomBytes(32).toString('base64url');
  const digest = (text: string) => createHash('sha256').update(text).digest();
  let used = false;
  return {
    secret,
    used: () => used,
    take(said: string | null): 'right' | 'wrong' | 'used' {
      if (!timingSafeEqual(digest(said ?? ''), digest(secret))) return 'wrong';
      if (used) return 'used';
      used = true;
      return 'right';
    },
  };
}
