/** What has to be asked before somebody is called: who could review, who of a team knows the files, who may merge. */
import type { Person } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import type { OpenPull } from '../../../core/open-pull.ts';
import { rankOf } from '../../../core/who.ts';
import type { Reminders } from '../config.ts';
import type { Row } from '../row.ts';
import type { Move } from '../turns/turn.ts';
import { heeding } from './calling.ts';
import { type Files, filesOf, leastLoaded, owningTeam } from './files.ts';
import { type Proposal, proposalsFor } from './proposals.ts';

export interface Help {
  /** For somebody who has asked nobody: the least loaded first, at most two. */
  proposals: Proposal[];
  /** Teams whose review is asked for, by their ids. */
  teams: Map<number, TeamHelp>;
  /** Who was asked for a review, and may not even read here any more. */
  lost: Person[];
  /** Who approved and may merge, where those whose turn it is may not; null: they may. */
  mergers: Person[] | null;
  /** Who hears of it when those whose turn it is do nothing. */
  higher: TeamHelp | null;
}

export interface TeamHelp {
  team: TeamName;
  /** Without the author, at most a hundred; null: nobody knows, or there is no such team. */
  members: Person[] | null;
  /** With the author. */
  size: number;
  /** Those of them who worked on these files, the least loaded first. */
  knowing: Person[];
}

export interface TeamName {
  organisation: string;
  slug: string;
}

export interface Helping {
  pull: OpenPull;
  row: Row;
  config: Reminders;
  /** How many pull requests wait for whom. */
  loads: Map<number, number>;
  optedOut: ReadonlySet<number>;
}

/** Each costs a request. */
const mostRoles = 4;

export const noHelp: Help = { proposals: [], teams: new Map(), lost: [], mergers: null, higher: null };

export async function helpFor(given: Helping, ask: Ask): Promise<Help> {
  const { row, config } = given;
  const { turn, nudge } = row;
  if (turn.of === 'nobody' || row.muted) return noHelp;
  const said = nudge?.episode === row.episode ? nudge : null;
  if (said?.stands === 'gone') return noHelp;
  // What it said once is said again as it was, so nothing has to be known for that.
  if (!said || said.stands === 'leaving' || said.stands === 'failed')
    return silentHelp(given, turn, await firstHelp(given, turn, ask), ask);
  return config.escalate && !said.escalated ? { ...noHelp, higher: await higherHelp(given, turn, ask) } : noHelp;
}

async function firstHelp(given: Helping, turn: Move, ask: Ask): Promise<Help> {
  if (turn.of === 'ask') return { ...noHelp, proposals: await proposalsFor(given, ask) };
  if (turn.of === 'merge') return { ...noHelp, mergers: await mergersFor(given.pull, turn, ask) };
  if (turn.of === 'answer') return noHelp;
  const people = heeding(turn, given.row, given);
  const lost = await lostOf(people, ask);
  const [team] = turn.teams;
  if (!team || people.length > lost.length) return { ...noHelp, lost };
  return { ...noHelp, lost, teams: new Map([[team.id, await teamHelp(team, given, await filesOf(given.pull, ask), ask)]]) };
}

/** What is public everybody may read. Two are called, so of many the others are as good. */
async function lostOf(people: Person[], { github }: Ask): Promise<Person[]> {
  const lost: Person[] = [];
  if (!github.repository.private) return lost;
  for (const person of people.slice(0, mostRoles)) if ((await github.role(person)) === 'none') lost.push(person);
  return lost;
}

/** Where nobody may be called, the team is told at once. */
async function silentHelp(given: Helping, turn: Move, first: Help, ask: Ask): Promise<Help> {
  const isNobody = turn.teams.length === 0 && heeding(turn, given.row, given).every(one => first.lost.includes(one));
  return given.config.escalate && isNobody ? { ...first, higher: await higherHelp(given, turn, ask) } : first;
}

async function higherHelp(given: Helping, turn: Move, ask: Ask): Promise<TeamHelp | null> {
  const named = given.config.escalate?.to ?? turn.teams[0];
  const files = await filesOf(given.pull, ask, named === undefined);
  const team = named ?? owningTeam(files);
  return team ? teamHelp(team, given, files, ask) : null;
}

async function teamHelp({ organisation, slug }: TeamName, given: Helping, { workers }: Files, ask: Ask): Promise<TeamHelp> {
  const { pull, loads } = given;
  const all = await ask.github.teamMembers({ organisation, slug });
  const members = all?.filter(({ id }) => id !== pull.author?.id) ?? null;
  const knowing = workers.filter(({ id }) => members?.some(one => one.id === id));
  return { team: { organisation, slug }, members, size: all?.length ?? 0, knowing: leastLoaded(knowing, loads) };
}

/** GitHub counts only approvals of people who can write, so they may merge, too, as far as the branch lets anybody. */
async function mergersFor(pull: OpenPull, turn: Move, ask: Ask): Promise<Person[] | null> {
  const others = pull.reviews.filter(one => one.state === 'approved' && one.writer).map(({ by }) => by);
  if (others.length === 0) return null;
  for (const person of turn.people) {
    if (others.some(({ id }) => id === person.id)) return null;
    if (rankOf(await ask.github.role(person)) >= rankOf('write')) return null;
  }
  return others;
}

/** Everybody who might be called because of it. */
export const peopleOf = ({ teams, mergers, higher }: Help): Person[] => [
  ...[...teams.values()].flatMap(({ members }) => members ?? []),
  ...(mergers ?? []),
  ...(higher?.members ?? []),
];
