/** Whether a web address answers as it should. */
import * as z from 'zod/mini';
import { given } from '../given.ts';
import { kind, type Round } from '../kind.ts';
import { overEach } from '../net.ts';
import { beginningOf, mostOfBeginning } from '../quoted.ts';
import type { Detail } from '../verdict.ts';
import { askThrough, type Journey } from './http/following.ts';
import { judge, textOf } from './http/judging.ts';
import { address, request, requestOf } from './http/request.ts';
import { wants } from './http/wants.ts';

const full = z
  .strictObject({
    ...request,
    method: z
      ._default(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']), 'GET')
      .check(z.describe('How it is asked.')),
    body: z
      .optional(given(z.string().check(z.maxLength(100_000))))
      .check(z.describe('What is sent. It may come from the environment: `{ from: LOGIN }`.')),
    ...wants,
  })
  .check(
    z.refine(
      ({ redirects, ends_at }) => ends_at === undefined || redirects > 0,
      'has `ends_at`, but follows no redirects; say how many with `redirects`',
    ),
    z.refine(
      ({ method, matches, lacks, json, size }) => method !== 'HEAD' || (matches ?? lacks ?? json ?? size) === undefined,
      'asks with `HEAD`, whose answer has no body to look through or to measure',
    ),
  );

export const http = kind({
  name: 'http',
  about: 'Whether a web address answers as it should: status, headers, body, size, time.',
  within: 30_000,
  schema: z.union([
    z.pipe(
      address,
      z.transform((url: string) => z.parse(full, { url })),
    ),
    full,
  ]),
  says: ({ method, url }) => (method === 'GET' ? url : `${method} ${url}`),
  async look(said, round) {
    const asked = await requestOf(said, round);
    const most = { kept: said.read, counted: said.size ?? 0 };
    return overEach(said.family, async family => {
      const journey = await askThrough({ ...asked, family, most }, said.redirects);
      const findings = judge(said, journey, asked.hide);
      return { findings, details: findings.some(({ verdict }) => verdict === 'fail') ? bodyOf(journey, asked.hide) : [] };
    });
  },
});

/** Of what was not as it should be, the beginning: it mostly says why. */
function bodyOf({ reply }: Journey, hide: Round['hide']): Detail[] {
  // Cut by its reader, it may end in the half of a secret.
  if (!reply.whole && reply.body.length < mostOfBeginning) return [];
  const text = beginningOf(textOf(reply.body.subarray(0, mostOfBeginning), reply.headers['content-type']), hide).slice(0, 2_000);
  const readable = text !== '' && !/[\p{Cc}\ufffd]/u.test(text.slice(0, -1).replace(/\s/g, ''));
  return readable ? [{ title: 'What it answered', text }] : [];
}
