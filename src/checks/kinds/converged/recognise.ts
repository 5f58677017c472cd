/** Which tool a command is for: by its first words, where it is one plain command of which more can be asked. */
import { basename } from 'node:path';
import type { Command } from '../../shell.ts';
import { ansible } from './ansible.ts';
import { chef } from './chef.ts';
import { helm } from './helm.ts';
import { kubectl } from './kubectl.ts';
import { puppet } from './puppet.ts';
import { salt } from './salt.ts';
import { terraform } from './terraform.ts';
import type { Tool } from './tool.ts';

/** By the names that a file may call them. */
export const tools = { ansible, terraform, kubectl, helm, chef, puppet, salt };
export const toolNames = [
  'ansible',
  'terraform',
  'kubectl',
  'helm',
  'chef',
  'puppet',
  'salt',
] as const satisfies (keyof typeof tools)[];

export const toolOf = (command: Pick<Command, 'run'>): Tool | null => {
  const [first = '', ...others] = wordsOf(command);
  const line = [basename(first), ...others].join(' ');
  return isPlain(command) ? (toolNames.map(name => tools[name]).find(({ begins }) => begins.test(line)) ?? null) : null;
};

export const wordsOf = ({ run }: Pick<Command, 'run'>): string[] => (typeof run === 'string' ? onOneLine(run).split(/\s+/) : run);

/** What is added comes last, so nothing may come behind the command: no pipe, no second command, no remark. */
export const isPlain = ({ run }: Pick<Command, 'run'>): boolean =>
  typeof run !== 'string' || !/[|;&<>()`\n]|(?:^|\s)#|\\$/.test(onOneLine(run).replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, 'x'));

const onOneLine = (run: string): string => run.replaceAll('\\\n', ' ').trim();
