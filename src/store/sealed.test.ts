import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { seal, unseal } from './sealed.ts';

const [first, second] = [randomBytes(32), randomBytes(32)];
const secret = 'only-this-test-knows 🚢';

test('opens what it sealed, and never seals the same way twice', () => {
  const sealed = seal([first], 'hook/a', secret);
  expect(unseal([first], 'hook/a', sealed)).toBe(secret);
  expect(sealed).not.toContain(secret);
  expect(seal([first], 'hook/a', secret)).not.toBe(sealed);
  expect(unseal([first], 'hook/a', seal([first], 'hook/a', 'x'))).toBe('x');
});

test('the first key seals and all of them open', () => {
  const sealed = seal([first], 'hook/a', secret);
  expect(unseal([second, first], 'hook/a', sealed)).toBe(secret);
  expect(unseal([first], 'hook/a', seal([second, first], 'hook/a', secret))).toBeNull();
});

const sealed = seal([first], 'hook/a', secret);
const parts = sealed.split('.');
test.each<[string, Buffer[], string, string]>([
  ['with another key', [second], 'hook/a', sealed],
  ['without a key', [], 'hook/a', sealed],
  ['for another place', [first], 'hook/b', sealed],
  ['of a later kind', [first], 'hook/a', sealed.replace(/^1/, '2')],
  ['cut off', [first], 'hook/a', sealed.slice(0, -4)],
  ['with another nonce', [first], 'hook/a', ['1', 'A'.repeat(16), ...parts.slice(2)].join('.')],
  ['with another tag', [first], 'hook/a', [...parts.slice(0, 2), 'A'.repeat(22), parts[3]].join('.')],
  ['with half a tag', [first], 'hook/a', [...parts.slice(0, 2), parts[2]?.slice(0, 11), parts[3]].join('.')],
  ['as plain text', [first], 'hook/a', secret],
  ['empty', [first], 'hook/a', ''],
])('%s it stays shut', (_, keys, place, text) => {
  expect(unseal(keys, place, text)).toBeNull();
});
