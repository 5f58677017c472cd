import { expect, test } from 'vitest';
import { a, holding, nameServer } from '../dns-server.ts';
import { between, good, root, serving, servingTls } from '../tls-server.ts';
import { runAction } from './run.ts';

test('certificates and names are checked by what is shipped, and whoever never answers does not keep it from its end', async () => {
  await using sound = await servingTls(good);
  await using old = await servingTls(between.issue({ names: ['127.0.0.1'], from: -9, to: -1.5 }));
  await using names = await nameServer(holding(a('192.0.2.1')));
  await using mute = await serving(socket => socket.resume());
  await using deaf = await nameServer(() => []);
  const checks = [
    `- { name: sound, tls: { to: '127.0.0.1:${sound.port}', ca: root.pem } }`,
    `- { name: old, tls: { to: '127.0.0.1:${old.port}', ca: root.pem } }`,
    `- { name: mute, tls: '127.0.0.1:${mute.port}', within: 500ms }`,
    `- { name: right, dns: { name: example.org, resolver: '127.0.0.1:${names.port}', is: 192.0.2.1 } }`,
    `- { name: wrong, dns: { name: example.org, resolver: '127.0.0.1:${names.port}', rcode: NXDOMAIN } }`,
    `- { name: deaf, dns: { name: example.org, resolver: '127.0.0.1:${deaf.port}' }, within: 500ms }`,
  ];
  const { code, log } = await runAction({ with: { checks: checks.join('\n') }, files: { 'root.pem': root.pem } });
  expect(code).toBe(1);
  expect(log).toMatch(/✅ sound: of its 2 certificates that of example\.org ends first/);
  expect(log).toMatch(/❌ old: the certificate of 127\.0\.0\.1 ended 1 day ago/);
  expect(log).toMatch(/❌ mute: it took longer than 500 ms: the handshake was not done/);
  expect(log).toMatch(/✅ right: it is 192\.0\.2\.1/);
  expect(log).toMatch(/❌ wrong: it answers NOERROR, not NXDOMAIN/);
  expect(log).toMatch(/❌ deaf: it took longer than 500 ms: no answer came/);
});
