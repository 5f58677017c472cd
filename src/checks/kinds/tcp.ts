/** Whether something listens, and says what it should; or whether nothing does. */
import * as z from 'zod/mini';
import { given } from '../given.ts';
import { kind } from '../kind.ts';
import { families, hostAndPort, overEach } from '../net.ts';
import { pattern } from '../parts.ts';
import { protocols } from '../starttls.ts';
import { ca, trustOf } from '../trust.ts';
import { isClosed } from './tcp/closed.ts';
import { converse } from './tcp/conversing.ts';

const step = z
  .strictObject({
    send: z
      .optional(given(z.string().check(z.minLength(1), z.maxLength(4_000))))
      .check(z.describe('What is said. `\\r`, `\\n`, `\\t`, `\\\\` and `\\x00` are what they are elsewhere.')),
    expect: z.optional(pattern).check(z.describe('What has to come then. `^` and `$` are where a line begins and ends.')),
  })
  .check(z.refine(({ send, expect }) => send !== undefined || expect !== undefined, 'has to say what to `send` or to `expect`'));

const full = z
  .strictObject({
    to: hostAndPort.check(z.describe('Where.')),
    banner: z.optional(pattern).check(z.describe('What it has to say first, before anything is sent.')),
    starttls: z
      .optional(z.enum(protocols))
      .check(z.describe('Goes on in TLS as this protocol does, and verifies the certificate.')),
    ca,
    dialogue: z
      .optional(z.array(step).check(z.minLength(1), z.maxLength(50)))
      .check(z.describe('What is sent and what has to be answered, in turns; in TLS after `starttls`.')),
    closed: z._default(z.boolean(), false).check(z.describe('Whether nothing may listen there.')),
    family: families,
  })
  .check(
    z.refine(
      ({ closed, banner, starttls, dialogue }) => !closed || (banner ?? starttls ?? dialogue) === undefined,
      'cannot be `closed` and say something',
    ),
    z.refine(
      ({ ca: own, starttls }) => own === undefined || starttls !== undefined,
      'has a `ca`, but speaks no TLS; add `starttls`',
    ),
  );
export type Settings = z.output<typeof full>;

export const tcp = kind({
  name: 'tcp',
  about: 'Whether something listens at a host and port, and says what it should.',
  within: 10_000,
  schema: z.union([
    z.pipe(
      hostAndPort,
      z.transform((to: string) => z.parse(full, { to })),
    ),
    full,
  ]),
  says: ({ to, closed }) => (closed ? `${to} closed` : to),
  async look(said, round) {
    const trust = await trustOf(said.ca, round);
    return overEach(said.family, family => (said.closed ? isClosed(said, family, round) : converse(said, family, trust, round)));
  },
});
