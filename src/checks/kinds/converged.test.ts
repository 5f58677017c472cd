import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checked, mistakes, told } from '../../../test/checks.ts';

const folderOf = async (files: Record<string, string> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'converged-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
};

/** Writes what should be, and says so, unless it is so. */
const converging = `for name in motd hosts; do
  cmp -s $name.wanted $name || { cp $name.wanted $name; echo "changed: $name"; }
done
`;
/** Writes it each time. */
const restless = 'date +%s%N > stamp; echo "changed: stamp"\n';

test('a script that converges has nothing to do when it is run again, and one that does not has', async () => {
  const folder = await folderOf({ 'run.sh': converging, 'restless.sh': restless, 'motd.wanted': 'hello', 'hosts.wanted': '::1' });
  const says = async (settings: string) =>
    told(await checked(`- converged: { ${settings}, changed: { matches: '^changed' } }`, { folder }));
  expect(await says('run: sh run.sh, twice: true')).toEqual(['pass: nothing has changed']);
  expect(await says('run: sh run.sh')).toEqual(['pass: nothing has changed']);
  await writeFile(join(folder, 'motd'), 'by hand');
  expect(await says('run: sh run.sh')).toEqual(['fail: changed: motd']);
  expect(await says('run: sh restless.sh, twice: true')).toEqual(['fail: changed: stamp']);
});

test.each<[name: string, settings: string, says: string]>([
  ['ends with 2 where something is new', 'run: exit 2, changed: { exit: 2 }', 'fail: something (it ended with 2)'],
  ['ends with 0', 'run: echo fine, changed: { exit: [2, 3] }', 'pass: nothing has changed'],
  [
    'ends as nobody said it would',
    'run: "echo Error: no login >&2; exit 1", changed: { exit: 2 }',
    'fail: it ended with 1: Error: no login',
  ],
  ['is well with another code', 'run: exit 4, changed: { exit: 2 }, clean: { exit: [0, 4] }', 'pass: nothing has changed'],
  [
    'does not say that all is well',
    'run: echo, changed: { exit: 2 }, clean: { matches: ^in sync }',
    'fail: it does not say ^in sync',
  ],
  ['breaks in its first run of two', 'run: exit 1, changed: { exit: 2 }, twice: true', 'fail: it ended with 1'],
  ['changes more than anybody wants to read', 'run: "seq -f changed-%g 30", changed: { matches: changed }', ''],
  ['is not here', 'run: nosuchtool apply, changed: { exit: 2 }', 'unknown: nosuchtool was not found here'],
  ['is known, and not here', 'run: /nowhere/tofu plan', 'unknown: /nowhere/tofu was not found here'],
])('a run that %s', async (_name, settings, says) => {
  const [outcome] = await checked(`- converged: { ${settings} }`);
  if (says !== '') expect(told(outcome ? [outcome] : [])).toEqual([says]);
  else expect(outcome?.findings.map(one => one.says).slice(-2)).toEqual(['changed-10', '20 more']);
});

test('what the run said stands below, where it was not calm', async () => {
  const details = async (run: string) => (await checked(`- converged: { run: '${run}', changed: { exit: 2 } }`))[0]?.details;
  expect(await details('echo "+ a line"; echo careful >&2; exit 2')).toEqual([
    { title: 'What the run said', text: '+ a line\ncareful' },
  ]);
  expect(await details('echo fine')).toEqual([]);
});

test('a tool by another name is told by ours', async () => {
  const folder = await folderOf({ 'plan.sh': 'echo "No changes. $*"' });
  expect(told(await checked('- converged: { run: sh plan.sh, tool: terraform }', { folder }))).toEqual([
    'pass: the plan has no changes',
  ]);
});

