import { expect, test } from 'vitest';
import { withoutPrivate } from './private.ts';

test.each([
  ['a mail', 'no account alice.b+x@mail.example.org here', 'no account ***@*** here'],
  ['a card', 'card 4111 1111 1111 1111 declined', 'card *** declined'],
  ['a long number that is no card', 'order 4111111111111112 lost', 'order 4111111111111112 lost'],
  ['a query', 'GET https://example.org/find?q=alice&token=1 failed', 'GET https://example.org/find?*** failed'],
  ['the query of a path', 'GET /find?name=alice%20b 500', 'GET /find?*** 500'],
  ['an account', 'iban DE89 3704 0044 0532 0130 00 refused', 'iban *** refused'],
  ['a key', 'key AKIAABCDEFGHIJKLMNOP is wrong', 'key *** is wrong'],
  ['a word with a question', 'why? nobody=knows', 'why? nobody=knows'],
  ['a version', 'web@1.2.3 failed', 'web@1.2.3 failed'],
])('%s', (_what, text, is) => {
  expect(withoutPrivate(text)).toBe(is);
});

test('a megabyte of anything is read in no time to speak of', () => {
  for (const text of ['a@'.repeat(500_000), '4'.repeat(1_000_000), '/a?b='.repeat(200_000), 'DE89 '.repeat(200_000)])
    expect(withoutPrivate(text).length).toBeLessThanOrEqual(40_000);
});
