import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bot } from '../../src/sandbox/bot.ts';
import { Changes, type House } from '../../src/sandbox/house.ts';
import { page } from '../../src/sandbox/page/app.ts';
import { type Serving, serve } from '../../src/sandbox/page/serve.ts';
import { seed } from '../../src/sandbox/seed.ts';
import { startBox } from '../box.ts';

/** The page without its bot: who is let in, and who may do what. */

let house: House;
let serving: Serving;
beforeAll(async () => {
  const box = await startBox();
  seed(box);
  const bot = new Bot({
    githubUrl: box.url,
    credentials: box.credentials,
    folder: '/nowhere',
    listening() {},
    changed() {},
    process() {},
  });
  house = { box, bot, database: null, progress: [], armed: new Set(), failing: [], changes: new Changes() };
  const app = page(house, () => serving.port);
  serving = await serve(app.fetch, 0);
});
afterAll(async () => {
  await serving.stop();
  await house.box.close();
});

interface Sent {
  method?: string;
  host?: string;
  headers?: Record<string, string>;
  form?: Record<string, string>;
}

/** By hand, because fetch sets Host and Origin itself. */
function send(path: string, { method = 'GET', host, headers = {}, form }: Sent = {}): Promise<{ status: number; body: string }> {
  const sent = form && new URLSearchParams(form).toString();
  const type = sent === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: serving.port,
        path,
        method,
        headers: { host: host ?? `127.0.0.1:${serving.port}`, ...type, ...headers },
      },
      response => {
        let body = '';
        response.setEncoding('utf8').on('data', part => {
          body += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    asked.once('error', reject);
    asked.end(sent);
  });
}

const tokenOf = async () => /name="token" value="([^"]+)"/.exec((await send('/')).body)?.[1] ?? '';
const comments = () =>
  house.box
    .repository('acme/web')
    .numbered(5)
    .comments.map(comment => comment.body);
const act = async (name: string, form: Record<string, string>, { as = 'alice', ...sent }: Sent & { as?: string } = {}) =>
  await send(`/act/${name}`, {
    method: 'POST',
    ...sent,
    headers: { cookie: `me=${as}`, ...sent.headers },
    form: { token: await tokenOf(), back: '/', repository: 'acme/web', number: '5', ...form },
  });

test.each([
  ['localhost with the port', 200, () => `localhost:${serving.port}`],
  ['another name that points here', 421, () => 'rebound.example'],
  ['another name with our port', 421, () => `rebound.example:${serving.port}`],
  ['another port', 421, () => '127.0.0.1:1'],
])('asked as %s: %i', async (_, status, host) => {
  expect((await send('/', { host: host() })).status).toBe(status);
});

test.each<[string, number, Sent, Record<string, string>]>([
  ['from our own page', 303, {}, {}],
  ['with our origin', 303, { headers: { 'sec-fetch-site': 'same-origin' } }, {}],
  ['with a wrong token', 403, {}, { token: 'x' }],
  ['without a token', 403, {}, { token: '' }],
  ['from another site', 403, { headers: { origin: 'https://mallory.example' } }, {}],
  ['from nowhere that can be named', 403, { headers: { origin: 'null' } }, {}],
  ['from another page on this machine', 403, { headers: { 'sec-fetch-site': 'same-site' } }, {}],
  ['by another method', 405, { method: 'PUT' }, {}],
])('a comment sent %s: %i', async (name, status, sent, form) => {
  const answer = await act('comment', { body: name, do: 'comment', ...form }, sent);
  expect(answer.status).toBe(status);
  expect(comments().includes(name)).toBe(status === 303);
});

test('no act leads away from here', async () => {
  const { status, body } = await act('theme', { theme: 'dark', back: '//mallory.example' });
  expect([status, body]).toEqual([303, '']);
});

test('a body that is too large is given back', async () => {
  expect((await act('comment', { body: 'x'.repeat(1_100_000), do: 'comment' })).status).toBe(413);
});

test.each([
  ['dave, who reads, may not change the file', 'file', 'dave', { text: 'prefix: "!"\n', do: 'commit' }],
  ['mallory may not break the file', 'lever', 'mallory', { lever: 'break' }],
  ['mallory may not touch production', 'lever', 'mallory', { lever: 'subside' }],
  ['dave may not close what alice opened', 'comment', 'dave', { body: '', do: 'close' }],
  ['nobody can pull what is no lever', 'lever', 'alice', { lever: 'explode' }],
  ['an empty comment is none', 'comment', 'alice', { body: ' ', do: 'comment' }],
])('%s', async (_, name, as, form) => {
  const head = house.box.repository('acme/web').head();
  const { status, body } = await act(name, form, { as });
  expect(status).toBe(422);
  expect(body).toContain('id="refused"');
  expect(house.box.repository('acme/web').head()).toBe(head);
  expect(house.box.repository('acme/web').numbered(5).row.state).toBe('open');
});

test('who may write ticks a box in a comment of somebody else, and who only reads does not', async () => {
  const thread = house.box.repository('acme/web').numbered(2);
  const comment = thread.comment(house.box.person('carol'), '- [ ] one\n- [ ] two');
  const form = { comment: String(comment.id), task: '1', checked: 'true' };
  expect((await act('tick', form, { as: 'dave' })).status).toBe(422);
  expect(comment.body).toBe('- [ ] one\n- [ ] two');
  expect((await act('tick', form, { as: 'bob' })).status).toBe(303);
  expect(comment.body).toBe('- [ ] one\n- [x] two');
  expect(comment.row.edits[0]?.editor).toBe(house.box.person('bob').id);
});

test('who may write approves and merges, and nobody else', async () => {
  const pull = { number: '3' };
  const row = () => house.box.repository('acme/web').numbered(3).row;
  expect((await act('merge', pull, { as: 'dave' })).status).toBe(422);
  expect((await act('comment', { ...pull, body: 'Good.', do: 'approve' }, { as: 'carol' })).status).toBe(303);
  expect(house.box.world.reviews.where(review => review.issue === row().id).map(review => review.state)).toEqual(['APPROVED']);
  expect((await act('merge', pull, { as: 'bob' })).status).toBe(303);
  expect(row().pull?.mergedAt).toBeInstanceOf(Date);
});

test('a build that is to fail fails, once', async () => {
  await act('lever', { lever: 'red' });
  expect(house.armed.has('red')).toBe(true);
  const conclusions = async () => {
    await act('lever', { lever: 'push' });
    house.box.clock.advance(60_000);
    return house.box.repository('acme/web').runs('ci.yml').at(-2)?.conclusion;
  };
  expect(await conclusions()).toBe('failure');
  expect(await conclusions()).toBe('success');
});

test('what people write stands in the page as text', async () => {
  const thread = house.box.repository('acme/web').issue({ by: house.box.person('mallory'), title: '<script>alert(1)</script>' });
  const { body } = await send(`/acme/web/issues/${thread.number}`);
  expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(body).not.toContain('<script>alert');
});

test('nobody sees a private repository who has no part in it', async () => {
  house.box.repository('acme/secret', { private: true });
  expect((await send('/acme/secret', { headers: { cookie: 'me=alice' } })).status).toBe(200);
  expect((await send('/acme/secret', { headers: { cookie: 'me=mallory' } })).status).toBe(404);
});
