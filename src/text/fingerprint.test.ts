import { expect, test } from 'vitest';
import { fastest } from '../../test/fastest.ts';
import { fingerprintOf, masked } from './fingerprint.ts';

test.each([
  ['numbers', 'expected 3 to be 4', 'expected 17 to be 19'],
  ['parts of a second', 'took 5001.23 ms', 'took 6,120 ms'],
  ['commits', 'no such commit 9f8e7d6c5b4a', 'no such commit 0123456789abcdef0123456789abcdef01234567'],
  ['ids', 'user 0b2f0f1e-7c9a-4b1d-9a55-0c2b3a4d5e6f is gone', 'user 7d1c2b3a-0000-4b1d-8a55-ffff3a4d5e6f is gone'],
  ['addresses in memory', 'signal at 0x00c0000b4010', 'signal at 0xdeadbeef'],
  ['times', 'at 2026-11-20T10:00:00.123Z it stopped', 'at 2025-01-02 03:04:05 it stopped'],
  ['hours', 'since 10:04:01', 'since 9:15'],
  ['where a file lies', '/home/runner/work/web/web/src/cart.ts(14,7): error', 'C:\\a\\web\\src\\cart.ts(15,9): error'],
  ['folders for a while', 'cannot open /tmp/a8f3/list.txt', 'cannot open /tmp/zz91/list.txt'],
  ['addresses on the web', 'GET https://example.org/a?b=1 failed', 'GET https://example.org/c failed'],
  ['places in a file', 'cart.ts:3:5 is wrong', 'cart.ts:14:25 is wrong'],
  ['files of a folder on another system', 'src/cart.ts is wrong', 'src\\cart.ts is wrong'],
  ['commits without a letter', 'at 1234567 it broke', 'at 12ab567 it broke'],
  ['units of time', 'gave up after 980ms', 'gave up after 1.2 s'],
  ['large and small numbers', 'expected 1.5e-7', 'expected 0.3'],
  ['ports', 'connect ECONNREFUSED 127.0.0.1:40123', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ['blanks', 'a  b', ' a\tb '],
])('%s differ from run to run', (_, one, other) => {
  expect(masked(one)).toBe(masked(other));
});

test.each([
  ['words', 'cart is empty', 'cart is full'],
  ['names of files', 'cannot open /tmp/a.txt', 'cannot open /tmp/b.txt'],
  ['names with digits', "Cannot find module 'base64'", "Cannot find module 'base32'"],
  ['codes of a compiler', 'error TS2322: no', 'error TS2345: no'],
  ['folders inside the project', 'src/a/cart.ts is wrong', 'src/b/cart.ts is wrong'],
])('%s do not', (_, one, other) => {
  expect(masked(one)).not.toBe(masked(other));
});

test('parts are not taken for one another', () => {
  expect(fingerprintOf('a', 'b')).toBe(fingerprintOf('a', 'b'));
  expect(fingerprintOf('a', 'b')).not.toBe(fingerprintOf('ab'));
  expect(fingerprintOf('a', 'b', '')).not.toBe(fingerprintOf('a', 'b'));
  expect(fingerprintOf('a')).toMatch(/^1-[0-9a-f]{20}$/);
});

test.each(['/a', '\\a', '0', 'a.', 'a-', '0:', '1,', 'ab1', '0x', ' ', '://', 'a://', '2026-11-20 '])(
  'a megabyte of %j takes no time',
  text => {
    const megabyte = text.repeat(1_000_000 / text.length);
    expect(fastest(() => masked(megabyte), 500)).toBeLessThan(500);
  },
);

test('what differs may be long: the words after it are still told apart', () => {
  const url = `https://example.org/${'a'.repeat(2_000)}`;
  expect(masked(`${url} is gone`)).toBe('<url> is gone');
});
