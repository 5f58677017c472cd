import { expect, test } from 'vitest';
import { lacking } from '../../config/lacks.ts';
import type { Offer } from '../../core/offer.ts';
import { opsSection } from './config.ts';
import { namedBy } from './lacks.ts';

const check = (more: Partial<Offer>): Offer => ({
  ...{ name: 'check', workflow: 'infra.yml', who: ['write'], about: 'Check it.', examples: ['/check'] },
  needs: opsSection([]),
  ...{ path: ['check'], implied: false, inputs: { environment: [], only: [] }, otherwise: '', ...more },
});
const jobs = 'jobs: { a: { steps: [] } }';
const dispatch = (inputs: string) => `on: { workflow_dispatch: { inputs: { ${inputs} } } }\n${jobs}\n`;

async function lacks(workflow: string | null, more: Partial<Offer> = {}): Promise<string[]> {
  const workflowsAt = async () => new Map(workflow === null ? [] : [['infra.yml', workflow]]);
  const found = await lacking({ workflowsAt }, namedBy([check(more)]), { ref: 'main', where: 'there' });
  return found.map(({ weight, says }) => `${weight}: ${says}`);
}

test('what the file names and nobody can start is said, with the lines to write', async () => {
  expect(await lacks(`on: push\n${jobs}`)).toMatchInlineSnapshot(`
    [
      "stops: \`infra.yml\` cannot be started: it needs \`workflow_dispatch: { inputs: { environment: {}, only: {}, shipmate: {} } }\` under \`on:\`.",
    ]
  `);
  expect(await lacks(null)).toMatchInlineSnapshot(`
    [
      "stops: \`.github/workflows/infra.yml\` is not there. There are none.",
    ]
  `);
});

test('what it could be told, and cannot', async () => {
  expect(await lacks(dispatch('environment: {}'))).toMatchInlineSnapshot(`
    [
      "less: \`infra.yml\` has no input \`only\`, so the command \`check\` takes none.",
      "less: \`infra.yml\` has no input \`shipmate\`; with one, and \`run-name: … \${{ inputs.shipmate }}\`, its runs are found again whatever happens.",
    ]
  `);
});

test('nothing is lacking where all is there', async () => {
  expect(await lacks(`run-name: Check \${{ inputs.shipmate }}\n${dispatch('environment: {}, only: {}, shipmate: {}')}`)).toEqual(
    [],
  );
});

test('nobody is told of a workflow that the file does not name, where it is not there or runs for others', async () => {
  expect(await lacks(null, { implied: true })).toEqual([]);
  expect(await lacks(`on: push\n${jobs}`, { implied: true })).toEqual([]);
});
