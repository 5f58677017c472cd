import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyIn, marked } from './marker.ts';

const well = (text: string) => text.isWellFormed();

test('what was marked is found again, whatever the text says', () => {
  const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter(well);
  fc.assert(
    fc.property(fc.string(), key, (body, name) => {
      expect(keyIn(marked(body, name))).toBe(name);
    }),
  );
});

test.each(['a--b', '-->', '--!>', '<!-- shipmate:x -->', 'with a space', 'line\nbreak', '%', '%2', '🚀', 'answer:comment:IC_1'])(
  'no key ends the comment that hides it: %s',
  key => {
    const hidden = marked('', key).trim();
    expect(hidden).toMatch(/^<!-- shipmate:\S+ -->$/);
    expect(hidden.slice(4, -3)).not.toContain('--');
    expect(hidden.slice(4, -3)).not.toContain('>');
    expect(keyIn(hidden)).toBe(key);
  },
);

test('a quoted marker before ours is somebody else', () => {
  expect(keyIn(marked('> <!-- shipmate:theirs -->', 'ours'))).toBe('ours');
  expect(keyIn(marked(`\`${marked('x', 'theirs')}\``, 'ours'))).toBe('ours');
  expect(keyIn(marked('an open end <!-- shipmate:', 'ours'))).toBe('ours');
});

test.each([
  '',
  'no marker',
  '<!-- shipmate: -->',
  '<!-- shipmate:%E0%A4%A -->',
  '<!-- shipmate:two words -->',
  '<!--shipmate:x-->',
])('nothing to find: %s', body => expect(keyIn(body)).toBe(null));
