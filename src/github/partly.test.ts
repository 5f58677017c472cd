import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { asFarAsItGoes } from './partly.ts';
import { tookTooLong } from './trouble.ts';

const shape = z.object({ one: z.nullable(z.number()), two: z.number() });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** What comes of it when GitHub answers with this text. */
function answered(text: string, kinds = ['NOT_FOUND']): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const octokit = new Octokit({ log: quiet, request: { fetch: async () => new Response(text, { headers }) } });
  return asFarAsItGoes(octokit.graphql('{ one two }'), kinds, shape);
}
const errors = (...types: string[]) => types.map(type => ({ type, message: `it is ${type}` }));

test('all of it', async () => {
  expect(await answered('{"data":{"one":1,"two":2}}')).toEqual({ one: 1, two: 2 });
});

test('what is left when the rest is gone', async () => {
  const text = JSON.stringify({ data: { one: null, two: 2 }, errors: errors('NOT_FOUND') });
  expect(await answered(text)).toEqual({ one: null, two: 2 });
});

test.each([
  ['too little is left', { data: { one: 1, two: null }, errors: errors('NOT_FOUND') }],
  ['nothing is left', { data: null, errors: errors('NOT_FOUND') }],
  ['something else is wrong, too', { data: { one: null, two: 2 }, errors: errors('NOT_FOUND', 'FORBIDDEN') }],
])('GitHub is taken at its word where %s', async (_, answer) => {
  await expect(answered(JSON.stringify(answer))).rejects.toThrow('it is NOT_FOUND');
});

test('an answer that was cut off took too long', async () => {
  await expect(answered('{"data":{"one":1,"tw')).rejects.toSatisfy(tookTooLong);
});
