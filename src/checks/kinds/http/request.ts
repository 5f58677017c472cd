/** What a request is made of, as a file says it. */
import * as z from 'zod/mini';
import { type Given, given, secretOf, valueIn } from '../../given.ts';
import type { Round } from '../../kind.ts';
import { families } from '../../net.ts';
import { variable } from '../../parts.ts';
import { ca, trustOf } from '../../trust.ts';
import { Unknown } from '../../verdict.ts';
import type { Asked } from './asking.ts';

export const address = z
  .string()
  .check(
    z.maxLength(2_000),
    z.regex(/^(?:https?:\/\/[^\s/?#@]+(?:[/?#]\S*)?|\{\{ ?\w+ ?\}\}\S*)$/),
    z.meta({ title: 'an address without a password in it, such as `https://example.org/health`' }),
  );

/** Of these the value is a secret, or Node's own to write. */
const secret = /^(?:authorization|cookie|proxy-authorization|x-api-key|x-auth-token)$/i;
const framing = /^(?:connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

const headerName = z.string().check(z.regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/), z.meta({ title: 'the name of a header' }));
const headerValue = z
  .string()
  .check(z.maxLength(4_000), z.regex(/^[\t\x20-\x7e\xa0-\xff]*$/), z.meta({ title: 'text of one line, without emoji' }));

const headers = z.record(headerName, given(headerValue)).check(
  z.refine(said => Object.keys(said).length > 0, 'names no header'),
  z.refine(
    said => !Object.keys(said).some(name => framing.test(name)),
    'names a header that says how the request is framed, which is written for you',
  ),
  z.refine(
    said => !Object.entries(said).some(([name, value]) => secret.test(name) && typeof value === 'string'),
    'holds a secret; name the variable of the environment that holds it, as in `{ from: API_KEY }`',
  ),
);

const basic = z.strictObject({
  user: z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^[^:]*$/), z.meta({ title: 'a name without a colon' })),
  password: variable.check(z.describe('The variable of the environment that holds it.')),
});

/** The settings that every kind has that asks over HTTP. */
export const request = {
  url: address.check(z.describe('What is asked.')),
  headers: z.optional(headers).check(z.describe('Sent along. A value may come from the environment: `{ from: API_KEY }`.')),
  auth: z
    .optional(
      z
        .strictObject({
          basic: z.optional(basic).check(z.describe('A name and a password.')),
          bearer: z.optional(variable).check(z.describe('The variable of the environment that holds a token.')),
        })
        .check(
          z.refine(({ basic: one, bearer }) => (one === undefined) !== (bearer === undefined), 'has to be `basic` or `bearer`'),
        ),
    )
    .check(z.describe('Who asks. No other host is told when it is redirected there.')),
  redirects: z._default(z.int().check(z.gte(0), z.lte(20)), 0).check(z.describe('How many are followed.')),
  ca,
  family: families,
};

export interface Said {
  url: string;
  headers?: Record<string, Given> | undefined;
  auth?: { basic?: { user: string; password: string } | undefined; bearer?: string | undefined } | undefined;
  ca?: string | undefined;
  method?: string;
  body?: Given | undefined;
}

/** Everything that it takes to ask, but for the family. */
export async function requestOf(said: Said, round: Round): Promise<Omit<Asked, 'family' | 'most'>> {
  const all = Object.entries(said.headers ?? {});
  const own = all.filter(([, value]) => typeof value !== 'string');
  return {
    url: new URL(said.url),
    method: said.method ?? 'GET',
    headers: headersOf(
      all.filter(([, value]) => typeof value === 'string').map(([name, value]) => [name, valueIn(value, round)]),
    ),
    secrets: headersOf([
      ...own.map(([name, value]): [string, string] => [name, valueIn(value, round)]),
      ...authorization(said.auth, round),
    ]),
    body: said.body === undefined ? null : { text: valueIn(said.body, round), secret: typeof said.body !== 'string' },
    trust: await trustOf(said.ca, round),
    hide: round.hide,
    signal: round.signal,
  };
}

function authorization(auth: Said['auth'], round: Round): [string, string][] {
  if (auth?.bearer !== undefined) return [['authorization', `Bearer ${secretOf(auth.bearer, round)}`]];
  if (auth?.basic === undefined) return [];
  const { user, password } = auth.basic;
  const login = Buffer.from(`${user}:${secretOf(password, round)}`).toString('base64');
  round.mask(login);
  return [['authorization', `Basic ${login}`]];
}

function headersOf(pairs: [string, string][]): Record<string, string> {
  for (const [name, value] of pairs)
    if (!z.safeParse(headerValue, value).success)
      throw new Unknown(`what the header \`${name}\` is to hold has a line break or another sign that no header can hold`);
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
}
