/**
 * Whether a server's TLS is sound: its whole chain, its names and its versions.
 *
 * What can be known of versions: which one is agreed on when all are offered, and whether a handshake that offers only older ones is
 * refused. Node offers TLS 1.0 and later; SSL 2 and 3 it cannot. Of a stapled answer only that there is one, not what it says.
 */
import { getCACertificates } from 'node:tls';
import * as z from 'zod/mini';
import { kind, type Round } from '../kind.ts';
import { bare, type Family, families, overEach } from '../net.ts';
import { protocols } from '../starttls.ts';
import { ca, trustOf } from '../trust.ts';
import { type Answer, type Finding, fail, held, pass, warn } from '../verdict.ts';
import { type Aim, handshake, speaks } from './tls/handshake.ts';
import { judgeDays, judgeNames, judgeStrength } from './tls/judging.ts';
import { listed } from './tls/naming.ts';
import { certificatesIn, judgeTrust } from './tls/trust.ts';

const host = z
  .string()
  .check(
    z.regex(
      /^(?:\[[\da-fA-F:.]{2,45}\]|(?:[^\s:/@[\]{}]|\{\{ ?\w+ ?\}\}){1,253})(?::(?:(?!0)\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]|\{\{ ?\w+ ?\}\}))?$/,
    ),
    z.meta({ title: 'a host, such as `example.org` or `example.org:8443`' }),
  );
const name = z
  .string()
  .check(z.regex(/^(?:[^\s/@[\]{}]|\{\{ ?\w+ ?\}\}){1,253}$/), z.meta({ title: 'a name such as `www.example.org`' }));
const count = z.int().check(z.gte(0), z.lte(3_650));

const map = z
  .strictObject({
    to: host.check(z.describe('Where; without a port 443, or the one where the protocol of `starttls` is at home.')),
    name: z
      .optional(name)
      .check(z.describe('As whom the server is asked, and for whom its certificate has to be; without, the host.')),
    names: z
      ._default(z.array(name).check(z.minLength(1), z.maxLength(100)), [])
      .check(z.describe('For whom else its certificate has to be.')),
    warn_days: z.optional(count).check(z.describe('It warns where a certificate ends in less; without, 21.')),
    fail_days: z._default(count, 7).check(z.describe('It fails where a certificate ends in less.')),
    at_least: z
      ._default(z.literal([1.2, 1.3, '1.2', '1.3']), 1.2)
      .check(z.describe('The oldest version that may be spoken: a server that still speaks an older one fails.')),
    stapled: z._default(z.boolean(), false).check(z.describe('Whether the server has to bring an answer of OCSP along.')),
    starttls: z.optional(z.enum(protocols)).check(z.describe('The protocol in which encryption is asked for first.')),
    ca,
    family: families,
  })
  .check(
    z.refine(({ warn_days = 3_650, fail_days }) => warn_days >= fail_days, {
      error: 'has to be at least `fail_days`, or it would never warn',
      path: ['warn_days'],
    }),
  );

type Settings = z.output<typeof map>;

export const tls = kind({
  name: 'tls',
  about:
    'Whether the certificates of a server are good for a while, whole, and for its names, and no old version of TLS is spoken.',
  within: 20_000,
  schema: z.union([
    z.pipe(
      host,
      z.transform((to: string): Settings => z.parse(map, { to })),
    ),
    map,
  ]),
  says: ({ to }) => to,
  async look(said, round) {
    const { ca: pem = null } = await trustOf(said.ca, round);
    const roots = pem === null || said.ca === undefined ? null : certificatesIn(pem, said.ca);
    const known = () => roots ?? getCACertificates('default').flatMap(one => certificatesIn(one, 'the store of roots'));
    return overEach(said.family, family => lookOver(aimOf(said, family, pem), said, known, round));
  },
});

const homes = { smtp: 25, imap: 143, pop3: 110, ldap: 389, postgres: 5_432 };

function aimOf({ to, name, starttls }: Settings, family: Family, pem: string | null): Aim {
  const [, said = '', port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(to) ?? [];
  const own = bare(said);
  const usual = starttls ? homes[starttls] : 443;
  return { host: own, port: port === undefined ? usual : Number(port), family, name: name ?? own, starttls, ca: pem };
}

async function lookOver(
  aim: Aim,
  said: Settings,
  known: Parameters<typeof judgeTrust>[2],
  { signal }: Pick<Round, 'signal'>,
): Promise<Answer> {
  const { chain, version, refusal, stapled, took } = await handshake(aim, signal);
  const limits = { fail: said.fail_days, warn: said.warn_days ?? Math.max(21, said.fail_days) };
  return {
    findings: [
      ...judgeDays(chain, limits, new Date()),
      ...judgeNames(chain, [...new Set([aim.name, ...said.names])]),
      judgeTrust(chain, refusal, known),
      ...judgeStrength(chain),
      await judgeVersion(version, Number(said.at_least), aim, Math.max(3_000, 3 * took), signal),
      ...(said.stapled ? [held(stapled, stapled ? 'an answer of OCSP is stapled' : 'no answer of OCSP is stapled')] : []),
    ],
    details: [{ title: 'Certificates', text: chain.map(listed).join('\n\n') }],
  };
}

async function judgeVersion(agreed: string, least: number, aim: Aim, patience: number, signal: AbortSignal): Promise<Finding> {
  const newest = Number(agreed.replace(/^TLSv/, ''));
  if (newest < least) return fail(`it speaks no newer TLS than ${newest.toFixed(1)}, less than ${least}`);
  const speaking = `it speaks TLS ${newest.toFixed(1)}`;
  const older = await speaks(least === 1.3 ? 'TLSv1.2' : 'TLSv1.1', aim, patience, signal);
  switch (older) {
    case 'spoken':
      return fail(`it still speaks a TLS older than ${least}`);
    case 'refused':
      return pass(`${speaking}, and none older than ${least}`);
    case 'silent':
      return warn(`${speaking}, and whether it speaks one older than ${least} could not be known`);
    case 'unasked':
      return pass(speaking);
  }
}
