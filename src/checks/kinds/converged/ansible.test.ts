import { beforeAll, expect, test } from 'vitest';
import { checked, told } from '../../../../test/checks.ts';
import { type Tools, toolbox } from '../../../../test/tools.ts';

let tools: Tools;
beforeAll(async () => {
  tools = await toolbox();
});

const stars = '*'.repeat(60);
const banner = (what: string) => `\n${what} ${stars}\n`;
const recap = (...hosts: string[]) => `${banner('PLAY RECAP')}${hosts.join('\n')}\n\n`;
const sums = (host: string, ok: number, changed: number, skipped = 0, failed = 0, unreachable = 0) =>
  `${host.padEnd(26)} : ok=${ok}    changed=${changed}    unreachable=${unreachable}    failed=${failed}    skipped=${skipped}    rescued=0    ignored=0   `;

const facts = `No config file found; using defaults
${banner('PLAY [web]')}${banner('TASK [Gathering Facts]')}ok: [web1]
ok: [web2]
`;
const fine = `${banner('TASK [nginx : Install it]')}ok: [web1] => {"cache_updated": false, "changed": false}
ok: [web2] => {"cache_updated": false, "changed": false}
`;
const differs = `${banner('TASK [Write the "motd"]')}--- before: /etc/motd
+++ after: /etc/motd
@@ -1 +1 @@
-changed: [web9]
+hello

changed: [web1 -> jump(10.0.0.1)] => {"changed": true, "token": "in the answer of a module"}
ok: [web2] => {"changed": false}
${banner('RUNNING HANDLER [reload]')}changed: [web1] => (item=nginx) => {"ansible_loop_var": "item", "changed": true, "item": "nginx"}
changed: [web1] => (item=haproxy) => {"ansible_loop_var": "item", "changed": true, "item": "haproxy"}
`;
const blind = `${banner('TASK [Migrate]')}skipping: [web1] => {"changed": false, "cmd": ["migrate"], "msg": "Command would have run if not in check mode", "rc": 0}
skipping: [web2] => {"changed": false, "false_condition": "primary", "skip_reason": "Conditional result was False"}
${banner('TASK [raw]')}skipping: [web1] => {"changed": false}
${banner('TASK [script]')}skipping: [web1] => {"changed": false, "msg": "/opt/done exists, matching creates option"}
`;
const nobody = `${banner('PLAY [databases]')}skipping: no hosts matched\n`;

test.each<[name: string, exit: number, output: string, says: string, errors?: string]>([
  ['nothing to do', 0, facts + fine + recap(sums('web1', 2, 0), sums('web2', 2, 0)), 'pass: 2 tasks on 2 hosts need nothing'],
  [
    'a file and a handler, of which the diff tells lies',
    0,
    facts + fine + differs + recap(sums('web1', 4, 2), sums('web2', 3, 0)),
    'fail: web1: Write the "motd" would change; web1: reload would change',
  ],
  [
    'items that changed in a task that says it did not',
    0,
    facts + fine + differs + recap(sums('web1', 4, 0), sums('web2', 3, 0)),
    'pass: 3 tasks on 2 hosts need nothing',
  ],
  [
    'more than it names, as with another strategy',
    0,
    facts + fine + recap(sums('web1', 4, 3), sums('web2', 3, 0)),
    'fail: web1: 3 changes without a name',
  ],
  [
    'tasks without check mode',
    0,
    facts + fine + blind + recap(sums('web1', 2, 0, 3), sums('web2', 2, 0, 1)),
    'warn: not looked at: web1: Migrate; web1: raw; 2 tasks on 2 hosts need nothing',
  ],
  [
    'nothing else',
    0,
    facts + blind + recap(sums('web1', 1, 0, 3), sums('web2', 1, 0, 1)),
    'unknown: nothing of it can be looked at: web1: Migrate; web1: raw',
  ],
  ['nothing but facts', 0, facts + recap(sums('web1', 1, 0)), 'unknown: every task was skipped, so nobody looked at anything'],
  [
    'a host that cannot be reached, and one that fails',
    4,
    `${banner('PLAY [web]')}${banner('TASK [ping]')}fatal: [web1]: UNREACHABLE! => {"changed": false, "msg": "Failed to connect to the host via ssh", "unreachable": true}
fatal: [web2]: FAILED! => {"changed": false, "msg": "no python"}
${recap(sums('web1', 0, 0, 0, 0, 1), sums('web2', 0, 0, 0, 1))}`,
    'fail: web1 cannot be reached: Failed to connect to the host via ssh; web2 failed in "ping": no python',
  ],
  ['a play for nobody', 0, nobody + recap(), 'fail: there are no hosts for any of its plays, so it has looked at nothing'],
  [
    'one of two plays for nobody',
    0,
    nobody + facts + fine + recap(sums('web1', 2, 0), sums('web2', 2, 0)),
    'warn: not looked at: databases, for which there are no hosts; 2 tasks on 2 hosts need nothing',
  ],
  ['an inventory of nobody', 0, recap(), 'fail: no host had anything to do'],
  ['the output of a wrapper', 0, 'ok', 'fail: it ended without a recap, so nobody knows what it has looked at'],
  [
    'a playbook that is missing',
    1,
    '',
    'fail: it ended with 1 (an error): ERROR! the playbook: site.yml could not be found',
    'ERROR! the playbook: site.yml could not be found\n',
  ],
])('in check mode: %s', async (_name, exit, output, says, errors = '') => {
  await tools.install('ansible-playbook', { '--check': [exit, output, errors] });
  expect(told(await checked('- converged: ansible-playbook -i hosts site.yml'))).toEqual([says]);
});

test('the difference is shown, and no answer of a module', async () => {
  await tools.install('ansible-playbook', { '': [0, facts + differs + recap(sums('web1', 4, 2))] });
  const [outcome] = await checked("- converged: ansible-playbook -i $inventory 'site one.yml'", {
    variables: { inventory: 'a b' },
  });
  expect(outcome?.details[0]?.text).toContain('+hello\n\nchanged: [web1 -> jump(10.0.0.1)]\n');
  expect(outcome?.details[0]?.text).not.toContain('{');
  expect(await tools.calls()).toEqual(['ansible-playbook -i a b site one.yml --check --diff -v']);
});

test('run twice, the second run may change nothing', async () => {
  const twice = async () => told(await checked('- converged: { run: ansible-playbook site.yml, twice: true }'));
  await tools.install('ansible-playbook', {
    '--diff': [0, facts + fine + recap(sums('web1', 2, 0), sums('web2', 2, 0))],
    '': [0, facts + differs + recap(sums('web1', 4, 2), sums('web2', 3, 0))],
  });
  expect(await twice()).toEqual(['pass: 2 tasks on 2 hosts need nothing']);
  expect(await tools.calls()).toEqual(['ansible-playbook site.yml -v', 'ansible-playbook site.yml --diff -v']);
  await tools.install('ansible-playbook', { '': [0, facts + differs + recap(sums('web1', 4, 2), sums('web2', 3, 0))] });
  expect(await twice()).toEqual(['fail: web1: Write the "motd" changed again; web1: reload changed again']);
  await tools.install('ansible-playbook', { '': [2, facts + recap(sums('web1', 1, 0, 0, 1))] });
  expect(await twice()).toEqual(['fail: web1 failed in ""']);
  expect(await tools.calls()).toEqual(['ansible-playbook site.yml -v']);
});
