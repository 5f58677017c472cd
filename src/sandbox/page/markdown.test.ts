import { expect, test } from 'vitest';
import { renderMarkdown } from './markdown.ts';
import { ticked } from './tasks.ts';

const around = {
  ticks: true,
  person: (login: string) => (login === 'alice' ? '/alice' : null),
  thread: (number: number) => (number === 5 ? '/acme/web/pull/5' : null),
};
const shown = (text: string) => renderMarkdown(text, around).trim();

test.each([
  ['a script', '<script>alert(1)</script>', ''],
  ['a script that never ends', 'a <script>alert(1)', '<p>a </p>'],
  ['a script in capitals', '<SCRIPT src=//x.example></SCRIPT>hello', 'hello'],
  ['a style', '<style>body { display: none }</style>', ''],
  ['a handler', '<b onclick="alert(1)">bold</b>', '<p><b>bold</b></p>'],
  ['a handler on an element that opens', '<details open ontoggle=alert(1)>x</details>', '<details open>x</details>'],
  ['a picture with a handler', '<img src=x onerror=alert(1)>', '<span class="picture">picture</span>'],
  ['a picture elsewhere', '![a cat](https://x.example/cat.png)', '<p><span class="picture">a cat</span></p>'],
  ['a frame', '<iframe src="https://x.example"></iframe>', ''],
  ['a form', '<form action="/act/lever"><button name="lever" value="kill">OK</button></form>', 'OK'],
  ['a field', '<input type="text" name="token" value="x">', ''],
  ['a drawing', '<svg onload=alert(1)><path/></svg>', '<p></p>'],
  ['a javascript link', '[x](javascript:alert(1))', '<p><a rel="nofollow noopener">x</a></p>'],
  ['a javascript link in HTML', '<a href="JavaScript:alert(1)">x</a>', '<p><a rel="nofollow noopener">x</a></p>'],
  [
    'one with entities',
    '<a href="java&#115;cript:1">x</a>',
    '<p><a href="java&#x26;#115;cript:1" rel="nofollow noopener">x</a></p>',
  ],
  ['a data link', '[x](data:text/html,<script>)', '<p><a rel="nofollow noopener">x</a></p>'],
  ['a style attribute', '<p style="position:fixed">x</p>', '<p>x</p>'],
  ['a class', '<div class="flash">x</div>', '<div>x</div>'],
  ['an id of ours', '<div id="flash">x</div>', '<div>x</div>'],
  ['a hidden marker', 'x\n\n<!-- shipmate:abc -->', '<p>x</p>'],
  ['a comment that never ends', 'x\n\n<!-- <b>', '<p>x</p>'],
  ['tags that do not match', '<sub>a</sup></sub></div>b', '<p><sub>a</sub>b</p>'],
  ['broken tags', '< script>alert(1)</ script>', '<p>&#x3C; script>alert(1)&#x3C;/ script></p>'],
])('%s is harmless', (_, text, html) => {
  expect(shown(text).replaceAll('\n', '')).toBe(html);
});

test.each([
  ['bold and code', '**a** `b`', '<p><strong>a</strong> <code>b</code></p>'],
  ['a mention of somebody', 'ask @alice.', '<p>ask <a href="/alice" class="user-mention">@alice</a>.</p>'],
  ['a mention of nobody', 'ask @nobody', '<p>ask @nobody</p>'],
  ['a mention in code', '`@alice`', '<p><code>@alice</code></p>'],
  ['an address', 'write to bob@alice', '<p>write to bob@alice</p>'],
  ['a reference', 'see #5 and #6', '<p>see <a href="/acme/web/pull/5" class="issue-link">#5</a> and #6</p>'],
  [
    'something folded',
    '<details>\n<summary>Log</summary>\n\n**end**\n\n</details>',
    '<details><summary>Log</summary><p><strong>end</strong></p></details>',
  ],
  ['small letters', 'H<sub>2</sub>O', '<p>H<sub>2</sub>O</p>'],
])('%s is shown as on GitHub', (_, text, html) => {
  expect(shown(text).replaceAll('\n', '')).toBe(html);
});

test('boxes can be ticked by those who may, and carry their place', () => {
  const text = '- [x] one\n- [ ] two';
  expect(shown(text)).toContain('<input type="checkbox" class="task-list-item-checkbox" data-task="1" aria-label="Task 2">');
  expect(renderMarkdown(text)).toContain('disabled');
});

test.each([
  ['the first', '- [ ] a\n- [ ] b', 0, true, '- [x] a\n- [ ] b'],
  ['one that is ticked', '- [ ] a\n- [x] b', 1, false, '- [ ] a\n- [ ] b'],
  ['one inside another', '- [ ] a\n  - [ ] b', 1, true, '- [ ] a\n  - [x] b'],
  ['one after a code block with a box', '```\n- [ ] no\n```\n\n* [ ] yes', 0, true, '```\n- [ ] no\n```\n\n* [x] yes'],
  ['one that is not there', '- [ ] a', 3, true, null],
])('ticks %s', (_, text, place, checked, after) => {
  expect(ticked(text, place, checked)).toBe(after);
});
