import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checked, told } from '../../../../test/checks.ts';
import { toolbox } from '../../../../test/tools.ts';

/** Asked before the box of fakes is there. */
const real = (() => {
  try {
    return execFileSync('/bin/sh', ['-c', 'command -v terraform'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
})();
const tools = await toolbox();

const none = '\nNo changes. Your infrastructure matches the configuration.\n\nTerraform has compared your real infrastructure\n';
const still = '\nNo changes. Your infrastructure still matches the configuration.\n';
const moved = `
Note: Objects have changed outside of Terraform

Terraform detected the following changes made outside of Terraform since the
last "terraform apply" which may have affected this plan:

  # aws_instance.web has changed
  ~ resource "aws_instance" "web" {
        id   = "i-1"
      ~ size = "small" -> "large"
        # (12 unchanged attributes hidden)
    }

  # module.db["a b"].aws_disk.x[0] has been deleted
  - resource "aws_disk" "x" {
    }
`;
const plan = `
aws_instance.web: Refreshing state... [id=i-1]

Terraform used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  + create
-/+ destroy and then create replacement

Terraform will perform the following actions:

  # aws_instance.web will be updated in-place
  ~ resource "aws_instance" "web" {
      # (because of a comment that looks like a header) will be updated in-place
    }

  # aws_ip.x["a # b \\" c"] must be replaced
-/+ resource "aws_ip" "x" {
    }

  # aws_ip.old (deposed object 0c2b9e1d) will be destroyed
  # (left over from a partially-failed replacement of this instance)
  - resource "aws_ip" "old" {
    }

Plan: 1 to add, 1 to change, 2 to destroy.

Changes to Outputs:
  ~ address = "10.0.0.1" -> (known after apply)
`;
const named =
  'aws_ip.x["a # b \\" c"] must be replaced; aws_ip.old (deposed object 0c2b9e1d) will be destroyed; output address would change';

type Said = readonly [exit: number, output: string, errors?: string];

test.each<[name: string, refresh: Said, plan: Said, says: string]>([
  ['nothing has moved', [0, still], [0, none], 'pass: the plan has no changes'],
  ['the code has', [0, still], [2, plan], `fail: aws_instance.web will be updated in-place; ${named}`],
  [
    'the world has, and the code, too',
    [2, moved],
    [2, moved + plan],
    `fail: aws_instance.web has changed elsewhere, and will be updated in-place; ${named}; module.db["a b"].aws_disk.x[0] has been deleted elsewhere, which a run would leave so`,
  ],
  [
    'the world has, where the code has no say',
    [2, moved],
    [0, moved + none],
    'warn: aws_instance.web has changed elsewhere, which a run would leave so; module.db["a b"].aws_disk.x[0] has been deleted elsewhere, which a run would leave so; the plan has no changes',
  ],
  [
    'the world has, in something without a name',
    [2, '\nChanges to Outputs:\n  ~ address = "10.0.0.1" -> "10.0.0.2"\n'],
    [0, none],
    'warn: something without a name has changed elsewhere, which a run would leave so; the plan has no changes',
  ],
  ['a wrapper makes 0 of 2', [0, still], [0, plan], `fail: aws_instance.web will be updated in-place; ${named}`],
  [
    'a wrapper says nothing',
    [0, still],
    [0, ''],
    'unknown: it ended with 0, but its plan says neither what changes nor that nothing does',
  ],
  ['what changes has no name', [0, still], [2, ''], 'fail: a change without a name'],
  [
    'it was never set up',
    [1, '', '\n╷\n│ Error: Backend initialization required, please run "terraform init"\n│ \n'],
    [1, ''],
    'fail: it ended with 1 (an error): Error: Backend initialization required, please run "terraform init"',
  ],
])('%s', async (_name, refresh, said, says) => {
  await tools.install('tofu', { '-refresh-only': refresh, '': said });
  expect(told(await checked('- converged: tofu -chdir=infra plan -var-file=prod.tfvars'))).toEqual([says]);
  const call = 'tofu -chdir=infra plan -var-file=prod.tfvars -detailed-exitcode -input=false -no-color -lock=false';
  expect(await tools.calls()).toEqual([`${call} -refresh-only`, call]);
});

test('whoever asks for drift alone gets that', async () => {
  await tools.install('tofu', { '': [2, moved] });
  expect(told(await checked('- converged: [tofu, plan, -refresh-only]'.replace('[', '{ run: [').replace(']', '] }')))).toEqual([
    'fail: aws_instance.web has changed elsewhere; module.db["a b"].aws_disk.x[0] has been deleted elsewhere',
  ]);
  expect(await tools.calls()).toHaveLength(1);
});

test.skipIf(!real)('the real one says what these say', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'terraform-'));
  const code = (input: string) =>
    writeFile(join(folder, 'main.tf'), `resource "terraform_data" "one" {\n  input = "${input}"\n}\n`);
  const terraform = (...args: string[]) => execFileSync(real ?? '', [...args, '-no-color'], { cwd: folder, stdio: 'ignore' });
  const says = async () => told(await checked(`- converged: { run: ['${real}', plan] }`, { folder }));
  await code('a');
  terraform('init', '-input=false');
  expect(await says()).toEqual(['fail: terraform_data.one will be created']);
  terraform('apply', '-auto-approve', '-input=false');
  expect(await says()).toEqual(['pass: the plan has no changes']);
  await code('b');
  expect(await says()).toEqual(['fail: terraform_data.one will be updated in-place']);
  await writeFile(join(folder, 'main.tf'), 'resource {');
  expect((await says())[0]).toMatch(/^fail: it ended with 1 \(an error\): Error: Unclosed configuration block/);
});
