/**
 * The facts of one wish as JSON, so that a decision can be asked for without a server and without GitHub. What is left out was not
 * there: no checks, no reviews, no locks; and nobody knows who had a hand in it. The page of this feature shows one.
 */
import * as z from 'zod/mini';
import type { TeamFile } from '../../../core/file.ts';
import { environmentsOf } from '../config.ts';
import type { Judging } from './gate.ts';

const date = z.pipe(
  z.string().check(z.refine(said => !Number.isNaN(Date.parse(said)), 'has to be a date such as 2026-11-19T11:00:00Z')),
  z.transform(said => new Date(said)),
);
const sha = z.string().check(z.regex(/^[\da-f]{40}$/, 'has to be a commit of 40 digits'));
const person = z.strictObject({ id: z.number(), login: z.string(), bot: z._default(z.boolean(), false) });
const who = z.strictObject({ id: z.number(), login: z.string() });
const nullable = <T extends z.ZodMiniType>(schema: T) => z._default(z.nullable(schema), null);
const listed = <T extends z.ZodMiniType>(schema: T) => z.prefault(z.array(schema), []);

const commit = z.strictObject({
  sha,
  tree: z._default(z.string(), ''),
  title: z._default(z.string(), ''),
  committedAt: z.prefault(date, '1970-01-01T00:00:00Z'),
});

const pull = z.strictObject({
  number: z.int(),
  head: commit,
  branch: z._default(z.string(), ''),
  base: z._default(z.string(), 'main'),
  title: z._default(z.string(), ''),
  author: nullable(person),
  openedAt: z.prefault(date, '1970-01-01T00:00:00Z'),
  draft: z._default(z.boolean(), false),
  fork: z._default(z.boolean(), false),
  state: z._default(z.enum(['open', 'closed', 'merged']), 'open'),
  merged: nullable(commit),
});

const judged = z.strictObject({
  checks: listed(
    z.strictObject({
      name: z.string(),
      app: nullable(z.string()),
      required: z._default(z.boolean(), true),
      state: z.enum(['success', 'running', 'failure', 'unknown']),
      since: nullable(date),
      url: nullable(z.string()),
    }),
  ),
  missing: listed(z.strictObject({ name: z.string(), app: nullable(z.string()) })),
  reviews: listed(
    z.strictObject({
      by: person,
      state: z.enum(['approved', 'changes']),
      commit: z.nullable(sha),
      at: z.prefault(date, '1970-01-01T00:00:00Z'),
      writer: z._default(z.boolean(), true),
    }),
  ),
  behind: nullable(z.int()),
  green: nullable(z.strictObject({ sha, checks: z.enum(['green', 'running', 'red', 'none']) })),
  involved: nullable(z.strictObject({ authors: listed(person), pusher: nullable(person), committers: listed(person) })),
});

const rows = z.strictObject({
  locks: listed(
    z.strictObject({
      environment: z.nullable(z.string()),
      kind: z._default(z.enum(['person', 'hold', 'rollback']), 'person'),
      reason: nullable(z.string()),
      by: nullable(who),
      pull: nullable(z.int()),
      since: date,
      until: nullable(date),
    }),
  ),
  approvals: listed(z.strictObject({ environment: z.string(), sha, by: who, at: date, void: nullable(z.string()) })),
  planned: nullable(z.strictObject({ sha, at: date, ok: z.boolean() })),
  there: listed(z.strictObject({ tree: nullable(z.string()), sha, environment: z.string() })),
  override: nullable(z.strictObject({ reason: z.string(), by: who, secondBy: nullable(who) })),
  health: listed(
    z.strictObject({
      environment: z.string(),
      at: nullable(date),
      failing: listed(z.strictObject({ name: z.string(), since: nullable(date), issue: nullable(z.int()) })),
      unknown: listed(z.string()),
      unseen: listed(z.string()),
      count: z.int(),
    }),
  ),
});

const Facts = z.strictObject({
  environment: z.string(),
  commit,
  named: z.prefault(
    z.strictObject({
      how: z._default(z.enum(['thread', 'sha', 'tag', 'branch']), 'thread'),
      said: nullable(z.string()),
      on: nullable(z.string()),
      draft: z.optional(z.nullable(z.int())),
    }),
    {},
  ),
  pull: nullable(pull),
  asker: nullable(person),
  askedAt: z.optional(date),
  seen: z._default(z.union([z.enum(['seen', 'unknown']), z.strictObject({ moved: sha, secondsBefore: z.number() })]), 'seen'),
  pushedAt: nullable(date),
  defaultBranch: z._default(z.string(), 'main'),
  rules: z.optional(z.string()),
  judged: z.prefault(judged, {}),
  rows: z.prefault(rows, {}),
  approvers: listed(z.int()),
  now: date,
});
export type Facts = z.infer<typeof Facts>;

/** `problem` is a sentence that names the place. */
export function readFacts(said: unknown): { facts: Facts } | { problem: string } {
  const read = Facts.safeParse(said);
  if (read.success) return { facts: read.data };
  const [issue] = read.error.issues;
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const keys = issue.keys.map(key => `\`${[...path, key].join('.')}\``);
    return { problem: `has ${keys.join(', ')}, which is no fact` };
  }
  if (path.length === 0) return { problem: 'has to be a map of facts' };
  const message = issue?.message.startsWith('has to') ? `: it ${issue.message}` : '';
  return { problem: `has something else than it should at \`${path.join('.')}\`${message}` };
}

/** Null when the file has no such environment. */
export function judgingOf(
  facts: Facts,
  file: TeamFile,
  { timezone, prefix }: { timezone: string; prefix: string },
): Judging | null {
  const all = environmentsOf(file);
  const environment = all[facts.environment];
  if (!environment) return null;
  const { now, defaultBranch, rules = facts.pull?.base ?? defaultBranch } = facts;
  return {
    ...facts,
    name: facts.environment,
    environment,
    all,
    timezone,
    prefix,
    rules,
    askedAt: facts.askedAt ?? now,
    mention: [],
  };
}
