import { expect, test } from 'vitest';
import { isRefusal } from '../core/outside.ts';
import { allowedHost } from './allowed.ts';
import { destinationOf, urlOf } from './destination.ts';

const names: Record<string, string[]> = {
  'logs.example.org': ['8.8.8.8', '2606:4700:4700::1111'],
  'split.example.org': ['8.8.8.8', '10.0.0.5'],
  'inside.example.org': ['10.0.0.5'],
  'metadata.example.org': ['169.254.169.254'],
  'six.example.org': ['::ffff:127.0.0.1'],
  'xn--lgs-sna.example.org': ['127.0.0.1'],
  'db.inside.example.org': ['10.0.0.6'],
  'empty.example.org': [],
};

async function verdict(text: string, allowed: string[] = []) {
  const url = urlOf(text);
  const to = isRefusal(url) ? url : await destinationOf(url, { allowed, resolve: async host => names[host] ?? [] });
  return isRefusal(to) ? to.why : to.addresses;
}

test.each([
  ['https://logs.example.org/a?b=1', ['8.8.8.8', '2606:4700:4700::1111']],
  ['http://LOGS.example.org:9200', ['8.8.8.8', '2606:4700:4700::1111']],
  ['https://logs.example.org./', ['8.8.8.8', '2606:4700:4700::1111']],
  ['http://8.8.8.8/', ['8.8.8.8']],
  ['http://134744072/', ['8.8.8.8']],
  ['http://[2606:4700:4700::1111]/', ['2606:4700:4700::1111']],
])('%s may be asked', async (url, addresses) => {
  expect(await verdict(url)).toEqual(addresses);
});

test.each([
  'http://localhost/',
  'http://localhost./',
  'http://LOCALHOST:8080/',
  'http://db.localhost/',
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://0/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://%31%32%37.0.0.1/',
  'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[0:0:0:0:0:ffff:10.0.0.5]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::a00:5]/',
  'http://[2002:a00:5::1]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://10.0.0.5:9200/',
  'http://inside.example.org/',
  'http://split.example.org/',
  'http://metadata.example.org/',
  'http://six.example.org/',
  'http://lögs.example.org/',
])('%s leads inside', async url => {
  expect(await verdict(url)).toContain('is not on the open internet');
});

test.each([
  ['ftp://logs.example.org/', '`ftp:` is not asked; the address has to begin with `https://` or `http://`.'],
  ['file:///etc/passwd', '`file:` is not asked; the address has to begin with `https://` or `http://`.'],
  ['gopher://127.0.0.1:6379/_', '`gopher:` is not asked; the address has to begin with `https://` or `http://`.'],
  [
    'https://alice:hunter2@logs.example.org/',
    'The address of `logs.example.org` carries a user or a password, where everybody can read it; take it out.',
  ],
  [
    'https://token@logs.example.org/',
    'The address of `logs.example.org` carries a user or a password, where everybody can read it; take it out.',
  ],
  ['logs.example.org/a', '`logs.example.org/a` is not a whole address; write one such as `https://logs.example.org`.'],
  [
    'http://[fe80::1%25eth0]/',
    '`http://[fe80::1%25eth0]/` is not a whole address; write one such as `https://logs.example.org`.',
  ],
  ['http://256.1.1.1/', '`http://256.1.1.1/` is not a whole address; write one such as `https://logs.example.org`.'],
  ['https://empty.example.org/', '`empty.example.org` is a name without an address.'],
  [
    'http://inside.example.org/',
    '`inside.example.org` is not on the open internet. Whoever runs Shipmate can allow it: `OUTSIDE_ALLOWED_HOSTS=inside.example.org:80`.',
  ],
])('%s is refused with a sentence', async (url, why) => {
  expect(await verdict(url)).toBe(why);
});

test('a very long address is refused', async () => {
  expect(await verdict(`https://logs.example.org/${'a'.repeat(3_000)}`)).toContain('is not a whole address');
});

test.each([
  ['a host, at any port', 'http://inside.example.org:9200/', ['inside.example.org'], true],
  ['a host with its port', 'http://inside.example.org:9200/', ['inside.example.org:9200'], true],
  ['the port that the scheme has', 'https://inside.example.org/', ['inside.example.org:443'], true],
  ['another port', 'http://inside.example.org:9201/', ['inside.example.org:9200'], false],
  ['a host below it', 'http://db.inside.example.org/', ['inside.example.org'], false],
  ['its address, where a name was asked', 'http://inside.example.org/', ['10.0.0.5'], false],
  ['another spelling of it', 'http://0x0a.5/', ['10.0.0.5'], true],
  ['this machine', 'http://[::1]:3100/', ['[::1]:3100'], true],
])('the operator allows %s', async (_, url, allowed, asked) => {
  const said = await verdict(url, allowed);
  if (asked) expect(said).not.toContain('is not on the open internet');
  else expect(said).toContain('is not on the open internet');
});

test.each([
  ['loki.internal', 'loki.internal'],
  ['Loki.Internal.:3100', 'loki.internal:3100'],
  ['0x7f.1:80', '127.0.0.1:80'],
  ['[0::1]:9200', '[::1]:9200'],
  ['http://loki.internal', null],
  ['loki.internal/path', null],
  ['alice@loki.internal', null],
  ['loki.internal:0', null],
  ['loki.internal:99999', null],
  ['*.internal', null],
  ['', null],
])('a host of a setting: %s', (text, host) => {
  expect(allowedHost(text)).toBe(host);
});
