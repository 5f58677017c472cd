import { beforeAll, describe, expect, test } from 'vitest';
import { checked, told } from '../../../../test/checks.ts';
import { type Tools, toolbox } from '../../../../test/tools.ts';

let tools: Tools;
beforeAll(async () => {
  tools = await toolbox();
});

type Row = [name: string, exit: number, output: string, says: string, errors?: string];

async function says(tool: string, command: string, [, exit, output, , errors = '']: Row): Promise<string | undefined> {
  await tools.install(tool, { '': [exit, output, errors] });
  return told(await checked(`- converged: ${command}`))[0];
}

describe('kubectl', () => {
  const diff = `diff -u -N /tmp/LIVE-1182370706/apps.v1.Deployment.default.web /tmp/MERGED-257336423/apps.v1.Deployment.default.web
--- /tmp/LIVE-1182370706/apps.v1.Deployment.default.web\t2026-02-22 16:56:06.905113732 +0100
+++ /tmp/MERGED-257336423/apps.v1.Deployment.default.web\t2026-02-22 16:56:06.905113732 +0100
@@ -6,1 +6,1 @@
-  replicas: 3
+  replicas: 5
`;
  test.each<Row>([
    ['nothing differs', 0, '', 'pass: all objects are as the files say'],
    ['an object differs', 1, diff, 'fail: apps.v1.Deployment.default.web would change'],
    ['a wrapper says that all is well', 0, diff, 'fail: apps.v1.Deployment.default.web would change'],
    ['another program shows the differences', 1, 'web: 3 => 5', 'fail: an object without a name'],
    ['the cluster is away', 2, '', 'fail: it ended with 2 (an error): error: no connection', 'error: no connection\n'],
    ['something before it failed', 1, '', 'fail: it ended with 1 (differences): Error: no login', 'Error: no login\n'],
  ])('%s', async (...row) => expect(await says('kubectl', 'kubectl -n web diff -f k8s/', row)).toBe(row[3]));
});

describe('Helm', () => {
  const changed = `default, web, Deployment (apps) has changed:
  # Source: web/templates/deployment.yaml
-   replicas: 3
+   replicas: 5
default, web, Ingress (networking.k8s.io) has been added:
+ # Source: web/templates/ingress.yaml
`;
  test.each<Row>([
    ['nothing differs', 0, '', 'pass: the release is as the chart says'],
    [
      'two objects differ',
      2,
      changed,
      'fail: default, web, Deployment (apps) would change; default, web, Ingress (networking.k8s.io) would be added',
    ],
    ['there is no release', 1, '', 'fail: it ended with 1 (an error): Error: release: not found', 'Error: release: not found\n'],
  ])('%s', async (...row) => expect(await says('helm', 'helm diff upgrade web ./chart', row)).toBe(row[3]));

  test('is asked for an exit code that tells', async () => {
    await says('helm', '{ run: [helm, diff, upgrade, web, ./chart] }', ['', 0, '', '']);
    expect(await tools.calls()).toEqual(['helm diff upgrade web ./chart --detailed-exitcode --no-color --output=diff']);
  });
});

describe('Chef', () => {
  const run = (summary: string) => `Chef Infra Client, version 18.5.0
Converging 4 resources
Recipe: web::default
  * apt_package[nginx] action install (up to date)
  * template[/etc/nginx/nginx.conf] action create
    - Would update content in file /etc/nginx/nginx.conf from 1 to 2
    --- /etc/nginx/nginx.conf\t2026-09-15 19:17:03 +0000
    - Would restore selinux security context
  * web_thing[x] action create (Skipped: Why-Run not supported by provider Web)

Running handlers:
Running handlers complete
${summary}
`;
  const thing = 'not looked at: web_thing[x] (create)';
  test.each<Row>([
    [
      'a file would change',
      0,
      run('Infra Phase complete, 1/3 resources would have been updated'),
      `fail: template[/etc/nginx/nginx.conf] (create) would update content in file /etc/nginx/nginx.conf from 1 to 2; ${thing}`,
    ],
    [
      'an older one counts, and names not all',
      0,
      run('Chef Client finished, 3/4 resources would have been updated'),
      `fail: template[/etc/nginx/nginx.conf] (create) would update content in file /etc/nginx/nginx.conf from 1 to 2; 2 more; ${thing}`,
    ],
    ['nothing would', 0, 'Infra Phase complete, 0/12 resources would have been updated\n', 'pass: 12 resources need nothing'],
    [
      'nothing is described',
      0,
      'Infra Phase complete, 0/0 resources would have been updated',
      'fail: it looked at nothing, so it has not passed',
    ],
    [
      'only a log',
      0,
      'INFO: Run complete',
      'unknown: it ended with 0, but does not say how many resources would have been updated',
    ],
    [
      'it broke',
      1,
      'Infra Phase failed. 0 resources would have been updated\n',
      'fail: it ended with 1 (a failed run): FATAL: no key',
      'FATAL: no key',
    ],
  ])('%s', async (...row) => expect(await says('cinc-client', 'cinc-client -z -o web', row)).toBe(row[3]));
});

