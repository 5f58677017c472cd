/** Every sentence of a nudge. Who is called is mentioned; all other names stand in code spans, where a mention is none. */
import { list } from '../../../config/words.ts';
import type { Person } from '../../../core/event.ts';
import { code } from '../../../text/inert.ts';
import { workedBetween, workedWords } from '../../../time/work-time.ts';
import type { Round } from '../act.ts';
import type { Row } from '../row.ts';
import type { Move, Why } from '../turns/turn.ts';
import type { Called } from './calling.ts';
import type { TeamName } from './help.ts';
import type { Proposal } from './proposals.ts';
import { sinceWords } from './since.ts';

export interface Said {
  row: Row;
  turn: Move;
  called: Called;
  proposals: Proposal[];
  /** When it was said first: what has passed since then is no news. */
  at: Date;
}
type Here = Pick<Round, 'config' | 'prefix'>;

export function nudge(said: Said, here: Here): string {
  switch (said.turn.of) {
    case 'review':
      return review(said, here);
    case 'answer':
      return answer(said, here);
    case 'merge':
      return merge(said, here);
    case 'ask':
      return ask(said, here);
  }
}

function review({ row, turn, called, at }: Said, here: Here): string {
  const waited = `${whoWaits(row)} has waited ${waitedFor(turn, called, at, here)}`;
  const others = notCalled(turn, called);
  const mine = called.people.some(one => turn.people.some(({ id }) => id === one.id));
  if (here.config.volunteers) {
    const whose = mine ? '' : ` for a review${others.length > 0 ? ` by ${list(others, 'or')}` : ''}`;
    return `${greeting(called, mine ? others : [])}${waited}${whose}. No hurry; ${word(here, 'handover @x')} or ${word(here, 'snooze 7d')} if it is not for you.`;
  }
  const next = `Review it, ${word(here, 'handover @x')}, or ${word(here, 'snooze 2d')}.`;
  if (mine) return `${greeting(called, others)}${waited} for your review ${extent(row)}. ${next}`;
  const whose = others.length > 0 ? `a review by ${list(others, 'or')}` : 'a review';
  return `${greeting(called)}${waited} for ${whose} ${extent(row)}. ${next}`;
}

function answer({ turn, called, at }: Said, here: Here): string {
  const [first, ...more] = turn.why.map(reasonOf);
  const since = sinceWords(turn.since, at, here.config.calendarOf(called.people[0]?.login ?? null).timezone);
  const all = sentence([`${first} ${since}`, ...more]);
  if (turn.why[0].because === 'stuck') {
    const next = here.config.volunteers
      ? `No hurry; ${word(here, 'snooze 7d')} keeps me quiet.`
      : `See what it waits for, or ${word(here, 'snooze 2d')}.`;
    return `${greeting(called, notCalled(turn, called))}${all}, and nothing else keeps this from being merged. ${next}`;
  }
  const next = here.config.volunteers
    ? 'No hurry; make it a draft and I stay quiet.'
    : 'Push, reply, or make it a draft and I stay quiet.';
  return `${greeting(called, notCalled(turn, called))}${all}. ${next}`;
}

