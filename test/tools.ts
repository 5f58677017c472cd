/** Tools that are not installed here: programs that say what the real ones say, found by the name of theirs. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What it says where its arguments have this among them; `''` for all others. */
type Answers = Record<string, readonly [exit: number, output: string, errors?: string]>;

export interface Tools {
  install(name: string, answers: Answers): Promise<void>;
  /** How each of them was called since the last was installed. */
  calls(): Promise<string[]>;
}

/** From now on they are found before all others. */
export async function toolbox(): Promise<Tools> {
  const folder = await mkdtemp(join(tmpdir(), 'tools-'));
  const log = join(folder, '.calls');
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  return {
    async install(name, answers) {
      await rm(log, { force: true });
      const script = join(folder, name);
      const cases = Object.entries(answers).map(([word, [exit, output, errors = '']]) =>
        [`${word === '' ? '*' : `*' ${word} '*`}) ${printing(output)}`, `${printing(errors)} >&2`, `exit ${exit} ;;`].join('\n'),
      );
      await writeFile(script, ['#!/bin/sh', `echo "${name} $*" >> ${log}`, 'case " $* " in', ...cases, 'esac', ''].join('\n'));
      await chmod(script, 0o755);
    },
    calls: async () => (await readFile(log, 'utf8')).trimEnd().split('\n'),
  };
}

const printing = (text: string): string => `printf '%s' '${text.replaceAll("'", `'\\''`)}'`;
