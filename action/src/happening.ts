/** What this run is about, of what GitHub says to every run: the event, its pull request, who started it. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import type { Moment } from '../../src/checks/kind.ts';

export interface Happening {
  /** When checks are meant for, where no input says. */
  moment: Moment | null;
  pull: { number: number; base: string; head: string; target: boolean; fork: boolean } | null;
  /** The commit that people see: on a pull request its head, and not the merge that was checked out. */
  sha: string;
  /** Shipmate started this run, and waits for its report. */
  ours: boolean;
}

const end = z.object({ sha: z.string(), repo: z.nullable(z.object({ full_name: z.string() })) });
const event = z.object({
  pull_request: z.optional(z.object({ number: z.int(), head: end, base: end })),
  inputs: z.optional(z.nullable(z.object({ shipmate: z.optional(z.unknown()) }))),
});

export async function happening(env: Readonly<Record<string, string | undefined>>): Promise<Happening> {
  const { GITHUB_EVENT_NAME: name = '', GITHUB_SHA: sha = '', GITHUB_EVENT_PATH: path = '' } = env;
  const payload = await readFile(path, 'utf8').then(inJson, () => null);
  const { pull_request: found, inputs } = z.safeParse(event, payload).data ?? {};
  const pull = found
    ? {
        number: found.number,
        base: found.base.sha,
        head: found.head.sha,
        target: name === 'pull_request_target',
        fork: found.head.repo?.full_name !== found.base.repo?.full_name,
      }
    : null;
  const moment = name.startsWith('pull_request') ? 'pull-request' : name === 'schedule' ? 'schedule' : null;
  return { moment, pull, sha: pull?.head ?? sha, ours: typeof inputs?.shipmate === 'string' && inputs.shipmate !== '' };
}

const inJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
