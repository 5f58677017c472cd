import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween, linesOf, merged } from './lines.ts';

const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '  d\n', '\n', 'end'), { maxLength: 12 }).map(all => all.join(''));

test('the changes lead from the old text to the new one, and no line is told as changed that need not be', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const [old, now] = [linesOf(before), linesOf(after)];
      const changes = changesBetween(old, now);
      const built: string[] = [];
      let done = 0;
      for (const { from, to, at, until } of changes) {
        built.push(...old.slice(done, from), ...now.slice(at, until));
        done = to;
      }
      expect([...built, ...old.slice(done)].join('')).toBe(after);
      const told = changes.reduce((sum, { from, to, at, until }) => sum + to - from + until - at, 0);
      expect(told).toBe(old.length + now.length - 2 * longestCommon(old, now));
    }),
  );
});

function longestCommon(a: string[], b: string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [place, other] of b.entries())
      next.push(line === other ? (row[place] ?? 0) + 1 : Math.max(row[place + 1] ?? 0, next[place] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

test('whoever changes nothing gets what the other one changed', () => {
  fc.assert(
    fc.property(text, text, (base, other) => {
      expect(merged(base, base, other)).toBe(other);
      expect(merged(base, other, base)).toBe(other);
      expect(merged(base, other, other)).toBe(other);
    }),
  );
});

const base = 'one\ntwo\nthree\nfour\nfive\n';

test.each([
  ['apart', 'ONE\ntwo\nthree\nfour\nfive\n', 'one\ntwo\nthree\nfour\nFIVE\n', 'ONE\ntwo\nthree\nfour\nFIVE\n'],
  ['the same twice', 'one\nthree\nfour\nfive\n', 'one\nthree\nfour\nfive\nsix\n', 'one\nthree\nfour\nfive\nsix\n'],
  ['one line', 'one\nmine\nthree\nfour\nfive\n', 'one\ntheirs\nthree\nfour\nfive\n', null],
  ['next to each other', 'one\nTWO\nthree\nfour\nfive\n', 'one\ntwo\nTHREE\nfour\nfive\n', null],
  ['two ends', `${base}mine\n`, `${base}theirs\n`, null],
])('two sides that changed %s', (_, ours, theirs, result) => expect(merged(base, ours, theirs)).toBe(result));
