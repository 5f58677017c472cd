import { expect, test } from 'vitest';
import { mistakes } from '../../../../test/checks.ts';

const wrong = (...settings: string[]): string[] =>
  settings.flatMap(one => mistakes(`- http: ${one}`).map(says => says.replace(/^\d+:\d+ /, '')));
const at = 'url: https://example.org/';

test('what is asked', () => {
  expect(
    wrong(
      'example.org',
      'ftp://example.org/',
      'https://alice:secret@example.org/',
      '{ path: / }',
      `{ ${at}, method: GETS }`,
      `{ ${at}, method: CONNECT }`,
      `{ ${at}, redirects: 21 }`,
      `{ ${at}, family: 5 }`,
      `{ ${at}, ca: /etc/ca.pem }`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "\`infrastructure[0].http\` has to be an address without a password in it, such as \`https://example.org/health\` or a map with \`url\`, \`headers\`, \`auth\`, \`redirects\`, \`ca\`, \`family\`, \`method\`, \`body\`, \`status\`, \`matches\`, \`lacks\`, \`json\` and 6 more, not \`example.org\`.",
      "\`infrastructure[0].http\` has to be an address without a password in it, such as \`https://example.org/health\` or a map with \`url\`, \`headers\`, \`auth\`, \`redirects\`, \`ca\`, \`family\`, \`method\`, \`body\`, \`status\`, \`matches\`, \`lacks\`, \`json\` and 6 more, not \`ftp://example.org/\`.",
      "\`infrastructure[0].http\` has to be an address without a password in it, such as \`https://example.org/health\` or a map with \`url\`, \`headers\`, \`auth\`, \`redirects\`, \`ca\`, \`family\`, \`method\`, \`body\`, \`status\`, \`matches\`, \`lacks\`, \`json\` and 6 more, not \`https://alice:secret@example.org/\`.",
      "\`infrastructure[0].http.url\` is missing; it has to be an address without a password in it, such as \`https://example.org/health\`.",
      "\`infrastructure[0].http.path\` is not a setting; the settings here are \`url\`, \`headers\`, \`auth\`, \`redirects\`, \`ca\`, \`family\`, \`method\`, \`body\`, \`status\`, \`matches\`, \`lacks\`, \`json\` and 6 more.",
      "\`infrastructure[0].http.method\` has to be \`GET\`, \`HEAD\`, \`POST\`, \`PUT\`, \`PATCH\`, \`DELETE\` or \`OPTIONS\`, not \`GETS\`; did you mean \`GET\`?",
      "\`infrastructure[0].http.method\` has to be \`GET\`, \`HEAD\`, \`POST\`, \`PUT\`, \`PATCH\`, \`DELETE\` or \`OPTIONS\`, not \`CONNECT\`.",
      "\`infrastructure[0].http.redirects\` has to be a whole number from 0 to 20, not \`21\`.",
      "\`infrastructure[0].http.family\` has to be \`any\`, \`4\`, \`6\` or \`both\`, not \`5\`.",
      "\`infrastructure[0].http.ca\` has to be the path of a file in the repository, such as \`deploy/ca.pem\`, not \`/etc/ca.pem\`.",
    ]
  `);
});

test('secrets and headers', () => {
  expect(
    wrong(
      `{ ${at}, headers: { Authorization: Bearer abc } }`,
      `{ ${at}, headers: { cookie: { from: COOKIE }, x-api-key: abc } }`,
      `{ ${at}, headers: { transfer-encoding: chunked } }`,
      `{ ${at}, headers: { 'x key': a } }`,
      `{ ${at}, headers: { x-key: "a\\nb" } }`,
      `{ ${at}, headers: { x-key: { form: KEY } } }`,
      `{ ${at}, auth: { basic: { user: alice } } }`,
      `{ ${at}, auth: { bearer: abc-def } }`,
      `{ ${at}, auth: { bearer: TOKEN, basic: { user: alice, password: PASSWORD } } }`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "\`infrastructure[0].http.headers\` holds a secret; name the variable of the environment that holds it, as in \`{ from: API_KEY }\`.",
      "\`infrastructure[0].http.headers\` holds a secret; name the variable of the environment that holds it, as in \`{ from: API_KEY }\`.",
      "\`infrastructure[0].http.headers\` names a header that says how the request is framed, which is written for you.",
      "\`infrastructure[0].http.headers.x key\` has a name that does not work; it has to be the name of a header.",
      "\`infrastructure[0].http.headers.x-key\` has to be text of one line, without emoji or a map with \`from\`, not \`a b\`.",
      "\`infrastructure[0].http.headers.x-key.from\` is missing; it has to be the name of a variable of the environment, such as \`API_TOKEN\`.",
      "\`infrastructure[0].http.headers.x-key.form\` is not a setting; did you mean \`from\`?",
      "\`infrastructure[0].http.auth.basic.password\` is missing; it has to be the name of a variable of the environment, such as \`API_TOKEN\`.",
      "\`infrastructure[0].http.auth.bearer\` has to be the name of a variable of the environment, such as \`API_TOKEN\`, not \`abc-def\`.",
      "\`infrastructure[0].http.auth\` has to be \`basic\` or \`bearer\`.",
    ]
  `);
});

