/** The arguments of words about locks: one environment or all of them, and a time that only a time is taken for. */
import { type Arg, arg } from '../../../core/args.ts';
import type { TeamFile } from '../../../core/file.ts';
import { nearest } from '../../../text/nearest.ts';
import { lockOf, mayDeploy } from '../commands/deploy.ts';
import { environmentsOf } from '../config.ts';
import { everywhere } from './lock.ts';

const every = 'all';
const one = arg.environment();

/** With a single environment there is nothing to choose, and `all` is understood all the same. */
export const oneOrAll: Arg<string> = {
  ...one.says('one, or `all` of them'),
  shape: 'env|all',
  choices: ({ environments }) => (environments.length > 1 ? [...environments, every] : environments),
  read(word, known) {
    if (word.toLowerCase() === every) return { ok: true, value: every };
    const read = one.read(word, known);
    return read.ok ? read : { ...read, near: nearest(word, [...known.environments, every]) };
  },
};

/** `2 servers are down` is a reason. */
export const forHowLong: Arg<number | undefined> = {
  ...arg.duration().optional().says('after that it ends by itself'),
  mayBe: word => /^(?:\d{1,4}[smhdw])+$/i.test(word),
};

export const environmentOf = (said: string): string | null => (said === every ? null : said);

/**
 * `all` is for whoever may deploy to any of them: a lock only ever keeps deploys out, and who sees that something is wrong has to be able
 * to say so at once, wherever their own part is. It is undone with a word, by any of the same people, and tells whose it is. What one
 * environment alone is locked with, `all` does not lift.
 */
export const mayLock = (file: TeamFile, said: string | undefined) =>
  mayDeploy(file, said === undefined ? undefined : (environmentOf(said) ?? undefined));

/** For all: those of each environment, so that nothing there is decided meanwhile. */
export const scopesOf = (repository: number, file: TeamFile, environment: string | null): string[] =>
  environment === null
    ? [everywhere, ...Object.keys(environmentsOf(file))].map(name => lockOf(repository, name))
    : [lockOf(repository, environment)];
