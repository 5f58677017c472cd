/** What a command answers, without a server: the line is read as in a comment, GitHub and rows answer what the test says they do. */
import { lineOf } from '../src/chat/lex.ts';
import { parse } from '../src/chat/parse.ts';
import type { Command, Invocation } from '../src/core/command.ts';
import type { Ask } from '../src/core/feature.ts';
import { askOf } from './asking.ts';

const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };

/** Alice, who may write, in issue #1 of `acme/web`. */
const invocation: Invocation = {
  ...{ id: 'comment:1:0', actor: { id: 1, login: 'alice', bot: false }, role: 'write', repository, at: new Date(0) },
  place: {
    subject: { kind: 'issue', number: 1 },
    node: 'I_1',
    author: null,
    pull: null,
    main: null,
    fileBlob: null,
    asked: [],
    workflows: [],
  },
  ...{ sign: null, comment: null, prefix: '/', file: { present: true, problems: [], read: () => undefined } },
};

interface Given {
  invocation?: Partial<Invocation>;
  ask?: Partial<Omit<Ask, 'github'>>;
  now?: Date;
}

/** Throws where the line is none of the command's; null: it says nothing. */
export async function replyTo(
  command: Command,
  text: string,
  { ask = {}, now = new Date(0), ...more }: Given = {},
): Promise<string | null> {
  const line = lineOf(text, 1);
  const read = line && parse(line, { args: command.args, more: {}, known: { environments: ['prerelease', 'prod'] } });
  if (read?.kind !== 'values') throw new Error(`${text} is not understood`);
  const spoken = { invocation: { ...invocation, ...more.invocation }, args: read.args, more: read.more };
  const ready = await command.prepare(spoken, askOf(repository, ask));
  return (await ready.decide({ transaction: Symbol('none') }, now)).reply?.says ?? null;
}