test('what is wanted of the answer', () => {
  expect(
    wrong(
      `{ ${at}, status: 99 }`,
      `{ ${at}, status: 2XX }`,
      `{ ${at}, status: [] }`,
      `{ ${at}, matches: '(' }`,
      `{ ${at}, matches: [] }`,
      `{ ${at}, json: {} }`,
      `{ ${at}, json: { status: ok } }`,
      `{ ${at}, json: { $.status: { is: ok } } }`,
      `{ ${at}, json: { $.status: { matches: '(' } } }`,
      `{ ${at}, json: { $.status: [ok] } }`,
      `{ ${at}, json: { $.status: } }`,
      `{ ${at}, size: 10 }`,
      `{ ${at}, faster_than: 1 second }`,
      `{ ${at}, faster_then: 1s }`,
      `{ ${at}, ends_at: https://example.org/home }`,
      `{ ${at}, method: HEAD, matches: ok }`,
      `{ ${at}, method: HEAD, size: 1KB }`,
      `{ ${at}, has_headers: {} }`,
      `{ ${at}, headers: {} }`,
      `{ ${at}, has_headers: { x-frame-options: [DENY] } }`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "\`infrastructure[0].http.status\` has to be a whole number from 100 to 599, a range such as \`2xx\` or \`200-204\` or a list from 1 to 50 entries, each entry a whole number from 100 to 599 or a range such as \`2xx\` or \`200-204\`; put quotes round \`99\` to make it text.",
      "\`infrastructure[0].http.status\` has to be a whole number from 100 to 599, a range such as \`2xx\` or \`200-204\` or a list from 1 to 50 entries, each entry a whole number from 100 to 599 or a range such as \`2xx\` or \`200-204\`, not \`2XX\`.",
      "\`infrastructure[0].http.status\` has to be a whole number from 100 to 599, a range such as \`2xx\` or \`200-204\` or a list from 1 to 50 entries, each entry a whole number from 100 to 599 or a range such as \`2xx\` or \`200-204\`; this has 0.",
      "\`infrastructure[0].http.matches\` is no regular expression that can be read.",
      "\`infrastructure[0].http.matches\` has to be a regular expression such as \`^ok$\` or a list from 1 to 50 entries, each entry a regular expression such as \`^ok$\`; this has 0.",
      "\`infrastructure[0].http.json\` names no path.",
      "\`infrastructure[0].http.json.status\` has a name that does not work; it has to be a path such as \`$.status\`, \`$.replicas[0].state\` or \`$.replicas[*].state\`.",
      "\`infrastructure[0].http.json.$.status.matches\` is missing; it has to be a regular expression such as \`^ok$\`.",
      "\`infrastructure[0].http.json.$.status.is\` is not a setting; the settings here are \`matches\`, \`exists\` and \`equals\`.",
      "\`infrastructure[0].http.json.$.status.matches\` is no regular expression that can be read.",
      "\`infrastructure[0].http.json.$.status\` has to be \`true\`, \`false\`, text, a number, a map with \`matches\`, a map with \`exists\` or a map with \`equals\`, not a list.",
      "\`infrastructure[0].http.json.$.status.matches\` is missing; it has to be a regular expression such as \`^ok$\`.",
      "\`infrastructure[0].http.size\` has to be a size such as \`20KB\` or \`1MB\`; put quotes round \`10\` to make it text.",
      "\`infrastructure[0].http.faster_than\` has to be a time such as \`500ms\`, \`10s\` or \`5m\`, not \`1 second\`.",
      "\`infrastructure[0].http.faster_then\` is not a setting; did you mean \`faster_than\`?",
      "\`infrastructure[0].http\` has \`ends_at\`, but follows no redirects; say how many with \`redirects\`.",
      "\`infrastructure[0].http\` asks with \`HEAD\`, whose answer has no body to look through or to measure.",
      "\`infrastructure[0].http\` asks with \`HEAD\`, whose answer has no body to look through or to measure.",
      "\`infrastructure[0].http.has_headers\` names no header.",
      "\`infrastructure[0].http.headers\` names no header.",
      "\`infrastructure[0].http.has_headers.x-frame-options\` has to be a regular expression such as \`^ok$\`, not a list.",
    ]
  `);
});

test('what is well', () => {
  expect(
    wrong(
      'https://example.org',
      'http://[::1]:8080/health?deep=1#top',
      "'{{base}}/health'",
      `{ ${at}, status: [200, 2xx, 301-303], json: { '$.a[0]["b c"]': { equals: null }, $.ok: true } }`,
      `{ ${at}, ends_at: '{{base}}/home', redirects: 3, auth: { bearer: TOKEN } }`,
    ).filter(says => !says.includes('is filled in by nothing')),
  ).toEqual([]);
});
