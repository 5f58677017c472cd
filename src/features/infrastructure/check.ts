/** `/check [environment] [only]`: the checks of the file, run now by a workflow of the team's. */
import * as z from 'zod/mini';
import { infrastructure } from '../../checks/section.ts';
import { whoOf, whoSchema, workflowSchema } from '../../config/parts.ts';
import { mayRunAction } from '../../core/action.ts';
import type { Section, TeamFile } from '../../core/file.ts';
import type { Offer } from '../../core/offer.ts';
import { triggersIn } from '../../core/workflow.ts';
import { code } from '../../text/inert.ts';

const settings = z.strictObject({
  workflow: z.optional(workflowSchema).check(z.describe('What is run, from the default branch; else `infrastructure.yml`.')),
  who: z._default(whoSchema, 'write').check(z.describe('Who may say it: a role, people, teams; any of these.')),
});

export const checkSection: Section<z.infer<typeof settings>> = {
  key: 'check',
  about: 'How `/check` runs the checks of `infrastructure` when somebody asks. Without it `/check` works too.',
  example: 'check: { workflow: infrastructure.yml }',
  schema: settings,
};

/** What starts a run that says whether a commit is good. */
const ofCommits = ['push', 'pull_request', 'pull_request_target', 'merge_group'];

/** Another one of that name is a build of the team's. */
function isForThis(workflow: string): boolean {
  const starts = triggersIn(workflow);
  return starts.includes('workflow_dispatch') && !starts.some(one => ofCommits.includes(one)) && mayRunAction(workflow);
}

/** `environments`: those that the rest of the file names. */
export const checkOffer =
  (environments: (file: TeamFile) => string[]) =>
  (file: TeamFile): Offer[] => {
    const checks = file.read(infrastructure);
    if (checks === undefined) return [];
    const { workflow, who = 'write' } = file.read(checkSection) ?? {};
    const named = checks.flatMap(({ environment = [] }) => environment);
    // One that is filled in where it runs may be any.
    const known = named.some(one => one.includes('{{')) ? [] : [...new Set([...environments(file), ...named])];
    return [
      {
        ...{ name: 'check', workflow: workflow ?? 'infrastructure.yml', who: whoOf(who), implied: workflow === undefined },
        isMeant: isForThis,
        unfit: text => (mayRunAction(text) ? null : usesNothing),
        about: 'Check the infrastructure now: all of it, or one environment.',
        examples: ['/check', ...known.slice(0, 1).map(one => `/check ${one}`)],
        needs: infrastructure,
        path: [workflow === undefined ? infrastructure.key : checkSection.key],
        inputs: { environment: known, only: [] },
        otherwise,
      },
    ];
  };

const sample = `name: Infrastructure
run-name: Infrastructure \${{ inputs.environment }} \${{ inputs.shipmate }}
on:
  schedule: [{ cron: '17 * * * *' }]
  workflow_dispatch:
    inputs:
      environment: { description: 'Which one; else all' }
      only: { description: 'Words that name checks; else all' }
      shipmate: { description: 'Filled in by Shipmate' }
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: acme/shipmate/action@v1 # where your Shipmate comes from
        with:
          environment: \${{ inputs.environment }}
          only: \${{ inputs.only }}
`;

const usesNothing = `does not use the Action, so whatever it does is no check. ${code('check: { workflow: … }')} names the one that does.`;

const otherwise = `Write it like this, or name another one with ${code('check: { workflow: … }')}:\n\n\`\`\`yaml\n${sample}\`\`\``;
