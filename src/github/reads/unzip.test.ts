import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zip } from '../../checks/zip.ts';
import { entryOf } from './unzip.ts';

const most = 64 * 1024;
const archive = zip({ 'other.md': 'other', 'report.md': '# It went well — 🚢\n', 'deep/report.md': 'not this', 'empty.md': '' });

test('the file that is asked for comes out as it went in', () => {
  expect(entryOf(archive, 'report.md', most)?.toString()).toBe('# It went well — 🚢\n');
  expect(entryOf(archive, 'empty.md', most)?.toString()).toBe('');
  expect(entryOf(archive, 'none.md', most)).toBe(null);
});

test('what unpacks to more than it may is none, however small it is packed', () => {
  const bomb = zip({ 'report.md': '0'.repeat(10_000_000) });
  expect(bomb.length).toBeLessThan(20_000);
  expect(entryOf(bomb, 'report.md', most)).toBe(null);
  expect(entryOf(zip({ 'report.md': '0'.repeat(most) }), 'report.md', most)?.length).toBe(most);
});

test('whatever is broken in it, nothing is thrown, and nothing is longer than it may be', () => {
  const broken = fc.tuple(fc.nat(archive.length - 1), fc.nat(255), fc.nat(archive.length)).map(([at, byte, length]) => {
    const copy = Buffer.from(archive);
    copy[at] = byte;
    return copy.subarray(length % 2 === 0 ? 0 : length);
  });
  fc.assert(
    fc.property(broken, bytes => (entryOf(bytes, 'report.md', 100)?.length ?? 0) <= 100),
    { numRuns: 2_000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => entryOf(Buffer.from(bytes), 'report.md', 100) === null));
});
