/** Deployments, at the very commit that was asked for, and how they go. */
import * as z from 'zod/mini';
import type { CreateDeployment, SetDeploymentStatus } from '../../core/effect.ts';
import { isNotFound, Refused } from '../trouble.ts';
import { shortly } from './checks.ts';
import { Gone, type Look, placeOf, type Writing } from './writing.ts';

const Made = z.object({ id: z.number(), sha: z.string() });

export async function createDeployment(writing: Writing<CreateDeployment>): Promise<string> {
  const { octokit, effect } = writing;
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/deployments', {
    ...placeOf(writing),
    ref: effect.sha,
    environment: effect.environment,
    description: shortly(effect.description),
    // GitHub would else merge the default branch into it, and would wait for every check there is: both are ours to decide.
    auto_merge: false,
    required_contexts: [],
    payload: { shipmate: effect.key },
  });
  const made = z.safeParse(Made, data);
  if (!made.success) throw new Refused('GitHub answered with no deployment');
  if (made.data.sha !== effect.sha) throw new Refused(`GitHub made a deployment of ${made.data.sha}, not of ${effect.sha}`);
  return String(made.data.id);
}

const Payload = z.object({ shipmate: z.string() });

/** The key in a deployment's payload. GitHub gives a payload back as it came, which may be an object or a text. */
export function deploymentKey(payload: unknown): string | null {
  const read = z.safeParse(Payload, typeof payload === 'string' ? parsed(payload) : payload);
  return read.success ? read.data.shipmate : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Only what this App made counts: anybody who can deploy can write any payload. */
export async function lookForDeployment(writing: Writing<CreateDeployment>, appId: number): Promise<Look> {
  const { octokit, effect } = writing;
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/deployments', {
    ...placeOf(writing),
    sha: effect.sha,
    environment: effect.environment,
    per_page: 100,
  });
  const found = data.find(one => one.performed_via_github_app?.id === appId && deploymentKey(one.payload) === effect.key);
  return found ? String(found.id) : null;
}

export async function setDeploymentStatus(writing: Writing<SetDeploymentStatus>): Promise<string> {
  const { octokit, effect, remoteId } = writing;
  const deployment = typeof effect.deployment === 'number' ? effect.deployment : remoteId;
  if (deployment === null) throw new Gone('the deployment was never made');
  try {
    const made = await octokit.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
      ...placeOf(writing),
      deployment_id: Number(deployment),
      state: effect.state,
      description: shortly(effect.description),
      ...(effect.url === null ? {} : { environment_url: effect.url }),
      ...(effect.log === null ? {} : { log_url: effect.log }),
    });
    return String(made.data.id);
  } catch (error) {
    if (isNotFound(error)) throw new Gone('somebody deleted the deployment');
    throw error;
  }
}
