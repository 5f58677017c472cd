/** Commit statuses, and the suites that check runs stand in. */
import * as z from 'zod/mini';
import { type Call, created, ok, route } from '../call.ts';
import { latestStatuses, setStatus, statusesAt } from '../changes/statuses.ts';
import { page } from '../pages.ts';
import { notFound } from '../refusal.ts';
import { checkJson, suiteJson } from '../shapes/check.ts';
import { combinedJson, statusJson } from '../shapes/status.ts';
import { newestOf } from './checks.ts';
import { commitOf } from './contents.ts';

const asked = z.strictObject({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: z.nullish(z.string()),
  description: z.nullish(z.string()),
  context: z.optional(z.string()),
});

export const statuses = [
  route('POST /repos/{owner}/{repo}/statuses/{sha}', call => {
    const { repository } = call;
    const said = call.body(asked);
    const made = setStatus(call.site, repository, {
      by: call.actor,
      sha: call.param('sha'),
      state: said.state,
      context: said.context ?? 'default',
      description: said.description ?? null,
      targetUrl: said.target_url ?? null,
    });
    call.wrote({ repository, ids: { status: made.id } });
    return created(statusJson(call.site, made));
  }),
  route('GET /repos/{owner}/{repo}/commits/{ref}/statuses', call => {
    const { repository } = call;
    return page(call, statusesAt(call.site, repository, commitOf(call, call.param('ref'))), row => statusJson(call.site, row));
  }),
  route('GET /repos/{owner}/{repo}/commits/{ref}/status', call => {
    const { repository } = call;
    const sha = commitOf(call, call.param('ref'));
    return ok(combinedJson(call.site, repository, sha, latestStatuses(call.site, repository, sha)));
  }),
  route('GET /repos/{owner}/{repo}/commits/{ref}/check-suites', call => {
    const { repository } = call;
    const head = commitOf(call, call.param('ref'));
    const app = call.query('app_id');
    const found = call.site.world.checkSuites
      .where(row => row.repository === repository.id && row.head === head)
      .filter(row => (app ?? String(row.app)) === String(row.app));
    return page(
      call,
      found,
      row => suiteJson(call.site, row),
      check_suites => ({ total_count: found.length, check_suites }),
    );
  }),
  route('GET /repos/{owner}/{repo}/check-suites/{check_suite_id}', call => ok(suiteJson(call.site, suiteOf(call)))),
  route('GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs', call => {
    const found = newestOf(call, call.site.world.checkRuns.of('suite', suiteOf(call).id));
    return page(
      call,
      found,
      run => checkJson(call.site, run),
      check_runs => ({ total_count: found.length, check_runs }),
    );
  }),
];

function suiteOf(call: Call) {
  const { repository } = call;
  const found = call.site.world.checkSuites.find(call.number('check_suite_id'));
  if (found?.repository !== repository.id) throw notFound();
  return found;
}
