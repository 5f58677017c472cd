/** Every sentence that `/handover` says. */
import { list } from '../../../config/words.ts';
import type { Person } from '../../../core/event.ts';
import type { Team } from '../../../core/open-pull.ts';
import { code, inert } from '../../../text/inert.ts';

const named = (people: Person[]): string =>
  list(
    people.map(({ login }) => code(login)),
    'and',
  );
const isAre = (people: Person[]): string => `${named(people)} ${people.length === 1 ? 'is' : 'are'}`;

export const noPull = '😕 Reviews are handed over on an open pull request, and this is none.';
export const unknown = (login: string): string => `😕 GitHub knows nobody called ${code(login)}. Is the name spelled right?`;
export const isBot = (login: string): string => `😕 ${code(login)} is a bot. Name a person who can read this repository.`;
export const isAuthor = (login: string): string =>
  `😕 ${code(login)} has written this, and GitHub lets nobody review their own. Name somebody else.`;
export const noCollaborator = (login: string): string =>
  `😕 ${code(login)} is no collaborator of this repository, and GitHub lets nobody else be asked. Whoever administers it can invite them, or name somebody else.`;
export const isAsked = (login: string): string => `😕 ${code(login)} is asked for a review already.`;
export const notAsked = (login: string, people: Person[]): string =>
  people.length === 0
    ? `😕 No person is asked for a review here, so there is none of ${code(login)} to hand over. Leave out ${code('from=')}.`
    : `😕 ${code(login)} is not asked for a review here; ${isAre(people)}.`;
export const notYours = (people: Person[]): string =>
  `😕 ${isAre(people)} asked for a review here. Only they can hand theirs over, or somebody with the role ${code('triage')}.`;
export const whose = (people: Person[], command: string): string =>
  `😕 ${isAre(people)} asked. Say whose review it is: ${code(command, 150)}`;
export const nobodyAsked = (author: Person | null): string =>
  `😕 Nobody is asked for a review here. ${author ? `${code(author.login)}, who has written this,` : 'The author'} can ask, or somebody with the role ${code('triage')}.`;

export const teamAsked = (teams: Team[], author: Person | null): string =>
  `😕 ${list(
    teams.map(one => code(`${one.organisation}/${one.slug}`, 150)),
    'and',
  )} ${teams.length === 1 ? 'is' : 'are'} asked for a review here. Whoever of ${teams.length === 1 ? 'it' : 'them'} I have called can hand it over, ${author ? code(author.login) : 'the author'}, or somebody with the role ${code('triage')}.`;

/** GitHub's own words, where there is nothing better to say. */
export const notLet = (login: string, error: string | null): string =>
  /collaborator/i.test(error ?? '')
    ? `😕 GitHub lets only people with access of their own be asked, and ${code(login)} has none here. It stays as it was; name somebody else.`
    : `😕 ${code(login)} was not asked: GitHub refuses that: ${inert(error ?? 'it does not say why', 300)}`;

export function handed(person: Person, instead: Person | null, actor: Person): string {
  const asked = `👉 I ask ${code(person.login)} for a review`;
  if (instead === null) return `${asked}.`;
  return `${asked} instead of ${instead.id === actor.id ? 'you' : code(instead.login)}.`;
}
