/** The checks that a branch demands: classic protection and the rules of rulesets together, by name and App. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import { isNotFound } from '../trouble.ts';

export interface Demand {
  name: string;
  /** The number of the App that has to report it; null: any. */
  app: number | null;
}

const Branch = z.object({
  protection: z.optional(
    z.object({
      required_status_checks: z.optional(
        z.object({
          contexts: z.optional(z.array(z.string())),
          checks: z.optional(z.array(z.object({ context: z.string(), app_id: z.nullish(z.number()) }))),
        }),
      ),
    }),
  ),
});

const Rule = z.object({ type: z.string(), parameters: z.optional(z.unknown()) });
const StatusChecks = z.object({
  required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.nullish(z.number()) })),
});

// GitHub writes -1 for any App, too.
const appOf = (id: number | null | undefined): number | null => (id !== undefined && id !== null && id > 0 ? id : null);

/**
 * GraphQL knows both as well, but shows classic protection to administrators alone, and to others without the Apps; these two want
 * no more than to read contents and metadata.
 */
export async function requiredOn(octokit: Octokit, here: { owner: string; repo: string }, branch: string): Promise<Demand[]> {
  const [classic, rules] = await Promise.all([
    protection(octokit, { ...here, branch }),
    octokit.paginate('GET /repos/{owner}/{repo}/rules/branches/{branch}', { ...here, branch, per_page: 100 }),
  ]);
  const ofRules = z
    .parse(z.array(Rule), rules)
    .filter(rule => rule.type === 'required_status_checks')
    .flatMap(rule => z.parse(StatusChecks, rule.parameters).required_status_checks)
    .map(one => ({ name: one.context, app: appOf(one.integration_id) }));
  return unique([...classic, ...ofRules]);
}

async function protection(octokit: Octokit, where: { owner: string; repo: string; branch: string }): Promise<Demand[]> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/branches/{branch}', where);
    const asked = z.parse(Branch, data).protection?.required_status_checks;
    const checks = (asked?.checks ?? []).map(one => ({ name: one.context, app: appOf(one.app_id) }));
    // An older server names no Apps.
    const others = (asked?.contexts ?? []).filter(name => checks.every(one => one.name !== name));
    return [...checks, ...others.map(name => ({ name, app: null }))];
  } catch (error) {
    // A branch that is gone has no protection of its own; whether we may see the repository at all, the other questions say.
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Whether a branch demands any check of its own. */
export const demandsAny = async (...given: Parameters<typeof requiredOn>): Promise<boolean> =>
  (await requiredOn(...given)).length > 0;

const unique = (all: Demand[]): Demand[] =>
  all.filter((one, place) => all.findIndex(other => other.name === one.name && other.app === one.app) === place);
