/** Where runs leave artifacts: a service of its own beside the API, which refuses in its own manner. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { entryOf } from '../../../github/reads/unzip.ts';
import { directoryIn, entriesIn } from '../../../github/reads/zip-directory.ts';
import { runOfToken } from '../actions/runtime.ts';
import { type Answer, type Call, ok, route } from '../call.ts';
import { addArtifact } from '../changes/runs.ts';
import type { WorkflowRun } from '../rows-actions.ts';

const backend = { workflow_run_backend_id: z.string(), workflow_job_run_backend_id: z.string() };
const asked = z.strictObject({
  ...backend,
  name: z.string().check(z.regex(/^[^"<>|*?:\\/\r\n]+$/)),
  version: z.number(),
  mime_type: z.optional(z.string()),
  expires_at: z.optional(z.string()),
});
const ended = z.strictObject({ ...backend, name: z.string(), size: z.string(), hash: z.optional(z.string()) });

const refused = (status: number, code: string, msg: string): Answer => ({ status, body: { code, msg } });

export const results = [
  route('POST /twirp/github.actions.results.api.v1.ArtifactService/CreateArtifact', call => {
    const { name, ...said } = call.body(asked);
    const run = runOf(call, said);
    if (!run) return refused(401, 'unauthenticated', 'bad token');
    if (isTaken(call, run, name))
      return refused(409, 'already_exists', 'an artifact with this name already exists on the workflow run');
    const key = randomBytes(16).toString('hex');
    call.site.uploads.set(key, { run: run.id, name, bytes: null });
    return ok({ ok: true, signed_upload_url: `${call.site.urls.api}/_uploads/${key}?sig=${key}` });
  }),
  route('PUT /_uploads/{key}', call => {
    const upload = call.site.uploads.get(call.param('key'));
    if (!upload || call.url.searchParams.get('sig') !== call.param('key')) return { status: 403 };
    upload.bytes = call.bytes;
    return { status: 201 };
  }),
  route('POST /twirp/github.actions.results.api.v1.ArtifactService/FinalizeArtifact', call => {
    const { name, size, hash, ...said } = call.body(ended);
    const run = runOf(call, said);
    if (!run) return refused(401, 'unauthenticated', 'bad token');
    const [key, upload] = [...call.site.uploads].find(([, one]) => one.run === run.id && one.name === name) ?? [];
    if (!upload?.bytes || !key) return refused(404, 'not_found', 'no such upload');
    const real = `sha256:${createHash('sha256').update(upload.bytes).digest('hex')}`;
    if (Number(size) !== upload.bytes.length || (hash !== undefined && hash !== real))
      return refused(400, 'invalid_argument', 'this is not what was uploaded');
    call.site.uploads.delete(key);
    const id = addArtifact(call.site, run, name, filesIn(upload.bytes));
    call.wrote({ repository: call.site.world.repositories.get(run.repository), ids: { artifact: id } });
    return ok({ ok: true, artifact_id: String(id) });
  }),
];

function runOf(call: Call, said: { workflow_run_backend_id: string }): WorkflowRun | undefined {
  const run = runOfToken(call.site, call.bearer);
  return String(run?.id) === said.workflow_run_backend_id ? run : undefined;
}

/** Each attempt may use the names anew. */
function isTaken({ site }: Call, run: WorkflowRun, name: string): boolean {
  const begun = [...site.uploads.values()].some(one => one.run === run.id && one.name === name);
  const there = site.world.artifacts.where(row => row.run === run.id && row.name === name && row.createdAt >= run.startedAt);
  return begun || there.length > 0;
}

const mostInFile = 10_000_000;

function filesIn(archive: Buffer): Record<string, string> {
  const directory = directoryIn(archive);
  const entries = directory ? entriesIn(archive.subarray(directory.at), directory.entries) : [];
  return Object.fromEntries(entries.map(({ name }) => [name, entryOf(archive, name, mostInFile)?.toString() ?? '']));
}
