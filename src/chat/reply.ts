/** Makes one decision, with one comment, of all commands in a comment. */
import { type Change, type Decision, decided } from '../core/decision.ts';
import type { Effect } from '../core/effect.ts';
import type { Ran } from '../store/commands.ts';
import type { Answered } from './answer.ts';
import { notRun } from './messages.ts';
import type { Said } from './said.ts';

export function together(
  said: Said,
  about: Pick<Decision, 'about' | 'actor'>,
  answers: Answered[],
  recorded: (commands: Ran[]) => Change,
): Decision {
  const outcomes = answers.flatMap(({ outcome }) => outcome ?? []);
  const anyRefused = outcomes.some(({ reply }) => reply.refused);
  return decided({
    ...about,
    outcome: anyRefused ? 'refused' : 'done',
    reasons: { says: about.about, holds: !anyRefused, because: outcomes.flatMap(({ reasons }) => reasons ?? []) },
    changes: [recorded(rowsFor(said, answers)), ...outcomes.flatMap(({ changes }) => changes ?? [])],
    effects: [...outcomes.flatMap(({ effects }) => effects ?? []), ...replies(said, answers, anyRefused)],
    raises: outcomes.flatMap(({ raises }) => raises ?? []),
  });
}

function rowsFor({ heard, repository }: Said, answers: Answered[]): Ran[] {
  return answers.map(({ id, name, outcome }) => ({
    id,
    name,
    actor: heard.author.id,
    repository: repository.id,
    outcome: outcome === null ? 'skipped' : outcome.reply.refused ? 'refused' : 'done',
  }));
}

function replies({ repository, heard, prefix }: Said, answers: Answered[], anyRefused: boolean): Effect[] {
  const planned = { repository, lane: 'answer' } as const;
  const skipped = answers.filter(({ outcome }) => outcome === null).map(({ name }) => prefix + name);
  const says = answers.flatMap(({ outcome }) => outcome?.reply.says || []);
  if (skipped.length > 0) says.push(notRun(skipped));
  const body = says.join('\n\n');
  const answer = { ...planned, kind: 'comment', key: `answer:${heard.node}`, on: heard.subject.number, body } as const;
  const sign = { ...planned, kind: 'react', key: `react:${heard.node}:confused`, node: heard.node, content: 'confused' } as const;
  return [...(anyRefused ? [sign] : []), ...(body === '' ? [] : [answer])];
}
