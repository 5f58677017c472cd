/** The token that a job talks to GitHub's other services with: it names the run, and is good for nothing else. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { WorkflowRun } from '../rows-actions.ts';
import type { Site } from '../site.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signature = ({ app }: Site, said: string) => createHmac('sha256', app.clientSecret).update(said).digest('base64url');

export function runtimeToken(site: Site, run: WorkflowRun): string {
  const job = site.world.jobs.first(row => row.run === run.id && row.attempt === run.attempt);
  const scp = `Actions.ExampleScope Actions.Results:${run.id}:${job?.id ?? 0}`;
  const said = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ scp })}`;
  return `${said}.${signature(site, said)}`;
}

const claims = z.object({ scp: z.string() });

/** The run that this token was given to, if we gave it. */
export function runOfToken(site: Site, token: string): WorkflowRun | undefined {
  const [head = '', body = '', signed = ''] = token.split('.');
  const [given, ours] = [Buffer.from(signed), Buffer.from(signature(site, `${head}.${body}`))];
  if (given.length !== ours.length || !timingSafeEqual(given, ours)) return undefined;
  const { scp } = z.parse(claims, JSON.parse(Buffer.from(body, 'base64url').toString()));
  return site.world.runs.find(Number(/Actions\.Results:(\d+):/.exec(scp)?.[1]));
}
