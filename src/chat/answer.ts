/** One command of a comment: whether it may run, and what came of it. */
import type { Command, Outcome } from '../core/command.ts';
import { refuse } from '../core/command.ts';
import type { Reason } from '../core/decision.ts';
import type { Session } from '../core/session.ts';
import { authorise, reaches } from './authorise.ts';
import type { Line } from './lex.ts';
import { didYouMean, strangeSigns, tooOld } from './messages.ts';
import { mistakeIn } from './parse.ts';
import type { Registry } from './registry.ts';
import type { Said } from './said.ts';

/** What came of one line; null when it did not run because one before it was refused. */
export interface Answered {
  id: string;
  name: string;
  outcome: Outcome | null;
}

/** A command that changes something and is decided later than this may meet another world than its author saw. */
const latest = 10 * 60_000;

interface Given {
  line: Line;
  id: string;
  said: Said;
  registry: Registry;
  now: Date;
}

/** Null for a word that is no command to this person. */
export async function answerTo(session: Session, given: Given): Promise<Answered | null> {
  const { line, said, registry, now, id } = given;
  const { name } = line.letters;
  const typed = said.prefix + name;
  const command = registry.find(name);
  if (!command) {
    const near = registry.near(name, one => reaches(said.role, one.who));
    return (
      near && refused({ id, name }, didYouMean(typed, said.prefix + near.name), { says: `no command ${typed}`, holds: false })
    );
  }
  const verdict = authorise({ ...said, author: said.heard.author }, said.apps, { typed, who: command.who });
  if (!verdict.may) return refused({ id, name }, verdict.says, verdict.because);
  const inTheWay = obstacle(line, typed, command, now.getTime() - said.heard.createdAt.getTime());
  if (inTheWay) return refused({ id, name }, inTheWay, { says: inTheWay, holds: false, because: [verdict.because] });

  const { heard, role, file, repository } = said;
  const invocation = { id, actor: heard.author, role, subject: heard.subject, heard, file };
  const outcome = await command.decide(session, { invocation, github: { repository }, now });
  const decided = outcome.reasons ? [verdict.because, outcome.reasons] : [verdict.because];
  return { id, name, outcome: { ...outcome, reasons: { says: typed, holds: !outcome.reply.refused, because: decided } } };
}

function obstacle(line: Line, typed: string, command: Command, age: number): string | null {
  if (line.letters.strange !== null) return strangeSigns(line.letters.strange, typed);
  if (command.acts && age > latest) return tooOld(line.text, age);
  return mistakeIn(line, typed);
}

export function refused(named: Pick<Answered, 'id' | 'name'>, says: string, reasons: Reason): Answered {
  return { ...named, outcome: { reply: refuse(says), reasons } };
}
