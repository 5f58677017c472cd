/** Boxes that act as buttons: a tick in a question of ours goes on with its command, as whoever ticked it. */
import { apps as appsSection, prefix as prefixSection } from '../config/sections.ts';
import { cleared, type Tick, ticksIn } from '../core/boxes.ts';
import { type Decision, decided } from '../core/decision.ts';
import type { CommentEdited } from '../core/event.ts';
import type { Ask, Handler } from '../core/feature.ts';
import type { Place } from '../core/reads.ts';
import type { Session } from '../core/session.ts';
import { ran } from '../store/commands.ts';
import { openIn, type Question, questionOf } from '../store/questions.ts';
import { isHeard } from './authorise.ts';
import { type Declined, goesOn, isOpen, judgedNow, stays } from './continuing.ts';
import { type Judged, judge } from './judge.ts';
import { lineOf } from './lex.ts';
import { changedText, commandGone, twoAtOnce } from './messages.ts';
import type { Registries } from './registry.ts';
import type { Speech } from './speech.ts';
import { standingsOf } from './standing.ts';

/** What the edits come to: each is judged for its own editor, and the first that counts goes on. */
interface Facts {
  question: Question;
  declined: Declined[];
  counts: { id: string; value: string; speech: Speech; judged: Exclude<Judged, { is: 'refused' }> } | null;
  /** The comment does not say any more what we wrote. */
  changed: boolean;
}

export function ticking(registries: Registries): Handler<'CommentEdited'> {
  return {
    on: 'CommentEdited',
    async prepare(event, ask) {
      if (event.type !== 'CommentEdited') return null;
      const facts = await look(event, ask, registries);
      if (!facts) return null;
      const judged = facts.counts?.judged;
      return {
        scope: `thread/${event.repository.id}/${event.subject.number}`,
        locks: judged?.is === 'runs' ? judged.ready.locks : [],
        decide: (session, now) => decide(session, now, event, facts),
      };
    },
  };
}

async function look(event: CommentEdited, ask: Ask, registries: Registries): Promise<Facts | null> {
  const { repository, subject, node } = event;
  const question = await ask.peek(session => openIn(session, { repository: repository.id, number: subject.number, node }));
  const ticked = question && (await ask.github.ticked(node));
  if (!ticked) return null;
  const apps = (await ask.file()).read(appsSection) ?? [];
  const facts: Facts = { question, declined: [], counts: null, changed: !question.written.includes(cleared(ticked.body)) };
  for (const tick of ticksIn(ticked.edits, text => question.written.includes(text))) {
    const id = `tick:${node}:${tick.id}`;
    if (!isHeard(tick.editor, apps) || (await ask.peek(session => ran(session, [id])))) continue;
    const speech = await speechOf(event, ask, registries, ticked.place, tick);
    // What comes of it is shown on the words that asked.
    const continued = { ...speech, comment: question.comment, sign: question.sign };
    const { judged, value } = await judgeTick(id, continued, ask, question, tick);
    if (judged.is !== 'refused') return { ...facts, counts: { id, value, speech: continued, judged } };
    facts.declined.push({ id, name: judged.name, speech, says: judged.says, because: judged.because });
  }
  return facts.declined.length > 0 || facts.changed ? facts : null;
}

async function speechOf(event: CommentEdited, ask: Ask, registries: Registries, place: Place, tick: Tick): Promise<Speech> {
  const [role, file] = await Promise.all([ask.github.role(tick.editor), ask.file()]);
  return {
    actor: tick.editor,
    role,
    repository: event.repository,
    at: tick.at,
    place,
    // Reactions go on somebody's words: a tick is none, and one that did not count says nothing of the question.
    sign: null,
    comment: null,
    file,
    prefix: file.read(prefixSection) ?? '/',
    throughApp: null,
    apps: file.read(appsSection) ?? [],
    whole: false,
    registry: registries.of(file),
    standings: standingsOf(tick.editor, ask),
  };
}

async function judgeTick(id: string, speech: Speech, ask: Ask, question: Question, tick: Tick) {
  const [place, ...others] = tick.places;
  const value = question.options[place ?? -1]?.value ?? '';
  const line = lineOf(question.line);
  const told = line && { id, line, answers: { ...question.answers, [question.argument]: value }, bare: false };
  const judged = told && others.length === 0 ? await judge(told, speech, ask) : null;
  const says = others.length > 0 ? twoAtOnce : commandGone;
  const refused = { is: 'refused', name: line?.letters.name ?? '', says, because: { says, holds: false } } as const;
  return { value, judged: judged ?? refused };
}

async function decide(session: Session, now: Date, event: CommentEdited, facts: Facts): Promise<Decision> {
  const { declined, counts, changed } = facts;
  const what = `${facts.question.heading} on #${event.subject.number}`;
  const ignored = (says: string) => decided({ about: what, outcome: 'ignored', reasons: { says, holds: false } });
  const question = await questionOf(session, facts.question.id);
  if (!isOpen(question, counts?.speech.at ?? event.at)) return ignored('the question was answered before, or has lapsed');
  const ids = [...declined, ...(counts ? [counts] : [])].map(({ id }) => id);
  if (ids.length > 0 && (await ran(session, ids))) return ignored('this edit was judged before');
  if (counts) {
    const about = `${counts.value} ticked by ${counts.speech.actor.login}: ${what}`;
    const decision = await goesOn(session, now, { ...counts, question, about });
    return { ...decision, changes: [...decision.changes, ...judgedNow(declined)] };
  }
  const cause = declined.at(-1)?.id ?? `edit:${event.at.getTime()}:${event.by.id}`;
  return stays({ repository: event.repository, question, about: what, cause, declined, note: changed ? changedText : null });
}
