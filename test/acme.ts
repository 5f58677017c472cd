/** The box as the tests of this folder find it: acme has a repository with a file, the App is installed, alice can write. */
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { Box, BoxOptions, Manifest } from '../src/sandbox/github/index.ts';
import { startBox } from './box.ts';

export const manifest: Manifest = {
  name: 'Shipmate',
  default_permissions: { checks: 'write', contents: 'read', issues: 'write', metadata: 'read', pull_requests: 'write' },
  default_events: ['issue_comment', 'pull_request', 'pull_request_review', 'pull_request_review_comment', 'push', 'repository'],
};

/** For tests of rooms that the App itself may not enter yet: everything it could ask for. */
export const openManifest: Manifest = {
  ...manifest,
  default_permissions: {
    ...manifest.default_permissions,
    actions: 'write',
    administration: 'read',
    contents: 'write',
    deployments: 'write',
    members: 'read',
    statuses: 'write',
  },
  default_events: [
    ...manifest.default_events,
    ...[
      'check_run',
      'check_suite',
      'deployment',
      'deployment_review',
      'deployment_status',
      'issues',
      'label',
      'membership',
      'milestone',
    ],
    ...['pull_request_review_thread', 'status', 'workflow_job', 'workflow_run'],
  ],
};

export const file = '.github/shipmate.yml';
export const web = { owner: 'acme', repo: 'web' };

export async function startAcme(options: Partial<BoxOptions> = {}) {
  const box = await startBox({ manifest, ...options });
  const alice = box.person('alice');
  const repository = box.repository('acme/web', { files: { [file]: 'builds: true\n' } });
  repository.collaborator(alice, 'write');
  const installation = box.install('acme', { by: alice });
  await box.settled();
  return { box, alice, repository, installation, octokit: octokitFor(box, installation.id) };
}

export type Acme = Awaited<ReturnType<typeof startAcme>>;

/** GitHub's own client as it comes: nothing but the address is changed. */
export function octokitFor(box: Box, installationId?: number): Octokit {
  const { appId, privateKey } = box.credentials;
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  return new Octokit({
    baseUrl: box.url,
    log: silent,
    authStrategy: createAppAuth,
    auth: { appId, privateKey, ...(installationId === undefined ? {} : { installationId }), log: silent },
  });
}

/** What a refused request was answered. */
export async function refusal(
  request: Promise<unknown>,
): Promise<{ status: number; message: string; headers: Record<string, unknown> }> {
  try {
    await request;
  } catch (error) {
    if (error instanceof Error && 'status' in error && typeof error.status === 'number') {
      const response = 'response' in error && typeof error.response === 'object' ? error.response : null;
      const data = response && 'data' in response && typeof response.data === 'object' ? response.data : null;
      const message = data && 'message' in data ? String(data.message) : error.message;
      const headers = response && 'headers' in response && typeof response.headers === 'object' ? { ...response.headers } : {};
      return { status: error.status, message, headers };
    }
    throw error;
  }
  throw new Error('The request was not refused.');
}