const sentence = (parts: string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}`;

function reasonOf(why: Why): string {
  switch (why.because) {
    case 'changes':
      return `the changes that ${code(why.by.login)} asked for wait for you`;
    case 'threads': {
      const by = why.by.length === 0 ? '' : ` by ${list(why.by.map(nameOf), 'and', 3)}`;
      return why.count === 1 ? `a thread${by} waits for you` : `${why.count} threads${by} wait for you`;
    }
    case 'question':
      return `a question by ${code(why.by.login)} waits for you`;
    case 'red':
      return `${checks(why.checks)} ${why.checks.length === 1 ? 'is' : 'are'} red`;
    case 'stuck':
      return `${checks(why.checks)} ${why.checks.length === 1 ? 'has' : 'have'} not ended`;
    case 'conflict':
      return 'there is a conflict to resolve';
    case 'more reviews':
      return 'it needs another review';
    case 'asked':
    case 'asked again':
    case 'ready':
    case 'answered':
    case 'approved':
    case 'dismissed':
    case 'nobody asked':
      return 'this waits for you';
  }
}

function merge({ row, turn, called, at }: Said, here: Here): string {
  const since = sinceWords(turn.since, at, here.config.calendarOf(called.people[0]?.login ?? null).timezone);
  const by = turn.why.flatMap(why => (why.because === 'approved' ? why.by : []));
  const others = by.filter(one => !called.people.some(({ id }) => id === one.id));
  const green = row.green ? ' and green' : '';
  const next = `Merge it, or ${word(here, here.config.volunteers ? 'snooze 7d' : 'snooze 2d')}.${here.config.volunteers ? ' No hurry.' : ''}`;
  // Whose turn it was may not merge, so whoever approved is asked to.
  const lent = !turn.people.some(one => called.people.some(({ id }) => id === one.id)) && turn.people.length > 0;
  if (lent)
    return `${greeting(called)}you have approved this, and ${list(turn.people.map(nameOf), 'and', 3)} may not merge it. It is approved${green} ${since}. ${next}`;
  const whom = others.length === 0 ? '' : ` by ${list(others.map(nameOf), 'and', 3)}`;
  return `${greeting(called, notCalled(turn, called))}this is approved${whom}${green} ${since}. ${next}`;
}

function ask({ row, turn, called, proposals, at }: Said, here: Here): string {
  const since = sinceWords(turn.since, at, here.config.calendarOf(called.people[0]?.login ?? null).timezone);
  const what = lacks(turn.why[0], since);
  const [first] = proposals;
  const hurry = here.config.volunteers ? ' No hurry.' : '';
  const who = first
    ? `It could be ${list(proposals.map(proposed), 'or')}: ${word(here, `handover @${first.person.login}`)} asks for the review.`
    : `${word(here, 'handover @x')} asks for a review.`;
  return `${greeting(called)}${what} ${extent(row)}. ${who}${hurry}`;
}

function lacks(why: Why, since: string): string {
  switch (why.because) {
    case 'dismissed':
      return `nobody has been asked for another review ${since}, and the ${why.by.length === 1 ? 'one' : 'ones'} by ${list(why.by.map(nameOf), 'and', 3)} ${why.by.length === 1 ? 'was' : 'were'} dismissed`;
    case 'more reviews':
      return `this has needed another review ${since}, and nobody is asked for one`;
    default:
      return `nobody has been asked to review this ${since}`;
  }
}

function proposed({ person, owns, worked }: Proposal): string {
  const reasons = [...(owns === null ? [] : [`owns ${code(owns)}`]), ...(worked ? ['worked on these files last'] : [])];
  return reasons.length === 0 ? code(person.login) : `${code(person.login)} (${reasons.join(', ')})`;
}

/** To the team, once. `heardAt` null: nobody could be called. */
export function escalation({ row, turn, called, at }: Said, heardAt: Date | null, team: TeamName, here: Here): string {
  const heard = heardAt ? `, who heard of it ${worked(heardAt, at, null, here)} ago` : '';
  const whose = list([...turn.people.map(nameOf), ...turn.teams.map(teamName)], 'and', 3);
  const waited = worked(turn.since, at, null, here);
  const snooze = word(here, here.config.volunteers ? 'snooze 7d' : 'snooze 2d');
  const somebody = called.people.length === 0 ? 'somebody' : `you or somebody else of ${teamName(team)}`;
  const hello = called.people.length > 0 || called.team ? greeting(called) : `${teamName(team)}, `;
  switch (turn.of) {
    case 'review':
      return `${hello}${whoWaits(row)} has waited ${waited} for a review by ${whose}${heard} ${extent(row)}. Can ${called.people.length === 0 ? 'somebody else' : somebody} take it? ${word(here, 'handover @x')} hands it on, ${snooze} keeps me quiet.`;
    case 'answer':
      if (turn.why[0].because === 'stuck')
        return `${hello}${reasonOf(turn.why[0])} for ${waited}, and nothing else keeps this from being merged.${heardAt ? ` ${whose} heard of it ${worked(heardAt, at, null, here)} ago.` : ''} Can ${somebody} see what it waits for? ${snooze} keeps me quiet.`;
      return `${hello}this has waited ${waited} for an answer by ${whose}${heard}. Can ${somebody} take it over? ${snooze} keeps me quiet.`;
    case 'merge':
      return `${hello}this is approved${row.green ? ' and green' : ''}, and has waited ${waited} to be merged by ${whose}${heard}. Can ${somebody} merge it? ${snooze} keeps me quiet.`;
    case 'ask':
      return `${hello}this has waited ${waited}, and nobody is asked to review it ${extent(row)}. Can ${somebody} take it? ${word(here, 'handover @x')} asks for the review, ${snooze} keeps me quiet.`;
  }
}

const checks = (names: string[]): string =>
  list(
    names.map(name => code(name)),
    'and',
    3,
  );
const nameOf = ({ login }: Person): string => code(login);
const teamName = ({ organisation, slug }: TeamName): string => code(`${organisation}/${slug}`, 150);
const word = ({ prefix }: Here, text: string): string => code(prefix + text);
const whoWaits = ({ author }: Row): string => (author ? code(author.login) : 'this');

/** Ends where the sentence goes on; empty where nobody is called. */
function greeting({ people, team }: Called, others: string[] = []): string {
  const names = [...people.map(({ login }) => `@${login}`), ...(team ? [`@${team.organisation}/${team.slug}`] : [])];
  const also = others.length === 0 || names.length === 0 ? '' : ` (and ${list(others, 'and', 3)})`;
  return names.length === 0 ? '' : `${names.join(' and ')}${also}, `;
}

/** Whose turn it is as well. */
const notCalled = ({ people, teams }: Move, called: Called): string[] => [
  ...people.filter(one => !called.people.some(({ id }) => id === one.id)).map(nameOf),
  ...teams.filter(({ slug }) => slug !== called.team?.slug).map(teamName),
];

const waitedFor = ({ since }: Move, { people }: Called, at: Date, here: Here): string =>
  worked(since, at, people[0]?.login ?? null, here);
const worked = (from: Date, to: Date, login: string | null, { config }: Here): string =>
  workedWords(workedBetween(from, to, config.calendarOf(login)), config.calendarOf(login));

function extent({ size: { additions, deletions, files }, green }: Row): string {
  const count = (number: number) => number.toLocaleString('en');
  const parts = `+${count(additions)} −${count(deletions)} in ${count(files)} ${files === 1 ? 'file' : 'files'}`;
  return `(${parts}${green ? ', green' : ''})`;
}
