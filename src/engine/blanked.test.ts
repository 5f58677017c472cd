import { expect, test } from 'vitest';
import { fastest } from '../../test/fastest.ts';
import { blanked } from './blanked.ts';

const secret = 'a/b+c=ü"e\\f';
const left = (text: string) => blanked(Buffer.from(text), ['', 'another', secret], true).toString();
const byNumbers = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

test.each([
  ['as it is', secret],
  ['as most write JSON', JSON.stringify(secret).slice(1, -1)],
  ['with strokes escaped', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
  ['by numbers', secret.split('').map(byNumbers).join('')],
  ['by numbers in capitals', JSON.stringify(secret).slice(1, -1).replace('+', '\\u002B')],
])('a secret is kept nowhere: %s', (_, spelling) => {
  expect(left(`{"key":"${spelling}","again":["${spelling}x"]}`)).toBe('{"key":"***","again":["***x"]}');
});

test('what holds no secret is kept byte for byte', () => {
  const body = Buffer.from([0xff, 0x5c, 0x22, 0xc3, 0xbc, 0x00, 0x5c, 0x75]);
  expect(blanked(body, [secret], true)).toBe(body);
  expect(blanked(body, [], true)).toBe(body);
  for (const near of ['a/b+c', 'a\\u002', '\\u0061/b\\', secret.slice(1)]) expect(left(near)).toBe(near);
  const both = Buffer.concat([body, Buffer.from(secret), body]);
  expect(blanked(both, [secret], true)).toEqual(Buffer.concat([body, Buffer.from('***'), body]));
});

test.each(['\\', '\\u0061', '\\"', '\\u00', 'a'])('a megabyte of %s is looked through at once', piece => {
  const body = Buffer.from(`\\${piece.repeat(1024 * 1024)}`.slice(0, 1024 * 1024));
  expect(fastest(() => blanked(body, [secret, 'only-this-hook-knows-what-is-in-here-4711'], true), 50, 5)).toBeLessThan(50);
});
