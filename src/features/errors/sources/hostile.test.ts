import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Alert, levels } from '../alert.ts';
import { longest } from './fields.ts';
import { sources } from './index.ts';
import { type Source, Unreadable } from './source.ts';

/** Whatever comes, a source reads it or says that it cannot, and what it read fits into a row. */

const folder = join(import.meta.dirname, 'samples');
const all = sources.map(source => [source.kind, source] as const);
const samplesOf = (kind: string): unknown[] =>
  readdirSync(join(folder, kind)).map(name => JSON.parse(readFileSync(join(folder, kind, name), 'utf8')));

const bounds: Partial<Record<keyof Alert, number>> = {
  ...{ title: longest.title, id: longest.name, url: longest.url, runbook: longest.url, silence: longest.url },
  ...{ environment: longest.name, release: longest.name, type: longest.name, by: longest.name },
};

function isSound(alert: Alert): void {
  const fits = (text: string | null, most = longest.line): void => {
    if (text === null) return;
    expect(text).not.toBe('');
    expect(text.length).toBeLessThanOrEqual(most);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/\p{Cc}/u);
  };
  const isDay = (date: Date | null): void => {
    if (date) expect(date.toISOString()).toMatch(/^20\d\d-/);
  };
  const counts = (number: number | null): void => {
    if (number !== null) expect(Number.isInteger(number) && number >= 0 && number <= 2 ** 31 - 1).toBe(true);
  };
  for (const key of ['title', 'id', 'type', 'culprit', 'environment', 'release', 'url', 'runbook', 'silence', 'by'] as const)
    fits(alert[key], bounds[key]);
  for (const link of [alert.url, alert.runbook, alert.silence]) if (link) expect(link).toMatch(/^https?:\/\/[^\s()|`<>]+$/);
  expect(levels).toContain(alert.level);
  expect(['firing', 'resolved', 'acknowledged']).toContain(alert.status);
  counts(alert.count);
  counts(alert.users);
  isDay(alert.at);
  expect(alert.from.length).toBeLessThanOrEqual(longest.from);
  for (const one of alert.from) fits(one);
  expect(alert.frames.length).toBeLessThanOrEqual(longest.frames);
  for (const { file, function: name, line } of alert.frames) {
    fits(file);
    fits(name);
    counts(line);
  }
  expect(alert.members.length).toBeLessThanOrEqual(longest.members);
  for (const { name, since } of alert.members) {
    fits(name);
    isDay(since);
  }
}

function read(source: Source, body: string | Buffer): Alert[] {
  try {
    const alerts = source.decode(Buffer.from(body), {});
    for (const alert of alerts) isSound(alert);
    return alerts;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    expect(error.message).toMatch(/^[A-Z][^\n]{10,300}\.$/);
    return [];
  }
}

const bodyOf = (kind: string, value: unknown): string =>
  kind === 'librato' ? new URLSearchParams({ payload: JSON.stringify(value) }).toString() : JSON.stringify(value);

const nasty = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ...['', ' ', '\u0000', 'a\u0000b', '\ud800', 'x\udc00y', '💥'.repeat(400), '@acme/all closes #1 <!-- shipmate -->', '```'],
    ...['javascript:alert(1)', 'https://alice:pw@example.org/a)b|c', 'http://[::1]/', 'https://', '__proto__', 'constructor'],
    ...['NaN', 'Infinity', '-1', '1e999', '0x10', '99999999999999', '0001-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', '5'],
    ...[null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, -0, [], {}, [[]], [null], { length: 3 }],
  ),
);

/** Each place below it, the whole first. */
function placesIn(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, below]) => placesIn(below).map(rest => [key, ...rest]))];
}

function withAt(value: unknown, [key, ...rest]: (string | number)[], instead: unknown): unknown {
  if (key === undefined) return instead;
  if (Array.isArray(value)) return value.map((one, place) => (String(place) === String(key) ? withAt(one, rest, instead) : one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === key ? withAt(one, rest, instead) : one]));
}

test.each(all)('%s: a sample with anything anywhere in it', (kind, source) => {
  const cases = samplesOf(kind).flatMap(sample => placesIn(sample).map(place => ({ sample, place })));
  const change = fc.record({ place: fc.nat(cases.length - 1), more: fc.nat(), first: nasty, second: nasty });
  fc.assert(
    fc.property(change, ({ place, more, first, second }) => {
      const { sample, place: at } = cases[place] ?? { sample: {}, place: [] };
      const once = withAt(sample, at, first);
      const places = placesIn(once);
      read(source, bodyOf(kind, withAt(once, places[more % places.length] ?? [], second)));
    }),
    { numRuns: 150 },
  );
});

test.each(all)('%s: any JSON, any text, any bytes', (kind, source) => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.jsonValue().map(value => bodyOf(kind, value)),
      ),
      text => void read(source, text),
    ),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => void read(source, Buffer.from(bytes))));
});

/** One string of almost a megabyte in each place of each sample: whatever walks it more than a few times would not come to its end. */
test.each(all)('%s: a megabyte in any place', (kind, source) => {
  const long = ['a', '[', '\n', ' ', '/organizations/'].map(sign => sign.repeat(900_000 / sign.length));
  const [sample] = samplesOf(kind).toSorted((one, other) => placesIn(other).length - placesIn(one).length);
  let letters = 0;
  for (const [number, place] of placesIn(sample).entries()) {
    read(source, bodyOf(kind, withAt(sample, place, long[number % long.length])));
    letters += 1;
  }
  expect(letters).toBeGreaterThan(3);
});

const deep = (open: string, shut: string, times: number): string => open.repeat(times) + shut.repeat(times);

test.each(all)('%s: as much as fits into a letter', (_, source) => {
  expect(read(source, deep('[', ']', 500_000))).toEqual([]);
  expect(read(source, `{"data":${deep('[', ']', 400_000)},"alerts":${deep('[', ']', 50_000)}}`)).toEqual([]);
  expect(read(source, `${'{"data":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).toEqual([]);
});

test('groups: of thousands two hundred are listed, those that fire first, and one that fires is enough', () => {
  const one = (place: number) => ({ status: place === 3_000 ? 'firing' : 'resolved', labels: { instance: `web-${place}` } });
  const alerts = Array.from({ length: 4_000 }, (_, place) => one(place));
  const group = { groupKey: 'k', status: 'resolved', groupLabels: { alertname: 'Down' }, alerts };
  for (const kind of ['alertmanager', 'grafana']) {
    const source = sources.find(one => one.kind === kind);
    const [alert] = source?.decode(Buffer.from(JSON.stringify(group)), {}) ?? [];
    expect(alert).toMatchObject({ status: 'firing', members: { length: 200, 0: { name: 'instance=web-3000', firing: true } } });
  }
});

test('a stack of hundreds keeps its innermost calls', () => {
  const frames = Array.from({ length: 300 }, (_, place) => ({ filename: `f${place}.ts`, in_app: true }));
  const event = { issue_id: 1, title: 'deep', exception: { values: [{ type: 'E', stacktrace: { frames } }] } };
  const source = sources.find(({ kind }) => kind === 'sentry');
  const [alert] = source?.decode(Buffer.from(JSON.stringify({ action: 'triggered', data: { event } })), {}) ?? [];
  expect(alert?.frames.map(({ file }) => file)).toEqual(Array.from({ length: 50 }, (_, place) => `f${299 - place}.ts`));
});
