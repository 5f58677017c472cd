/** Check runs. */
import * as z from 'zod/mini';
import { type Call, created, ok, route } from '../call.ts';
import { type CheckValues, changeCheck, createCheck } from '../changes/checks.ts';
import { page } from '../pages.ts';
import { notFound } from '../refusal.ts';
import { type CheckRun, conclusions } from '../rows.ts';
import { checkJson } from '../shapes/check.ts';
import { commitOf } from './contents.ts';

const annotation = z.strictObject({
  path: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  start_column: z.optional(z.number()),
  end_column: z.optional(z.number()),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.optional(z.string()),
  raw_details: z.optional(z.string()),
});
const output = z.strictObject({
  title: z.optional(z.string()),
  summary: z.optional(z.string()),
  text: z.optional(z.string()),
  annotations: z.optional(z.array(annotation)),
  images: z.optional(z.array(z.object({ alt: z.string(), image_url: z.string() }))),
});
const values = {
  name: z.optional(z.string()),
  details_url: z.optional(z.string()),
  external_id: z.optional(z.string()),
  status: z.optional(z.enum(['queued', 'in_progress', 'completed'])),
  conclusion: z.optional(z.enum(conclusions)),
  started_at: z.optional(z.string()),
  completed_at: z.optional(z.string()),
  output: z.optional(output),
  actions: z.optional(z.array(z.object({ label: z.string(), description: z.string(), identifier: z.string() }))),
};
const newRun = z.strictObject({ ...values, name: z.string(), head_sha: z.string() });

export const checks = [
  route('POST /repos/{owner}/{repo}/check-runs', call => {
    const { repository } = call;
    const asked = call.body(newRun);
    const run = createCheck(call.site, repository, asked.name, asked.head_sha, fromBody(asked));
    call.wrote({ repository, ids: { check_run: run.id } });
    return created(checkJson(call.site, run));
  }),
  route('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', call => ok(checkJson(call.site, runOf(call)))),
  route('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', call => {
    const run = runOf(call);
    const asked = call.body(z.strictObject(values));
    const changed = changeCheck(call.site, run, { ...fromBody(asked), ...(asked.name ? { name: asked.name } : {}) });
    call.wrote({ repository: call.repository, ids: { check_run: run.id } });
    return ok(checkJson(call.site, changed));
  }),
  route('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', call =>
    page(call, runOf(call).annotations, row => ({
      start_column: null,
      end_column: null,
      title: null,
      raw_details: null,
      blob_href: `${call.site.urls.html}/${call.site.world.fullName(call.repository)}/blob/${runOf(call).head}/${row.path}`,
      ...row,
    })),
  ),
  route('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', call => {
    const shown = listed(call, commitOf(call, call.param('ref')));
    return page(
      call,
      shown,
      run => checkJson(call.site, run),
      check_runs => ({ total_count: shown.length, check_runs }),
    );
  }),
];

type Body = z.infer<z.ZodMiniObject<typeof values>>;

function fromBody(body: Body): CheckValues {
  const { output } = body;
  return {
    ...(body.details_url === undefined ? {} : { detailsUrl: body.details_url }),
    ...(body.external_id === undefined ? {} : { externalId: body.external_id }),
    ...(body.status === undefined ? {} : { status: body.status }),
    ...(body.conclusion === undefined ? {} : { conclusion: body.conclusion }),
    ...(body.started_at === undefined ? {} : { startedAt: new Date(body.started_at) }),
    ...(body.completed_at === undefined ? {} : { completedAt: new Date(body.completed_at) }),
    ...(output === undefined ? {} : { title: output.title ?? null, summary: output.summary ?? null, text: output.text ?? null }),
    annotations: output?.annotations ?? [],
  };
}

function runOf(call: Call): CheckRun {
  const { repository } = call;
  const found = call.site.world.checkRuns.find(call.number('check_run_id'));
  if (found?.repository !== repository.id) throw notFound();
  return found;
}

function listed(call: Call, head: string): CheckRun[] {
  const [name, app, status] = [call.query('check_name'), call.query('app_id'), call.query('status')];
  const { repository } = call;
  const found = call.site.world.checkRuns
    .where(run => run.repository === repository.id && run.head === head)
    .filter(run => (name ?? run.name) === run.name && (app ?? String(run.app)) === String(run.app))
    .filter(run => (status ?? run.status) === run.status);
  return newestOf(call, found);
}

/** Newest first; unless all are asked for, the newest of each name. */
export function newestOf(call: Call, runs: CheckRun[]): CheckRun[] {
  const found = runs.toReversed();
  if (call.query('filter') === 'all') return found;
  return found.filter((run, place) => found.findIndex(other => other.name === run.name && other.app === run.app) === place);
}
