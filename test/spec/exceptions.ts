import type { Json } from './cut.ts';

/** Where GitHub's description is not what GitHub does. `test/contract/spec.test.ts` holds that each is needed. */
export interface Exception {
  in: 'api' | 'webhooks';
  /** The line of the extract, and the place in what it says. */
  line: string;
  at: string[];
  /** What should stand there; undefined: nothing. */
  is: Json | undefined;
  because: string;
}

const told = (event: string) => ({ in: 'webhooks', line: `#webhook-${event}` }) as const;
const empty = 'A status that names no address has an empty one, and the API says so: its default is no address.';

export const exceptions: readonly Exception[] = [
  {
    in: 'api',
    line: '#validation-error',
    at: ['properties', 'status'],
    is: { type: 'string' },
    because: 'Every refusal repeats its status in its body; the description has that for some.',
  },
  {
    in: 'api',
    line: '#validation-error-simple',
    at: ['properties', 'status'],
    is: { type: 'string' },
    because: 'Every refusal repeats its status in its body; the description has that for some.',
  },
  {
    in: 'api',
    line: '#pull-request-simple',
    at: ['properties', 'labels', 'items', 'properties', 'description'],
    is: { type: ['string', 'null'] },
    because: 'A label without a description has none wherever labels are described by themselves, and it is the same label.',
  },
  {
    in: 'api',
    line: 'GET /app/installations',
    at: ['answers', '200', 'application/json', 'items'],
    is: { $ref: '#installation' },
    because: 'It says that the account is a person and an enterprise at once. Elsewhere an installation has one or the other.',
  },
  ...['GET /repos/{owner}/{repo}/actions/runs', 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs'].map(line => ({
    in: 'api' as const,
    line,
    at: ['parameters', 'created', 'schema', 'format'],
    is: undefined,
    because: 'It is called a time, and takes a search by time: `>=2026-11-01`, as its own page explains.',
  })),
  {
    ...told('workflow-run-in-progress'),
    at: ['properties', 'workflow_run', 'properties', 'display_title'],
    is: { type: 'string' },
    because: 'The same run has its title when it is requested and when it is completed.',
  },
  {
    ...told('deployment-status-created'),
    at: ['properties', 'deployment_status', 'properties', 'log_url', 'format'],
    is: undefined,
    because: empty,
  },
  {
    ...told('deployment-status-created'),
    at: ['properties', 'deployment_status', 'properties', 'environment_url', 'format'],
    is: undefined,
    because: empty,
  },
  ...['milestoned', 'demilestoned'].map(action => ({
    ...told(`pull-request-${action}`),
    at: ['properties', 'installation'],
    is: { $ref: '#simple-installation' },
    because: 'An App is told for which installation, with this as with all else of a pull request.',
  })),
];
