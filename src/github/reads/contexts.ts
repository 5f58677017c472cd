/** The checks and statuses of a commit, held against what a branch demands of it. Pure. */
import * as z from 'zod/mini';
import type { Check, Judged } from '../../core/reads.ts';
import type { Demand } from './required.ts';
import { counts, good, isOurs, type Without, workflowOf } from './rollup.ts';

/** With a pull request in hand GitHub says itself what it asks for: it alone knows which App set a status. */
export const contextFields = (pull: boolean) => {
  const required = pull ? 'isRequired(pullRequestNumber: $pull)' : '';
  return `pageInfo { hasNextPage endCursor } nodes { __typename
    ... on CheckRun { databaseId name status conclusion startedAt completedAt permalink ${required}
      checkSuite { app { databaseId slug } workflowRun { event file { path } } } }
    ... on StatusContext { context state createdAt targetUrl creator { login } ${required} } }`;
};

const Run = z.object({
  __typename: z.literal('CheckRun'),
  databaseId: z.nullable(z.number()),
  name: z.string(),
  status: z.string(),
  conclusion: z.nullable(z.string()),
  startedAt: z.nullable(z.string()),
  completedAt: z.nullable(z.string()),
  permalink: z.string(),
  isRequired: z.optional(z.boolean()),
  checkSuite: z.nullable(
    z.object({
      app: z.nullable(z.object({ databaseId: z.nullable(z.number()), slug: z.string() })),
      workflowRun: z.nullable(z.object({ event: z.optional(z.string()), file: z.nullable(z.object({ path: z.string() })) })),
    }),
  ),
});
const Status = z.object({
  __typename: z.literal('StatusContext'),
  context: z.string(),
  state: z.string(),
  createdAt: z.string(),
  targetUrl: z.nullable(z.string()),
  creator: z.nullable(z.object({ login: z.string() })),
  isRequired: z.optional(z.boolean()),
});
export const Context = z.union([Run, Status]);
export type Context = z.infer<typeof Context>;

const nameOf = (one: Context) => (one.__typename === 'CheckRun' ? one.name : one.context);
const appOf = (one: Context) => (one.__typename === 'CheckRun' ? (one.checkSuite?.app ?? null) : null);
const atOf = (one: Context) =>
  Date.parse((one.__typename === 'CheckRun' ? (one.startedAt ?? one.completedAt) : one.createdAt) ?? '') || 0;
const idOf = (one: Context) => (one.__typename === 'CheckRun' ? (one.databaseId ?? 0) : 0);

/** Another workflow's job of the same name is another check: whoever adds one must not outvote the first. */
const keyOf = (one: Context) => JSON.stringify([one.__typename, nameOf(one), appOf(one)?.databaseId, workflowOf(one)]);

/** A check that is run again has a higher number; clocks of those who report are their own. */
function newest(all: Context[]): Context[] {
  const kept = new Map<string, Context>();
  for (const one of all) {
    const known = kept.get(keyOf(one));
    if (!known || idOf(one) > idOf(known) || (idOf(one) === idOf(known) && atOf(one) >= atOf(known))) kept.set(keyOf(one), one);
  }
  return [...kept.values()];
}

const bad = ['FAILURE', 'CANCELLED', 'TIMED_OUT', 'STARTUP_FAILURE', 'ERROR'];
const onTheWay = ['REQUESTED', 'QUEUED', 'IN_PROGRESS', 'WAITING', 'PENDING', 'EXPECTED'];

function stateOf(one: Context): Check['state'] {
  const word = one.__typename === 'StatusContext' ? one.state : one.status === 'COMPLETED' ? (one.conclusion ?? '') : one.status;
  if (one.__typename === 'CheckRun' && one.status !== 'COMPLETED') return onTheWay.includes(word) ? 'running' : 'unknown';
  if (good.includes(word)) return 'success';
  if (bad.includes(word)) return 'failure';
  return one.__typename === 'StatusContext' && onTheWay.includes(word) ? 'running' : 'unknown';
}

function answers(one: Context, demand: Demand): boolean {
  if (nameOf(one) !== demand.name) return false;
  if (demand.app === null) return true;
  // Which App set a status is not told; that it is the one, GitHub says by asking for it.
  return one.__typename === 'CheckRun' ? appOf(one)?.databaseId === demand.app : one.isRequired === true;
}

interface Given {
  contexts: Context[];
  demands: Demand[];
  /** Short names of Apps by their numbers. */
  slugs: Map<number, string>;
  without: Without;
}

export function heldAgainst({ contexts, demands, slugs, without }: Given): Pick<Judged, 'checks' | 'missing'> {
  const known = newest(contexts);
  const counting = known.filter(one => counts(one, without));
  const ours = known.filter(one => isOurs(one, without));
  const checks = counting.map(one => ({
    name: nameOf(one),
    app: appOf(one)?.slug ?? null,
    required: one.isRequired === true || demands.some(demand => answers(one, demand)),
    state: stateOf(one),
    since: sinceOf(one),
    url: one.__typename === 'CheckRun' ? one.permalink : webOnly(one.targetUrl),
  }));
  // What we report ourselves is not waited for. A run of a deploy workflow is no answer: it may have borrowed the name.
  const missing = demands
    .filter(demand => demand.app !== without.appId && ![...counting, ...ours].some(one => answers(one, demand)))
    .map(({ name, app }) => ({ name, app: app === null ? null : (slugs.get(app) ?? `App ${app}`) }));
  return { checks, missing };
}

function sinceOf(one: Context): Date | null {
  const at = one.__typename === 'CheckRun' ? (one.completedAt ?? one.startedAt) : one.createdAt;
  return at === null ? null : new Date(at);
}

/** Whoever may set a status may write any address. */
const webOnly = (url: string | null) => (url !== null && /^https?:\/\//i.test(url) ? url : null);