describe('Puppet', () => {
  const applied = 'Notice: Applied catalog in 0.58 seconds\n';
  const noop = `Info: Applying configuration version '1599541801'
Notice: /Stage[main]/Web/Package[nginx]/ensure: current_value 'purged', should be 'present' (noop)
Notice: /Stage[main]/Main/File[/etc/motd]/content: content changed '{md5}e5' to '{md5}af' (noop) (corrective)
Notice: Class[Web]: Would have triggered 'refresh' from 1 event
`;
  test.each<Row>([
    [
      'two would change, and it ends with 0',
      0,
      noop + applied,
      "fail: Web/Package[nginx]/ensure: current_value 'purged', should be 'present'; File[/etc/motd]/content: content changed '{md5}e5' to '{md5}af', which somebody else has changed",
    ],
    ['nothing would', 0, applied, 'pass: the catalog needs nothing'],
    ['something was done all the same', 2, applied, 'fail: something that it changed in spite of noop'],
    [
      'somebody has switched it off',
      1,
      "Notice: Skipping run of Puppet configuration client; administratively disabled (Reason: 'alice');\n",
      "unknown: it did not run: Skipping run of Puppet configuration client; administratively disabled (Reason: 'alice');",
    ],
    ['it was too quiet', 0, '', 'unknown: it ended with 0, but does not say that it has gone through its catalog'],
    ['a resource failed', 4, applied, 'fail: it ended with 4 (failures): Error: no such user', 'Error: no such user\n'],
  ])('%s', async (...row) => expect(await says('puppet', 'puppet agent', row)).toBe(row[3]));

  test('an agent runs once, here', async () => {
    await says('puppet', 'puppet agent', ['', 0, applied, '']);
    expect(await tools.calls()).toEqual(['puppet agent --test --noop --detailed-exitcodes --color=false']);
    await says('puppet', 'puppet apply site.pp', ['', 0, applied, '']);
    expect(await tools.calls()).toEqual(['puppet apply site.pp --noop --detailed-exitcodes --color=false']);
  });
});

describe('Salt', () => {
  const id = 'file_|-motd_|-/etc/motd_|-managed';
  const answer = (state: object) =>
    JSON.stringify({ local: { [id]: state, 'pkg_|-x_|-nginx_|-installed': { result: true, changes: {} } } });
  test.each<Row>([
    [
      'a file would change',
      0,
      answer({ result: null, comment: 'The file /etc/motd is set to be changed', changes: { diff: '-a\n+b' } }),
      'fail: local: file.managed /etc/motd would change; 1 state needs nothing',
    ],
    ['all is so', 0, answer({ result: true, comment: '', changes: {} }), 'pass: 2 states need nothing'],
    [
      'a state fails',
      2,
      answer({ result: false, comment: 'No such user' }),
      'fail: local: file.managed /etc/motd: No such user; 1 state needs nothing',
    ],
    [
      'its states cannot be read',
      1,
      '{"local": ["Rendering SLS \'base:web\' failed: mapping values are not allowed here"]}',
      "fail: local: Rendering SLS 'base:web' failed: mapping values are not allowed here",
    ],
    ['no JSON', 0, 'local: {', 'unknown: it ended with 0, but its answer is no JSON that can be read'],
    ['nothing at all', 0, '{"local": {}}', 'fail: it looked at nothing, so it has not passed'],
  ])('%s', async (...row) => expect(await says('salt-call', 'salt-call state.apply', row)).toBe(row[3]));

  test('a minion that does not answer is not well', async () => {
    const output = '{"web1": {"pkg_|-x_|-nginx_|-installed": {"result": true}}, "web2": "Minion did not return. [No response]"}';
    expect(await says('salt', "salt '*' state.apply", ['', 0, output, ''])).toBe(
      'fail: web2: Minion did not return. [No response]; 1 state needs nothing',
    );
    expect(await tools.calls()).toEqual(['salt * state.apply test=True --out=json --no-color --static']);
  });
});
