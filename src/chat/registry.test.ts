import { expect, test } from 'vitest';
import { answer, command } from '../core/command.ts';
import { registry } from './registry.ts';

const named = (name: string) =>
  command({ name, summary: '', who: 'read', examples: [], acts: false, decide: () => ({ reply: answer('') }) });
const known = registry([named('ping'), named('deploy')]);

test('commands are found by name, in any case', () => {
  expect(known.find('PING')?.name).toBe('ping');
  expect(known.find('pin')).toBeNull();
  expect(known.find('constructor')).toBeNull();
});

test.each([
  ['pnig', 'ping'],
  ['pin', 'ping'],
  ['pingg', 'ping'],
  ['Deplyo', 'deploy'],
  ['lgtm', undefined],
  ['pi', undefined],
  ['approve', undefined],
])('one slip away from %s is %s', (said, name) => {
  expect(known.near(said)?.name).toBe(name);
});

test('a command that does not pass is not near', () => {
  expect(known.near('pin', one => one.name !== 'ping')).toBeNull();
});

test('two commands of one name do not start', () => {
  expect(() => registry([named('ping'), named('Ping')])).toThrow(
    'two commands are called `Ping`: rename one of them in its feature',
  );
});
