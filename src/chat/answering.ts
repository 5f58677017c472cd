/** Answers the commands in a comment, a review or a review comment. Knows no command: they come with the registry. */
import { apps as appsSection, prefix as prefixSection } from '../config/sections.ts';
import { type Change, type Decision, decided } from '../core/decision.ts';
import type { CommentPosted } from '../core/event.ts';
import type { Ask, Handler } from '../core/feature.ts';
import type { Session } from '../core/session.ts';
import { type Ran, ran, recorded } from '../store/commands.ts';
import { type Answered, answerTo, refused } from './answer.ts';
import { isHeard, isStranger } from './authorise.ts';
import { commandLines, mayHoldCommand, mostCommands } from './lex.ts';
import { edited } from './messages.ts';
import type { Registry } from './registry.ts';
import { together } from './reply.ts';
import type { Said } from './said.ts';
import { strangers } from './strangers.ts';

/** How it is known that something has run. */
export interface CommandRows {
  ran(session: Session, ids: string[]): Promise<boolean>;
  recorded(commands: Ran[]): Change;
}

export function answering(registry: Registry, rows: CommandRows = { ran, recorded }): Handler<'CommentPosted'> {
  const known = strangers();

  /** Lines that are a command of ours or one slip away from one; other words are none of our business. */
  const meant = (body: string, prefix: string) =>
    commandLines(body, { prefix }).filter(({ letters: { name } }) => registry.find(name) ?? registry.near(name));

  /** Nothing is asked of GitHub before it is clear that somebody speaks to us. */
  async function listen(event: CommentPosted, { github, file: teamFile }: Ask): Promise<Said | null> {
    if (!mayHoldCommand(event.body) || known.knows(event)) return null;
    const before = await teamFile();
    const apps = before.read(appsSection) ?? [];
    const spoken = meant(event.body, before.read(prefixSection) ?? '/');
    if (!isHeard(event.author, apps) || spoken.length === 0) return null;
    const [heard, role] = await Promise.all([github.heard(event.node), github.role(event.author)]);
    // The payload is a hint: whose words these are, and what they are now, is what GitHub says.
    if (!heard || heard.ours || heard.author.id !== event.author.id) return null;
    // Hearing also told whether the file is still the one we know; only what counts now decides.
    const file = await teamFile();
    const prefix = file.read(prefixSection) ?? '/';
    const lines = meant(heard.body, prefix);
    if (lines.length === 0) return null;
    if (isStranger(role, event.repository)) known.add(event);
    const { node, repository, throughApp } = event;
    // By its node alone: the same signed body may come again under the name of another event.
    const said = { id: `comment:${node}`, edited: heard.edited || !sameText(heard.body, event.body), repository, throughApp };
    return { ...said, heard, role, file, prefix, apps: file.read(appsSection) ?? [], lines };
  }

  async function decide(session: Session, said: Said, now: Date): Promise<Decision> {
    const { heard, role, repository } = said;
    const names = said.lines.map(line => said.prefix + line.letters.name);
    const about = { about: `${names.join(', ')} on #${heard.subject.number}`, actor: heard.author.login };
    const ignored = (says: string) => decided({ ...about, outcome: 'ignored', reasons: { says, holds: false } });

    if (isStranger(role, repository)) return ignored(`${heard.author.login} has ${role}, which is no tie to this repository`);
    if (await rows.ran(session, everyPlace(said.id))) return ignored('this was said before and has run');
    const answers = said.edited ? [takenBack(said)] : await inOrder(session, said, now);
    // One slip away from a command that this person may not use is a word we do not know.
    if (answers.length === 0) return ignored('no command that this person may use');
    return together(said, about, answers, rows.recorded);
  }

  /** A refusal stops the rest: what comes after it was meant to happen after it. */
  async function inOrder(session: Session, said: Said, now: Date): Promise<Answered[]> {
    const answers: Answered[] = [];
    let stopped = false;
    for (const [place, line] of said.lines.entries()) {
      const { name } = line.letters;
      const id = `${said.id}:${place}`;
      const skipped: Answered | null = registry.find(name) && { id, name, outcome: null };
      const answered: Answered | null = stopped ? skipped : await answerTo(session, { line, id, said, registry, now });
      if (answered) answers.push(answered);
      stopped ||= answered?.outcome?.reply.refused ?? false;
    }
    return answers;
  }

  return {
    on: 'CommentPosted',
    async prepare(event, ask) {
      const said = event.type === 'CommentPosted' ? await listen(event, ask) : null;
      if (!said) return null;
      const scope = `thread/${said.repository.id}/${said.heard.subject.number}`;
      return { scope, decide: (session, now) => decide(session, said, now) };
    },
  };
}

/** Others may edit a person's comment, and nobody can tell which of its texts the person meant. */
function takenBack({ id, lines: [first] }: Said): Answered {
  const named = { id: `${id}:0`, name: first?.letters.name ?? '' };
  return refused(named, edited, { says: 'edited after it was posted', holds: false });
}

/** All places, whichever are in use now: an edit moves the commands, and a comment is decided as a whole. */
function everyPlace(id: string): string[] {
  return Array.from({ length: mostCommands }, (_, place) => `${id}:${place}`);
}

function sameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}
