/** What the checks and statuses of a commit come to, when some of them do not count. */
import * as z from 'zod/mini';
import type { Checked } from '../../core/reads.ts';

export const contextFields = `state contexts(first: 100) { pageInfo { hasNextPage } nodes { __typename
  ... on CheckRun { status conclusion checkSuite { app { databaseId } workflowRun { file { path } } } }
  ... on StatusContext { state creator { login } } } }`;

const Context = z.union([
  z.object({
    __typename: z.literal('CheckRun'),
    status: z.string(),
    conclusion: z.nullable(z.string()),
    checkSuite: z.nullable(
      z.object({
        app: z.nullable(z.object({ databaseId: z.nullable(z.number()) })),
        workflowRun: z.nullable(z.object({ file: z.nullable(z.object({ path: z.string() })) })),
      }),
    ),
  }),
  z.object({ __typename: z.literal('StatusContext'), state: z.string(), creator: z.nullable(z.object({ login: z.string() })) }),
]);

export const Rollup = z.object({
  state: z.string(),
  contexts: z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(Context) }),
});

export interface Without {
  /** Our own App, by its id and by the name of its bot. */
  appId: number;
  login: string;
  /** Files below `.github/workflows`. */
  workflows: string[];
}

export const good = ['SUCCESS', 'NEUTRAL', 'SKIPPED'];

// REST says `shipmate[bot]`, GraphQL says now the one and now the other.
const plain = (login: string) => login.replace(/\[bot\]$/, '');

type Context = z.infer<typeof Context>;

export function isOurs(context: Context, { appId, login }: Pick<Without, 'appId' | 'login'>): boolean {
  if (context.__typename === 'CheckRun') return context.checkSuite?.app?.databaseId === appId;
  return context.creator !== null && plain(context.creator.login) === plain(login);
}

/** The file below `.github/workflows` whose run this check belongs to. */
export function workflowOf(context: Context): string | null {
  const path = context.__typename === 'CheckRun' ? context.checkSuite?.workflowRun?.file?.path : null;
  return path?.replace(/^\.github\/workflows\//, '') ?? null;
}

export const counts = (context: Context, without: Without): boolean =>
  !isOurs(context, without) && !without.workflows.includes(workflowOf(context) ?? '');

function stateOf(context: Context): 'green' | 'running' | 'red' {
  if (context.__typename === 'CheckRun') {
    if (context.status !== 'COMPLETED') return 'running';
    return good.includes(context.conclusion ?? '') ? 'green' : 'red';
  }
  if (context.state === 'PENDING' || context.state === 'EXPECTED') return 'running';
  return context.state === 'SUCCESS' ? 'green' : 'red';
}

export function verdictOf(rollup: z.infer<typeof Rollup> | null, without: Without): Checked['checks'] {
  if (!rollup) return 'none';
  const states = rollup.contexts.nodes.filter(one => counts(one, without)).map(stateOf);
  if (states.includes('red')) return 'red';
  // Of more than a hundred the others are known by their sum alone, and that counts what should not count: never greener than it is.
  if (rollup.contexts.pageInfo.hasNextPage && rollup.state !== 'SUCCESS') return rollup.state === 'PENDING' ? 'running' : 'red';
  if (states.includes('running')) return 'running';
  return states.length > 0 ? 'green' : 'none';
}
