/** Whether a name stands for what it should, as a name server tells it. */
import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { code } from '../../text/inert.ts';
import { kind } from '../kind.ts';
import { some, span } from '../parts.ts';
import { Failed, fail, Unknown } from '../verdict.ts';
import { ask, serverOf } from './dns/asking.ts';
import { judge, rcodes } from './dns/judging.ts';
import type { Message, Question } from './dns/message.ts';
import { forms, reversed, type Type, types } from './dns/records.ts';
import { asked, canBeAsked } from './dns/wire.ts';

const isLeftOpen = (said: string): boolean => said.includes('{{');

const name = z.string().check(
  z.regex(/^(?:[^\s{}/@]|\{\{ ?\w+ ?\}\}){1,253}$/),
  z.refine(said => isLeftOpen(said) || isIP(said) !== 0 || canBeAsked(said), 'has an empty part, or one of more than 63 letters'),
  z.meta({ title: 'a name such as `www.example.org`' }),
);

const resolver = z
  .string()
  .check(
    z.regex(
      /^(?:\[[\da-fA-F:.]{2,45}\]|(?:[^\s:/@[\]{}]|\{\{ ?\w+ ?\}\}){1,253})(?::(?:(?!0)\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]|\{\{ ?\w+ ?\}\}))?$|^[\da-fA-F]{0,4}(?::[\da-fA-F.]{0,15}){2,8}$/,
    ),
    z.meta({ title: 'a name server such as `1.1.1.1`, `[::1]:5353` or `ns1.example.org`' }),
  );

const record = z.string().check(z.minLength(1), z.maxLength(4_000));
const kindsOf: Type[] = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SRV', 'CAA', 'SOA', 'PTR'];

const settings = z.strictObject({
  name: name.check(z.describe('What is asked for; for `PTR` an address will do.')),
  type: z._default(z.enum(kindsOf), 'A').check(z.describe('Which records.')),
  resolver: z.optional(resolver).check(z.describe('Who is asked; without, whom this machine asks.')),
  is: z
    .optional(z.union([z.literal('none'), some(record)]))
    .check(
      z.describe('All the records, in any order, or `none`. `MX` as `10 mail.example.org`, `CAA` as `0 issue "ca.example.org"`.'),
    ),
  contains: z.optional(some(record)).check(z.describe('Records that have to be among them.')),
  lacks: z.optional(some(record)).check(z.describe('Records that may not be among them.')),
  rcode: z
    ._default(z.enum(rcodes), 'NOERROR')
    .check(z.describe('The answer as such: `NXDOMAIN` where there may be no such name.')),
  ttl_at_least: z.optional(span).check(z.describe('How long each may be kept, at least.')),
  authoritative: z._default(z.boolean(), false).check(z.describe('Whether the server has to speak for the zone itself.')),
});
type Settings = z.output<typeof settings>;

const recordsOf = ({ is, contains, lacks }: Settings) => ({
  is: is === undefined ? undefined : is === 'none' ? [] : [is].flat(),
  contains: [contains ?? []].flat(),
  lacks: [lacks ?? []].flat(),
});

const map = settings.check(
  z.superRefine<Settings>((said, context) => {
    const form = forms[said.type];
    for (const [key, records = []] of Object.entries(recordsOf(said)))
      for (const one of records)
        if (!isLeftOpen(one) && !form.is(one))
          context.addIssue({ code: 'custom', path: [key], message: `has ${code(one)}, but ${form.like}` });
  }),
  z.refine(
    ({ rcode, is, contains, lacks, ttl_at_least }) =>
      rcode === 'NOERROR' || (is ?? contains ?? lacks ?? ttl_at_least) === undefined,
    'cannot say what the records are and that there are none; leave out `rcode`, or all but it',
  ),
);

export const dns = kind({
  name: 'dns',
  about: 'Whether a name stands for what it should.',
  within: 15_000,
  schema: z.union([
    z.pipe(
      name,
      z.transform((said: string) => z.parse(map, { name: said })),
    ),
    map,
  ]),
  says: ({ name: said, type, resolver: who }) => `${said} ${type}${who === undefined ? '' : ` at ${who}`}`,
  async look(said, { signal }) {
    const question = { name: asked(said.type === 'PTR' ? reversed(said.name) : said.name), type: types[said.type] };
    try {
      const message = await answerTo(question, said.resolver, signal);
      const { type, rcode, authoritative, ttl_at_least: ttl } = said;
      return {
        findings: judge(message, question, { ...recordsOf(said), type, rcode, authoritative, ttl }),
        details: message.answers.length === 0 ? [] : [{ title: 'Answer', text: listed(message) }],
      };
    } catch (error) {
      if (error instanceof Failed) return { findings: [fail(error.message)] };
      throw error;
    }
  },
});

/** Whom this machine asks are not what is checked: where none of them answers, nobody knows. */
async function answerTo(question: Question, resolver: string | undefined, signal: AbortSignal): Promise<Message> {
  if (resolver !== undefined) return ask(serverOf(resolver), question, signal);
  let why = 'this machine has no name servers';
  for (const server of getServers()) {
    try {
      return await ask(serverOf(server), question, signal);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      why = error.message;
    }
  }
  throw new Unknown(why);
}

const listed = ({ answers }: Message): string =>
  answers.map(({ name: whose, ttl, data }) => `${whose} ${ttl} ${data}`.slice(0, 300)).join('\n');
