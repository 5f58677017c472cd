import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import { alertBot, breaks, counted, secret, sent } from '../scenarios/alerts.ts';
import { only, ours } from '../scenarios/builds.ts';

/** What strangers write into errors, through the whole App: an issue that holds all of it, and does nothing that they want. */

const rtl = '\u202e';
const big = 'a\n```\n@bob '.repeat(100_000);

const hostile: [string, string][] = [
  ['mentions', 'Ask @bob and @acme/release, cc @alice'],
  ['closing words', 'Fixes #1, closes acme/web#1, resolves GH-1, fixes https://github.com/acme/web/issues/1'],
  ['our marker', 'x <!-- shipmate:issue:errors:1 --> <!-- shipmate-knows:eyJhIjoxfQ --> y'],
  ['a marker in a span of code', '` <!-- shipmate:issue:errors:1 --> `'],
  ['fences in fences', '```\n````\n# heading\n````\n```\n@bob'],
  ['a long text', big.slice(0, 3_000)],
  ['a megabyte', big.slice(0, 900_000)],
  ['NUL and halves', 'x\u0000y \ud800 z \udc00 @bob'],
  ['marks of direction', `${rtl}gnp.exe@bob \u2066#1\u2069 \u200f`],
  ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)><a href="https://evil.test">@bob</a><details><summary>'],
  ['links and images', '![x](https://evil.test/x.png) [click](javascript:alert(1)) <https://evil.test> [a]: https://evil.test'],
  ['a table', '| a | b |\n|---|---|\n| @bob | #1 |'],
  ['a task', '- [ ] **prod**\n- [x] tick me'],
  ['commands', '/deploy prod\n/resolve\n/shipmate deploy prod'],
  [
    'secrets',
    'token=ghp_abcdefghijklmnopqrstuvwxyz0123456789 AKIAABCDEFGHIJKLMNOP password: "hunter22" carol@example.org 4111 1111 1111 1111 https://x.test/a?key=4711abc',
  ],
];

const secrets = ['ghp_abcdefghijkl', 'AKIAABCDEFGHIJKLMNOP', 'hunter22', 'carol@example', '4111 1111', '4711abc'];
const signed = (body: string) => createHmac('sha256', secret).update(body).digest('hex');

/** What each tool says where people or machines can write whatever they like. */
const tools: Record<string, (text: string, happens: string) => Promise<{ body: unknown; headers: Record<string, string> }>> = {
  async generic(text) {
    const places = { environment: text, release: text, culprit: text, type: text, by: text, id: text };
    const labels = { [text]: text };
    return { body: { title: text, ...places, labels, runbook: text, url: text }, headers: { authorization: `Bearer ${secret}` } };
  },
  async sentry(text) {
    const frame = { filename: text, function: text, lineno: 3, in_app: true };
    const body = JSON.stringify({
      action: 'triggered',
      data: {
        event: {
          ...{ issue_id: '77', title: text, culprit: text, level: text, environment: text, release: text, web_url: text },
          exception: { values: [{ type: text, value: text, stacktrace: { frames: Array.from({ length: 30 }, () => frame) } }] },
        },
      },
    });
    return {
      body,
      headers: { 'sentry-hook-signature': signed(body), 'sentry-hook-resource': 'event_alert', 'request-id': text },
    };
  },
  async alertmanager(text) {
    const labels = { alertname: text, severity: 'critical', instance: text, job: text };
    const alert = { status: 'firing', labels, annotations: { summary: text, description: text, runbook_url: text } };
    const alerts = Array.from({ length: 40 }, (_, place) => ({ ...alert, fingerprint: `f${place}`, generatorURL: text }));
    const common = { groupLabels: { alertname: text }, commonLabels: labels, commonAnnotations: alert.annotations };
    const body = { version: '4', groupKey: text, status: 'firing', receiver: 'shipmate', externalURL: text, alerts, ...common };
    return { body, headers: { authorization: `Bearer ${secret}` } };
  },
  async pagerduty(text, happens) {
    const data = { id: 'P1', type: 'incident', title: text, urgency: 'high', html_url: text, service: { summary: text } };
    const agent = { type: 'user_reference', summary: text };
    const body = JSON.stringify({ event: { id: 'e1', event_type: `incident.${happens}`, agent, data } });
    return { body, headers: { 'x-pagerduty-signature': `v1=${signed(body)}` } };
  },
};

