import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type Acme, openManifest, startAcme } from '../../../test/acme.ts';
import { zip } from '../../checks/zip.ts';
import type { WorkflowRun } from './index.ts';

const file = 'on: workflow_dispatch\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: make }] } }\n';
let acme: Acme;
let run: WorkflowRun;
beforeAll(async () => {
  acme = await startAcme({ manifest: openManifest });
  acme.repository.push('main', { '.github/workflows/a.yml': file }, { by: acme.alice });
  run = acme.repository.dispatch('a.yml', { by: acme.alice }).start();
});
afterAll(() => acme.box.close());

const answer = z.looseObject({ signed_upload_url: z._default(z.string(), '') });
const bytes = zip({ 'a.txt': 'ж' });
const hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function call(method: string, said: object, token = run.runtime.ACTIONS_RUNTIME_TOKEN) {
  const response = await fetch(
    `${run.runtime.ACTIONS_RESULTS_URL}twirp/github.actions.results.api.v1.ArtifactService/${method}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ workflow_run_backend_id: String(run.id), workflow_job_run_backend_id: '1', ...said }),
    },
  );
  return { status: response.status, body: answer.parse(await response.json()) };
}
const create = (name: string) => call('CreateArtifact', { name, version: 7 });
const put = (url: string) => fetch(url, { method: 'PUT', body: new Uint8Array(bytes) });

test('an artifact is made, filled and finished, and then the API has it', async () => {
  const { body } = await create('a');
  expect((await put(body.signed_upload_url)).status).toBe(201);
  expect(acme.repository.artifacts).toEqual([]);
  expect(await call('FinalizeArtifact', { name: 'a', size: String(bytes.length), hash })).toMatchObject({
    status: 200,
    body: { ok: true },
  });
  expect(acme.repository.artifacts).toMatchObject([{ run: run.id, name: 'a', files: { 'a.txt': 'ж' } }]);
});

test('a name is used once in an attempt, and anew in the next', async () => {
  const { body } = await create('b');
  expect(await create('b')).toMatchObject({ status: 409, body: { code: 'already_exists' } });
  await put(body.signed_upload_url);
  await call('FinalizeArtifact', { name: 'b', size: String(bytes.length) });
  expect(await create('b')).toMatchObject({ status: 409 });
  run.finish();
  acme.box.clock.advance(1_000);
  run.rerun(acme.alice);
  expect(await create('b')).toMatchObject({ status: 200 });
});

test('what is not so is refused', async () => {
  const [head, body] = run.runtime.ACTIONS_RUNTIME_TOKEN.split('.');
  expect(await call('CreateArtifact', { name: 'c', version: 7 }, `${head}.${body}.x`)).toMatchObject({ status: 401 });
  expect(await call('CreateArtifact', { name: 'c', version: 7, workflow_run_backend_id: '1' })).toMatchObject({ status: 401 });
  const made = await create('c');
  expect(await call('FinalizeArtifact', { name: 'c', size: '1' })).toMatchObject({ status: 404 });
  await put(made.body.signed_upload_url);
  expect(await call('FinalizeArtifact', { name: 'c', size: '1' })).toMatchObject({ status: 400 });
  expect(await call('FinalizeArtifact', { name: 'c', size: String(bytes.length), hash: 'sha256:0' })).toMatchObject({
    status: 400,
  });
  expect((await put(`${acme.box.url}/_uploads/none?sig=none`)).status).toBe(403);
});
