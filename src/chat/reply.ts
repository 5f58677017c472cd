/** Makes one decision, with one comment, of all that came of what somebody said. */
import { type Decision, decided } from '../core/decision.ts';
import type { Effect } from '../core/effect.ts';
import { type Ran, recorded } from '../store/commands.ts';
import { notRun } from './messages.ts';
import type { Answered } from './settle.ts';
import type { Speech } from './speech.ts';

interface Given {
  speech: Speech;
  about: string;
  answers: Answered[];
  /** What was said, for the keys of what we say to it. */
  id: string;
}

/** Whatever the commands changed has been written already. */
export function together({ speech, about, answers, id }: Given): Decision {
  const outcomes = answers.flatMap(({ outcome }) => outcome ?? []);
  const anyRefused = answers.some(({ how }) => how === 'refused');
  return decided({
    about,
    actor: speech.actor.login,
    outcome: anyRefused ? 'refused' : 'done',
    reasons: { says: about, holds: !anyRefused, because: outcomes.flatMap(({ reasons }) => reasons ?? []) },
    changes: [recorded(rowsFor(speech, answers))],
    effects: [...outcomes.flatMap(({ effects }) => effects ?? []), ...replies(speech, answers, id)],
    raises: outcomes.flatMap(({ raises }) => raises ?? []),
  });
}

export function rowsFor({ actor, repository, whole }: Speech, answers: Pick<Answered, 'id' | 'name' | 'how'>[]): Ran[] {
  return answers.map(({ id, name, how }) => ({ id, name, actor: actor.id, repository: repository.id, outcome: how, whole }));
}

function replies(speech: Speech, answers: Answered[], id: string): Effect[] {
  const planned = { repository: speech.repository, lane: 'answer', key: `answer:${id}` } as const;
  const body = sentences(answers).join('\n\n');
  const sign = answers.some(({ how }) => how === 'refused') ? speech.sign : null;
  const confused = sign === null ? null : ({ node: sign, content: 'confused' } as const);
  if (body === '') return confused ? [{ ...planned, kind: 'react', ...confused }] : [];
  if (speech.comment !== null) {
    return [{ ...planned, kind: 'edit', comment: speech.comment, body, ...(confused ? { sign: confused } : {}) }];
  }
  const { node, subject } = speech.place;
  const post = { ...planned, kind: 'comment', on: subject.number, body } as const;
  return [confused ? { ...post, sign: { ...confused, thread: node } } : post];
}

/** A question says itself what waits for its answer. */
function sentences(answers: Answered[]): string[] {
  const says = answers.flatMap(({ outcome }) => outcome?.reply?.says || []);
  const skipped = answers.filter(({ how }) => how === 'skipped').map(({ text }) => text);
  return skipped.length === 0 || answers.some(({ how }) => how === 'asked') ? says : [...says, notRun(skipped)];
}
