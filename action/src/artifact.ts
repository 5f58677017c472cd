/** Leaves a file beside the run, for the App: by the service that takes artifacts of GitHub's own actions, which has no other door. */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { zip } from '../../src/checks/zip.ts';

export interface Service {
  url: string;
  token: string;
  run: string;
  job: string;
}

/** Null where GitHub gives none: on a laptop, on an Enterprise Server. */
export function serviceIn(env: Readonly<Record<string, string | undefined>>): Service | null {
  const { ACTIONS_RESULTS_URL: url = '', ACTIONS_RUNTIME_TOKEN: token = '' } = env;
  const [, run, job] = /(?:^| )Actions\.Results:([^: ]+):([^: ]+)(?: |$)/.exec(scopesOf(token)) ?? [];
  if (!URL.canParse(url) || run === undefined || job === undefined) return null;
  return { url: new URL(url).origin, token, run, job };
}

const claims = z.object({ scp: z.string() });

function scopesOf(jwt: string): string {
  try {
    return z.parse(claims, JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())).scp;
  } catch {
    return '';
  }
}

interface Artifact {
  name: string;
  files: Record<string, string>;
  /** What to do where the run has one of that name already, as with the jobs of a matrix. */
  taken: 'another name' | 'give up';
}

/** Throws what went wrong. */
export async function upload(service: Service, { name, files, taken }: Artifact, pause = 1_000): Promise<void> {
  const archive = zip(files);
  const from = { workflow_run_backend_id: service.run, workflow_job_run_backend_id: service.job };
  const call = (method: string, said: object) =>
    patiently(pause, () =>
      fetch(`${service.url}/twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...from, ...said }),
        signal: AbortSignal.timeout(10_000),
      }),
    );
  const made = await call('CreateArtifact', { name, version: 7, mime_type: 'application/zip' });
  if (made.status === 409 && taken === 'another name')
    return upload(service, { name: `${name}-${randomUUID().slice(0, 8)}`, files, taken: 'give up' }, pause);
  const { signed_upload_url } = z.parse(created, await answered(made, 'CreateArtifact'));
  const put = await patiently(pause, () =>
    fetch(signed_upload_url, {
      method: 'PUT',
      headers: { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/zip' },
      body: new Uint8Array(archive),
      signal: AbortSignal.timeout(60_000),
    }),
  );
  if (!put.ok) throw new Error(`the store of artifacts answers ${put.status}`);
  const hash = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
  const ended = await call('FinalizeArtifact', { name, size: String(archive.length), hash });
  z.parse(finalized, await answered(ended, 'FinalizeArtifact'));
}

const created = z.object({ ok: z.literal(true), signed_upload_url: z.url() });
const finalized = z.object({ ok: z.literal(true) });
const refusal = z.object({ msg: z.string() });

async function answered(response: Response, method: string): Promise<unknown> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Error(`${method} answers ${response.status}: ${z.safeParse(refusal, jsonOf(text)).data?.msg ?? text.slice(0, 80)}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const tries = 3;

/** Once more where the other side broke or the line did. */
async function patiently(pause: number, ask: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask().catch((error: unknown) => {
      if (attempt === tries) throw error;
      return null;
    });
    if (answer && (answer.status < 500 || attempt === tries)) return answer;
    await answer?.body?.cancel();
    await setTimeout(pause * 2 ** (attempt - 1));
  }
}
