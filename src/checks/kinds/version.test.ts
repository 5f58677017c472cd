import { expect, test } from 'vitest';
import { checked, mistakes } from '../../../test/checks.ts';
import { nobody, raw, web } from '../../../test/serving.ts';

const look = async (url: string, more: string, version = '1.2.3'): Promise<string[]> => {
  const [outcome] = await checked(`- { version: { url: '${url}', is: '{{version}}', ${more} }, within: 2s }`, {
    variables: { version },
  });
  return (outcome?.findings ?? []).map(({ verdict, says }) => `${verdict}: ${says}`);
};

/** One after the other, each to a connection of its own; the last again and again. */
const copies = (...answers: string[]) => {
  let next = 0;
  return web((_, response) => response.end(answers[Math.min(next++, answers.length - 1)]));
};

test.each<[string, string, string, string]>([
  ['the whole body', '1.2.3\n', '', 'pass: 5 of 5 answered 1.2.3'],
  ['a path of its JSON', '{"build":{"version":"1.2.3"}}', 'path: $.build.version', 'pass: 5 of 5 answered 1.2.3'],
  ['a group', 'web 1.2.3 (main)\n', "matches: '^web (\\S+)'", 'pass: 5 of 5 answered 1.2.3'],
  ['another version', '1.2.2', 'samples: 3', 'fail: 3 of 3 answered 1.2.2; it should be "1.2.3"'],
  ['a longer one', '1.2.30', 'samples: 1', 'fail: 1 of 1 answered 1.2.30; it should be "1.2.3"'],
  [
    'no such path',
    '{"version":null}',
    'path: $.version, samples: 1',
    'fail: 1 of 1 failed (no version at `$.version`); it should be "1.2.3"',
  ],
  ['each of a list', '[{"v":"1.2.3"},{"v":"1.2.3"}]', "path: '$[*].v'", 'pass: 5 of 5 answered 1.2.3'],
  [
    'a list that differs',
    '[{"v":"1.2.3"},{"v":"1.2.2"}]',
    "path: '$[*].v', samples: 1",
    'fail: 1 of 1 failed (it names 2 at `$[*].v`); it should be "1.2.3"',
  ],
  ['an empty list', '[]', "path: '$[*].v', samples: 1", 'fail: 1 of 1 failed (no version at `$[*].v`); it should be "1.2.3"'],
  ['no JSON', '<html>', 'path: $.version, samples: 1', 'fail: 1 of 1 failed (its body is no JSON); it should be "1.2.3"'],
  [
    'nothing that matches',
    '<html>',
    "matches: 'v(.+)', samples: 1",
    'fail: 1 of 1 failed (nothing in its body matches "v(.+)"); it should be "1.2.3"',
  ],
  ['a page', '<html>\n', 'samples: 1', 'fail: 1 of 1 answered "<html>"; it should be "1.2.3"'],
  ['nothing', '', 'samples: 1', 'fail: 1 of 1 answered ""; it should be "1.2.3"'],
])('%s', async (_, body, more, finding) => {
  expect(await look(await copies(body), more)).toEqual([finding]);
});

test('a header', async () => {
  const url = await web((_, response) => response.setHeader('x-version', '1.2.3').end());
  expect(await look(url, 'header: X-Version')).toEqual(['pass: 5 of 5 answered 1.2.3']);
  expect(await look(url, 'header: x-build, samples: 1')).toEqual([
    'fail: 1 of 1 failed (no header `x-build`); it should be "1.2.3"',
  ]);
});

test.each<[string, string, boolean]>([
  ['a1b2c3d', 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', true],
  ['a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', 'A1B2C3D', true],
  ['a1b2c3', 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', false],
  ['a1b2c3e', 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', false],
  ['a1b2c3d-dirty', 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', false],
  ['1.2.3', '1.2.3-rc.1', false],
  ['1234567', '1234567890123456789012345678901234567890', true],
  ['2026112', '20261120', false],
])('%s runs, %s was deployed: %s', async (runs, deployed, same) => {
  const [finding] = await look(await copies(runs), 'samples: 1', deployed);
  expect(finding).toMatch(same ? /^pass/ : /^fail/);
});

test('copies that differ are counted', async () => {
  expect(await look(await copies('1.2.2', '1.2.3', '1.2.2', '1.2.3'), '')).toEqual([
    'fail: 3 of 5 answered 1.2.3, 2 answered 1.2.2; it should be "1.2.3"',
  ]);
  let next = 0;
  const half = await web((_, response) => response.writeHead(next++ % 4 === 0 ? 503 : 200).end('1.2.3'));
  expect(await look(half, '')).toEqual(['fail: 3 of 5 answered 1.2.3, 2 failed (answered 503); it should be "1.2.3"']);
});

test('each sample has a connection of its own', async () => {
  let connections = 0;
  const to = await raw(socket => {
    connections += 1;
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\n1.2.3'));
  });
  expect(await look(`http://${to}/`, 'samples: 20')).toEqual(['pass: 20 of 20 answered 1.2.3']);
  expect(connections).toBe(20);
});

test('nobody there', async () => {
  const to = await nobody();
  expect(await look(`http://${to}/`, 'samples: 2')).toEqual([
    `fail: 2 of 2 failed (${to} refuses connections); it should be "1.2.3"`,
  ]);
});

test('what cannot be meant is refused', () => {
  const url = 'url: https://example.org/';
  const wrong = [
    `{ ${url} }`,
    `{ ${url}, is: '1', path: version }`,
    `{ ${url}, is: '1', matches: version }`,
    `{ ${url}, is: '1', matches: '(?:v).' }`,
    `{ ${url}, is: '1', path: $.version, header: x-version }`,
    `{ ${url}, is: '1', samples: 0 }`,
    `{ ${url}, is: 1.2 }`,
    'https://example.org/',
  ];
  expect(wrong.flatMap(one => mistakes(`- version: ${one}`))).toMatchInlineSnapshot(`
    [
      "1:3 \`infrastructure[0].version.is\` is missing; it has to be text from 1 to 200 characters.",
      "1:56 \`infrastructure[0].version.path\` is no path that can be read, such as \`$.build.version\`.",
      "1:59 \`infrastructure[0].version.matches\` has no group for what it finds, as in \`version (\\S+)\`.",
      "1:59 \`infrastructure[0].version.matches\` has no group for what it finds, as in \`version (\\S+)\`.",
      "1:12 \`infrastructure[0].version\` has to say in one way where the version stands: \`path\`, \`matches\` or \`header\`; without, it is the whole body.",
      "1:59 \`infrastructure[0].version.samples\` has to be a whole number from 1 to 20, not \`0\`.",
      "1:45 \`infrastructure[0].version.is\` has to be text from 1 to 200 characters; put quotes round \`1.2\` to make it text.",
      "1:12 \`infrastructure[0].version\` has to be a map with \`url\`, \`headers\`, \`auth\`, \`redirects\`, \`ca\`, \`family\`, \`is\`, \`path\`, \`matches\`, \`header\` and \`samples\`, not \`https://example.org/\`.",
    ]
  `);
});
