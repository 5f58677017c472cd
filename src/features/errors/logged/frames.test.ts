import { expect, test } from 'vitest';
import { fastest } from '../../../../test/fastest.ts';
import { framesIn } from './frames.ts';

const told = (trace: string) =>
  framesIn(trace).map(({ file, function: name, line, own }) => `${own ? 'own' : 'foreign'} ${name ?? '?'} ${file}:${line}`);

test.each<[string, string, string[]]>([
  [
    'JavaScript',
    `TypeError: x is undefined
    at createUser (src/users.ts:3:5)
    at async file:///srv/app/run.mjs:7:1
    at Object.<anonymous> (/srv/app/node_modules/a/b.js:1:2)
    at node:internal/main:1:1`,
    [
      'own createUser src/users.ts:3',
      'own ? /srv/app/run.mjs:7',
      'foreign Object.<anonymous> /srv/app/node_modules/a/b.js:1',
      'foreign ? node:internal/main:1',
    ],
  ],
  [
    'Python, whose last call is the innermost',
    `Traceback (most recent call last):
  File "app/main.py", line 3, in <module>
    run()
  File "/usr/lib/python3.12/json/decoder.py", line 9, in decode
ValueError: no`,
    ['foreign decode /usr/lib/python3.12/json/decoder.py:9', 'own <module> app/main.py:3'],
  ],
  [
    'Java, which names no folders',
    'java.lang.IllegalStateException: closed\n\tat com.acme.Users.create(Users.java:12)\n\t... 3 more',
    ['foreign com.acme.Users.create Users.java:12'],
  ],
  ['Ruby', "NoMethodError: x\n\tfrom app/users.rb:12:in `create'", ['own create app/users.rb:12']],
  ['PHP', 'PHP Fatal error: x\n#0 src/users.php(12): create()\n#1 {main}', ['own create src/users.php:12']],
  ['none', 'ERROR at createUser (src/users.ts:3:5)', []],
])('frames of %s', (_, trace, frames) => {
  expect(told(trace)).toEqual(frames);
});

test.each(['    at ', '  File "', 'a:1:', '(', '#1 ', ' '])('four thousand characters of %j take no time', text => {
  const trace = `x\n${text.repeat(4_000 / text.length)}`;
  expect(fastest(() => framesIn(trace), 20)).toBeLessThan(20);
});
