import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesUpTo } from './lines.ts';

function all(chunks: Uint8Array[], longest = 20): string[] {
  const lines = linesUpTo(longest);
  const found = chunks.flatMap(chunk => {
    const bytes = Buffer.from(chunk);
    const some = lines.of(bytes);
    bytes.fill('!');
    return some;
  });
  return [...found, ...lines.rest()];
}

test('however bytes are cut, the lines are the same', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map(some => some.map(byte => (byte % 5 === 0 ? 10 : byte)));
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(200), { maxLength: 10 }), (text, cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), 200];
      const chunks = places.map((place, index) => text.subarray(place, places[index + 1] ?? 200));
      expect(all(chunks)).toEqual(all([text]));
    }),
  );
});

test('a long one is cut, and how long it is is known', () => {
  const lines = linesUpTo(5);
  expect(lines.of(Buffer.from('12345'))).toEqual([]);
  expect(lines.of(Buffer.from('678'))).toEqual([]);
  expect(lines.open()).toBe(8);
  expect(lines.of(Buffer.from('9\nab\r\n'))).toEqual(['12345', 'ab']);
  expect([lines.open(), lines.rest()]).toEqual([0, []]);
});
