/** The machines of acme, as the Action finds them: a lever lets a certificate run out there, and the next run of the checks says so. */
import { lineOf, summaryOf } from '../checks/lines.ts';
import { readChecks } from '../checks/reading.ts';
import { checksArtifact, checksFile, reportText } from '../checks/report.ts';
import { fail, type Outcome, pass } from '../checks/verdict.ts';
import { reportArtifact } from '../core/sighting.ts';
import type { Account, Box, Repository } from './github/index.ts';

export const checksWorkflow = 'infrastructure.yml';
const step = 'check what runs there';

export const checksFlow = `# What the section infrastructure of shipmate.yml asks for: each morning, and whenever somebody says /check.
name: Infrastructure
run-name: Infrastructure \${{ inputs.shipmate }}
on:
  schedule: [{ cron: '17 6 * * *' }]
  workflow_dispatch:
    inputs:
      environment: { type: string, description: Of which environment alone }
      shipmate: { type: string, description: Filled in by Shipmate }
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - { name: ${step}, uses: acme/shipmate/action@v1, with: { environment: '\${{ inputs.environment }}' } }
`;

/** What the issue is about that a lever brings. */
export const certificate = 'certificate of the shop';

/** As the section says it; the outcomes below are theirs. */
export const checksSection = `infrastructure:
  - { name: the shop answers, http: https://acme.example/health, environment: prod }
  - { name: ${certificate}, tls: acme.example, environment: prod }
  - { name: machines are as configured, converged: ansible-playbook site.yml, environment: prod }
`;

const outcome = (name: string, kind: string, ms: number, finding: Outcome['findings'][number]): Outcome => ({
  ...{ name, kind, ms, environment: 'prod', verdict: finding.verdict, findings: [finding] },
  ...{ line: 1, details: [], errors: [], attempts: 1 },
});

const outcomes = (ranOut: boolean): Outcome[] => [
  outcome('the shop answers', 'http', 132, pass('https://acme.example/health answered 200')),
  outcome(
    certificate,
    'tls',
    88,
    ranOut ? fail('the certificate of acme.example ended an hour ago') : pass('the certificate of acme.example ends in 89 days'),
  ),
  outcome('machines are as configured', 'converged', 41_000, pass('nothing new in 24 tasks on 2 hosts')),
];

/** From now on runs of the checks find it so. */
export function findsThere(box: Box, file: string, ranOut: boolean): void {
  const read = readChecks(file, { variables: {}, own: false });
  const lineIn = (name: string) => (read.ok ? read.checks.find(one => one.name === name)?.line : undefined) ?? 1;
  const found = outcomes(ranOut).map(one => ({ ...one, line: lineIn(one.name) }));
  const lines = [...found.map(lineOf), summaryOf(found)].join('\n');
  box.actions.script({
    ...{ workflow: checksWorkflow, queued: 2_000, step: 3_000, logs: { [step]: lines }, ...(ranOut && { fail: step }) },
    artifacts: {
      [checksArtifact]: { [checksFile]: reportText(found, null) },
      [reportArtifact]: { 'report.md': lines.replaceAll('\n', '\n\n') },
    },
  });
}

/** Whether the certificate has run out there, as the runs find it. */
export function isRunOut({ world }: Box): boolean {
  const script = world.scripts.where(({ workflow }) => workflow === checksWorkflow).at(-1);
  return script?.fail === step;
}

export function checkNow(
  box: Box,
  { repository, by, file }: { repository: Repository; by: Account; file: string },
  ranOut: boolean,
): void {
  findsThere(box, file, ranOut);
  repository.dispatch(checksWorkflow, { by, inputs: {} });
}
