import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import type { Bot } from '../bot.ts';
import { after } from './deploys.ts';

/** Places of logs, as they answer; each on a port of its own. */

export interface Line {
  /** Milliseconds since 1970. */
  at: number;
  text: string;
}

export interface Logs {
  url: string;
  lines: Line[];
  /** What it was asked, and with which name. */
  asked: { path: string; auth: string | null }[];
  /** What it answers instead, until that is null again. */
  fails: { status: number; body?: string; location?: string } | null;
  /** Called before each answer. */
  meanwhile: (() => Promise<unknown>) | null;
  [Symbol.asyncDispose](): Promise<void>;
}

type Speaks = (url: URL, body: string, lines: Line[]) => unknown;

const nano = (at: number) => BigInt(at) * 1_000_000n;
const oldest = (lines: Line[]) => lines.toSorted((a, b) => a.at - b.at);

const loki: Speaks = ({ searchParams }, _, lines) => {
  const number = (name: string) => BigInt(searchParams.get(name) ?? '0');
  const found = oldest(lines.filter(({ at }) => nano(at) >= number('start') && nano(at) < number('end')));
  const values = found.slice(0, Number(number('limit'))).map(({ at, text }) => [String(nano(at)), text]);
  return { status: 'success', data: { resultType: 'streams', result: [{ stream: { app: 'api' }, values }] } };
};

const Search = z.object({
  size: z.number(),
  query: z.object({
    bool: z.object({
      filter: z.tuple(
        [z.object({ range: z.object({ '@timestamp': z.object({ gte: z.string(), lt: z.string() }) }) })],
        z.unknown(),
      ),
    }),
  }),
});

const elasticsearch: Speaks = (_, body, lines) => {
  const { size, query } = Search.parse(JSON.parse(body));
  const { gte, lt } = query.bool.filter[0].range['@timestamp'];
  const found = oldest(lines.filter(({ at }) => at >= Date.parse(gte) && at < Date.parse(lt)));
  const hits = found.slice(0, size).map(one => ({
    ...{ _index: 'api', _id: String(lines.indexOf(one)), _source: { message: one.text } },
    fields: { '@timestamp': [new Date(one.at).toISOString()] },
  }));
  return { timed_out: false, _shards: { failed: 0 }, hits: { hits } };
};

const json: Speaks = (_url, _body, lines) => ({
  data: { items: lines.map(({ at, text }, id) => ({ id, says: text, when: new Date(at).toISOString() })) },
});

const speaking = { loki, elasticsearch, json };

export async function logs(kind: keyof typeof speaking): Promise<Logs> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      const { url = '/', headers } = request;
      self.asked.push({ path: url, auth: headers.authorization ?? null });
      await self.meanwhile?.();
      const { status, location, body: says } = self.fails ?? { status: 200 };
      // Its clock is the database's, which stories move.
      response.sendDate = false;
      response.writeHead(status, location === undefined ? {} : { location });
      response.end(self.fails ? (says ?? '') : JSON.stringify(speaking[kind](new URL(url, self.url), body, self.lines)));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const self: Logs = {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    ...{ lines: [], asked: [], fails: null, meanwhile: null },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
  return self;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const portOf = (address: AddressInfo | string | null): number => (typeof address === 'object' ? (address?.port ?? 0) : 0);

/** By the clock that counts, so many seconds ago. */
export async function ago(bot: Bot, seconds: number): Promise<number> {
  const [row] = await bot.query<{ now: Date }>('select clock() as now');
  return (row?.now.getTime() ?? 0) - seconds * 1_000;
}

/** So many of them are logged now, one millisecond after the other, or all at once. */
export async function logged(bot: Bot, { lines }: Logs, text: string, { times = 1, apart = 1, before = 0 } = {}): Promise<void> {
  const now = await ago(bot, before);
  for (let time = 0; time < times; time += 1) lines.push({ at: now + time * apart, text });
}

/** Long enough that what is there now was asked for, counted, and looked at. */
export async function scanned(bot: Bot, minutes = 3): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) await after(bot, 61);
  await after(bot, 16);
}

export interface ScanRow {
  name: string;
  hits: number;
  trouble: string | null;
  missed: string | null;
}
export const scanRows = (bot: Bot) =>
  bot.query<ScanRow>('select name, hits::int as hits, trouble, missed from error_scans order by name');
