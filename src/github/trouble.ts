import { RequestError } from '@octokit/request-error';
import * as z from 'zod/mini';

/** What a failed request means for whether it happened, and when to try again. */
export type Trouble =
  /** GitHub said no, and would again. */
  | { kind: 'refused'; status: number; says: string }
  /** It did not happen; GitHub asks us to wait. */
  | { kind: 'limited'; seconds: number; says: string }
  /** It never left this machine, or GitHub knew nobody by our token. */
  | { kind: 'unreached'; says: string }
  /** No answer, or one that does not tell: it may have happened. */
  | { kind: 'unsure'; says: string };

const unreached = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
];

/** What GitHub answered with is not what was asked for, and would not be another time. */
export class Refused extends Error {}

/** An answer that began well and ended before it was whole: the client hands out nothing then. */
export class CutOff extends Error {
  override readonly message = 'the answer was cut off';
}

export function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 404;
}

/** Null for what is not there, or not any more. */
export async function orNull<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    // 410: it was there, and its time is over.
    if (isNotFound(error) || (error instanceof Error && 'status' in error && error.status === 410)) return null;
    throw error;
  }
}

/** GraphQL says what went wrong in an answer that went well: nothing of the request happened. */
const GraphqlErrors = z.object({
  name: z.literal('GraphqlResponseError'),
  headers: z.record(z.string(), z.unknown()),
  errors: z.array(z.object({ type: z.optional(z.string()), message: z.string() })),
});

/** The kinds of errors GitHub's GraphQL names; none for any other error. */
export function graphqlErrors(error: unknown): string[] {
  const parsed = z.safeParse(GraphqlErrors, error);
  return parsed.success ? parsed.data.errors.map(one => one.type ?? '') : [];
}

/** GraphQL gave up on a question: it says so in an answer that went well, and names no kind. */
const gaveUp = /something went wrong while executing your query|timed? ?out|resource limits for this query/i;

/**
 * GitHub, or whoever stands before it, could not answer in time, or we waited no longer: half the question may do. Whoever asked too often
 * is told something else.
 */
export function tookTooLong(error: unknown): boolean {
  const parsed = z.safeParse(GraphqlErrors, error);
  if (parsed.success)
    return parsed.data.errors.some(one => one.type === 'RESOURCE_LIMITS_EXCEEDED' || (!one.type && gaveUp.test(one.message)));
  if (error instanceof CutOff) return true;
  if (!(error instanceof RequestError)) return false;
  if (error.response) return error.status === 502 || error.status === 504;
  return error.cause instanceof Error && error.cause.name === 'TimeoutError';
}

/** What GraphQL says once and would say again. */
const refusals = new Map([
  ['NOT_FOUND', 404],
  ['FORBIDDEN', 403],
  ['UNPROCESSABLE', 422],
]);

function graphqlTrouble(error: unknown): Trouble | null {
  const parsed = z.safeParse(GraphqlErrors, error);
  if (!parsed.success) return null;
  const { headers, errors } = parsed.data;
  const says = `GraphQL: ${errors.map(one => firstLine(one.message)).join('; ')}`;
  if (errors.some(one => one.type === 'RATE_LIMITED')) return { kind: 'limited', seconds: untilAllowed(headers) ?? 60, says };
  const [first, ...more] = errors.map(one => refusals.get(one.type ?? ''));
  return first !== undefined && more.every(one => one !== undefined) ? { kind: 'refused', status: first, says } : null;
}

export function troubleOf(error: unknown): Trouble {
  const graphql = graphqlTrouble(error);
  if (graphql) return graphql;
  if (error instanceof Refused) return { kind: 'refused', status: 422, says: error.message };
  if (!(error instanceof RequestError)) return { kind: 'unsure', says: error instanceof Error ? error.message : String(error) };
  const says = `${error.request.method} ${new URL(error.request.url).pathname}: ${error.status} ${firstLine(error.message)}`;
  const wait = limited(error);
  if (wait !== null) return { kind: 'limited', seconds: wait, says };
  if (error.status === 401) return { kind: 'unreached', says };
  if (error.status >= 400 && error.status < 500 && error.status !== 408) return { kind: 'refused', status: error.status, says };
  // Octokit reports a connection that failed as a 500 without an answer.
  const code = error.response ? null : causeCode(error);
  return code && unreached.includes(code) ? { kind: 'unreached', says: `${says} (${code})` } : { kind: 'unsure', says };
}

/** Whether this is about a request to GitHub at all. */
export const isOfGitHub = (error: unknown): boolean =>
  error instanceof RequestError ||
  error instanceof Refused ||
  error instanceof CutOff ||
  z.safeParse(GraphqlErrors, error).success;

/** It knows nobody by what we signed with. */
export const isUnknownToGitHub = (error: unknown): boolean => error instanceof RequestError && error.status === 401;

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';

function causeCode(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return null;
}

/** Seconds to wait, when this is a limit: what GitHub says, else a minute. */
function limited(error: RequestError): number | null {
  if (error.status !== 403 && error.status !== 429) return null;
  const wait = untilAllowed(error.response?.headers ?? {});
  if (wait !== null) return wait;
  return error.status === 429 || /secondary rate limit|abuse/i.test(error.message) ? 60 : null;
}

/** `retry-after`, else the reset of the hourly limit; null when neither is said. */
function untilAllowed(headers: Record<string, unknown>): number | null {
  const retryAfter = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(retryAfter)) return Math.max(1, retryAfter);
  if (String(headers['x-ratelimit-remaining']) !== '0') return null;
  const answered = Date.parse(String(headers.date));
  const reset = Number(headers['x-ratelimit-reset']);
  // Both times are GitHub's: the difference holds whatever our own clock says.
  return Number.isFinite(answered) && Number.isFinite(reset) ? Math.max(1, reset - answered / 1000) : 60;
}