test('what is wrong is said with its place', () => {
  const wrong = [
    'make plan',
    'terraform apply',
    'cd infra && terraform plan',
    'terraform plan | tee plan.txt',
    "'terraform plan # for alice'",
    '{ run: ./plan.sh, tool: chief }',
    '{ run: "./plan.sh | tee", tool: chef }',
    '{ run: terraform plan, tool: terraform, changed: { exit: 2 } }',
    '{ run: terraform plan, twice: true }',
    '{ run: make, changed: {} }',
    '{ run: make, changed: { exit: 0 } }',
    '{ run: make, changed: { exit: 2 }, clean: { exit: [0, 2] } }',
    '{ run: terraform plan, clean: { exit: 0 } }',
    '{ run: terraform plan, folder: .. }',
    '{ changed: { exit: 2 } }',
    "'ansible-playbook -i {{inventory}} site.yml'",
  ];
  expect(wrong.map(one => [one, ...mistakes(`- converged: ${one}`, { inventory: 'x' })].join(' → '))).toMatchInlineSnapshot(`
    [
      "make plan → 1:14 \`infrastructure[0].converged\` runs something whose answers nobody here can read; say by \`changed\` how it shows that something is new (known are ansible-playbook, terraform plan, tofu plan, kubectl diff, helm diff, chef-client, puppet agent, puppet apply and salt-call).",
      "terraform apply → 1:14 \`infrastructure[0].converged\` runs something whose answers nobody here can read; say by \`changed\` how it shows that something is new (known are ansible-playbook, terraform plan, tofu plan, kubectl diff, helm diff, chef-client, puppet agent, puppet apply and salt-call).",
      "cd infra && terraform plan → 1:14 \`infrastructure[0].converged\` has to be one command, without a pipe, another command or a remark, because options are added behind it (\`folder\` says where it runs); or say by \`changed\` how it shows that something is new.",
      "terraform plan | tee plan.txt → 1:14 \`infrastructure[0].converged\` has to be one command, without a pipe, another command or a remark, because options are added behind it (\`folder\` says where it runs); or say by \`changed\` how it shows that something is new.",
      "'terraform plan # for alice' → 1:14 \`infrastructure[0].converged\` has to be one command, without a pipe, another command or a remark, because options are added behind it (\`folder\` says where it runs); or say by \`changed\` how it shows that something is new.",
      "{ run: ./plan.sh, tool: chief } → 1:38 \`infrastructure[0].converged.tool\` has to be \`ansible\`, \`terraform\`, \`kubectl\`, \`helm\`, \`chef\`, \`puppet\` or \`salt\`, not \`chief\`; did you mean \`chef\`?",
      "{ run: "./plan.sh | tee", tool: chef } → 1:14 \`infrastructure[0].converged\` has to be one command, without a pipe, another command or a remark, because options are added behind it (\`folder\` says where it runs); or say by \`changed\` how it shows that something is new.",
      "{ run: terraform plan, tool: terraform, changed: { exit: 2 } } → 1:14 \`infrastructure[0].converged\` has both \`tool\` and \`changed\`; leave one of them out.",
      "{ run: terraform plan, twice: true } → 1:14 \`infrastructure[0].converged\` need not be run twice: the tool can say what it would do; leave \`twice\` out.",
      "{ run: make, changed: {} } → 1:36 \`infrastructure[0].converged.changed\` says nothing; give it \`exit\` or \`matches\`.",
      "{ run: make, changed: { exit: 0 } } → 1:14 \`infrastructure[0].converged\` has an exit code that is both \`changed\` and \`clean\`.",
      "{ run: make, changed: { exit: 2 }, clean: { exit: [0, 2] } } → 1:14 \`infrastructure[0].converged\` has an exit code that is both \`changed\` and \`clean\`.",
      "{ run: terraform plan, clean: { exit: 0 } } → 1:14 \`infrastructure[0].converged\` has \`clean\` without \`changed\`.",
      "{ run: terraform plan, folder: .. } → 1:45 \`infrastructure[0].converged.folder\` has to be a folder of the repository, such as \`infra/prod\`.",
      "{ changed: { exit: 2 } } → 1:3 \`infrastructure[0].converged.run\` is missing; it has to be a command such as \`./healthy.sh\` or a list from 1 to 200 entries, each entry text.",
      "'ansible-playbook -i {{inventory}} site.yml' → 1:14 \`{{inventory}}\` is not filled in here, because this goes to a shell; say \`$inventory\`, which is in its environment.",
    ]
  `);
  const fine = [
    'terraform plan',
    'tofu -chdir=infra plan -var "x=a|b"',
    './bin/kubectl --context prod -n web diff -f k8s',
    'helm -n web diff upgrade web ./chart',
    '"terraform plan \\\\\\n -var x=1"',
    'chef-client',
    '{ run: poetry run ansible-playbook site.yml, tool: ansible, twice: true }',
    '{ run: "make plan | tee log", changed: { exit: 2 }, twice: true }',
  ];
  expect(fine.flatMap(one => mistakes(`- converged: ${one}`))).toEqual([]);
});