/** Ours at the end, and nobody else's. */
const ending = /(?:\n\n<!-- shipmate-knows:[\w-]+ -->)?\n\n<!-- shipmate:\S+ -->$/;

function isHarmless({ row: { title, body }, comments }: Issue): void {
  expect(title.length).toBeLessThanOrEqual(256);
  expect((body ?? '').length).toBeLessThanOrEqual(65_536);
  expect(body).toMatch(ending);
  const texts = [title, (body ?? '').replace(ending, ''), ...comments.map(one => one.body.replace(ending, ''))];
  for (const text of texts) {
    expect(text).not.toContain('<!--');
    expect(text).not.toContain('-->');
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    for (const one of secrets) expect(text).not.toContain(one);
    // What stands in a span of code does nothing; each span is on one line.
    const live = text.replace(/`[^`\n]*`/g, '');
    expect(live).not.toContain('`');
    expect(live).not.toMatch(/@[a-z]/i);
    expect(live).not.toMatch(/(?:^|[^\w&])#\d|\bGH-\d|\w#\d/i);
    expect(live).not.toMatch(/<[a-z/!]/i);
    expect(live).not.toMatch(/https?:\/\/(?:evil\.test|github\.com\/acme\/web\/issues)/);
    expect(live).not.toMatch(/!?\]\((?!https:\/\/)/);
    // Nobody reads a title for commands.
    expect(text === title ? '' : live).not.toMatch(/^\s*(?:[-*] \[[ x]\]|\||#|\/)/m);
  }
  // What is hidden for ourselves is nobody's to read, and holds no secret either.
  const hidden = /shipmate-knows:([\w-]+)/.exec(body ?? '')?.[1] ?? '';
  const known = Buffer.from(hidden, 'base64url').toString();
  for (const one of secrets) expect(known).not.toContain(one);
}

test.each(Object.keys(tools))(
  'whatever %s is made to say mentions nobody, closes nothing, and marks nothing',
  { timeout: 60_000 },
  async kind => {
    const letter = tools[kind];
    if (!letter) throw new Error('no such tool');
    await using bot = await alertBot({
      file: `errors: { from: { ${kind}: true }, open_after: 1 }\n`,
      hooks: { [kind]: kind },
    });
    const bobs = bot.web.issue({ by: bot.box.person('bob'), title: 'Not to be closed' });
    for (const [what, text] of hostile) {
      for (const happens of ['triggered', 'acknowledged']) {
        const { body, headers } = await letter(text, happens);
        const safe = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, value.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 200)]),
        );
        const plain = typeof body === 'string' ? body : JSON.stringify(body);
        // A door takes a megabyte; whoever sends more is told so, or cut off before they have listened.
        const isTooMuch = Buffer.byteLength(plain) > 1024 * 1024;
        const status = await sent(bot, kind, plain, safe).catch(error => (isTooMuch ? 413 : Promise.reject(error)));
        expect([what, status]).toEqual([what, isTooMuch ? 413 : 202]);
      }
      // Its text may be rewritten once a minute: each of them stands there for a while.
      await counted(bot, 61);
      for (const issue of ours(bot)) isHarmless(issue);
    }
    const issues = ours(bot);
    for (const issue of issues) await bot.says(issue);
    expect(issues.length).toBeGreaterThan(0);
    expect(bobs.row.state).toBe('open');
    expect(bot.box.world.issueEvents.of('issue', bobs.row.id).map(({ event }) => event)).toEqual([]);
    const aside = await bot.query<{ error: string }>(`select error from deliveries where state = 'aside'`);
    expect(aside).toEqual([]);
  },
);

test('a title of a megabyte is a short one', async () => {
  await using bot = await alertBot();
  await breaks(bot, { title: big.slice(0, 800_000), environment: null });
  await counted(bot);
  isHarmless(only(bot));
  expect(only(bot).row.title).toMatch(/^a ˋˋˋ @.*…$/);
});
