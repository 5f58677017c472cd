/** `/handover @x`: whoever is asked for a review gives it to somebody else, and an author who has asked nobody asks them. */
import { arg } from '../../../core/args.ts';
import { answer, command, refuse } from '../../../core/command.ts';
import type { AskReview } from '../../../core/effect.ts';
import type { Person } from '../../../core/event.ts';
import type { OpenPull } from '../../../core/open-pull.ts';
import { isOutsider } from '../../../core/outsider.ts';
import { type Role, roles } from '../../../core/reads.ts';
import { reminders } from '../config.ts';
import { rowsNamed } from '../store.ts';
import { isOne } from '../turns/history.ts';
import { askedOf } from './ended.ts';
import * as messages from './messages.ts';

export interface Handing {
  actor: Person;
  role: Role;
  /** Null: there is none here, or it is closed. */
  pull: OpenPull | null;
  /** As it was written. */
  to: string;
  /** Null: nobody has this login. */
  person: Person | null;
  /** Whether GitHub lets them be asked. */
  collaborator: boolean;
  from: string | null;
  prefix: string;
  /** Who was called here: for a team that was asked, some of it. */
  called: Person[];
}

type Handed = { refusal: string } | { person: Person; instead: Person | null };

/** Who gives what to whom. Pure. */
export function handedOver(given: Handing): Handed {
  const { pull, person, to, collaborator } = given;
  if (!pull) return { refusal: messages.noPull };
  const giver = giverOf({ ...given, pull });
  if ('refusal' in giver) return giver;
  if (!person) return { refusal: messages.unknown(to) };
  if (person.bot) return { refusal: messages.isBot(person.login) };
  if (person.id === pull.author?.id) return { refusal: messages.isAuthor(person.login) };
  if (!collaborator) return { refusal: messages.noCollaborator(person.login) };
  const isAsked = pull.asked.people.some(({ id }) => id === person.id);
  if (isAsked && (giver.instead === null || giver.instead.id === person.id)) return { refusal: messages.isAsked(person.login) };
  return { person, instead: giver.instead };
}

/** Whoever was asked for their own, or called for their team; somebody with triage for whomever; the author as long as nobody was. */
function giverOf({
  actor,
  role,
  pull,
  from,
  prefix,
  to,
  called,
}: Handing & { pull: OpenPull }): { refusal: string } | { instead: Person | null } {
  const { people, teams } = pull.asked;
  const own = people.find(({ id }) => id === actor.id) ?? null;
  const named = from === null ? null : people.find(({ login }) => login.toLowerCase() === from.toLowerCase());
  if (named === undefined) return { refusal: messages.notAsked(from ?? '', people) };
  if (named && named.id !== own?.id && rank(role) < rank('triage')) return { refusal: messages.notYours(people) };
  if (named) return { instead: named };
  if (own) return { instead: own };
  // To answer in a thread is a review for GitHub, of one's own work as well.
  const hasReviewed = pull.author?.id !== actor.id && pull.reviews.some(({ by }) => by.id === actor.id);
  if (hasReviewed) return { instead: null };
  const [first, ...more] = people;
  if (first && rank(role) < rank('triage')) return { refusal: messages.notYours(people) };
  if (first && more.length > 0) return { refusal: messages.whose(people, `${prefix}handover @${to} from=@${first.login}`) };
  if (first) return { instead: first };
  const isAuthor = pull.author?.id === actor.id;
  if (isAuthor || rank(role) >= rank('triage')) return { instead: null };
  if (teams.length === 0) return { refusal: messages.nobodyAsked(pull.author) };
  return isOne(actor, called) ? { instead: null } : { refusal: messages.teamAsked(teams, pull.author) };
}

const rank = (role: Role): number => roles.indexOf(role);

export const handover = command({
  name: 'handover',
  summary: 'Give a review to somebody else, or ask for one.',
  // Whose review it is, the pull request says; all others need more than that.
  who: 'read',
  // In a public repository whoever only reads is a stranger; these are who we offer it to.
  ...({ author: true, asked: true } as const),
  args: {
    person: arg.person().says('who is to review it'),
    from: arg.person().optional().named().says('whose review it was, where several are asked'),
  },
  examples: ['/handover @dave', '/handover @dave from=@carol'],
  acts: true,
  needs: reminders,
  async facts({ invocation: { place, actor, role, prefix }, args }, ask): Promise<Omit<Handing, 'called'>> {
    const given = { actor, role, to: args.person, from: args.from ?? null, prefix };
    const none: Omit<Handing, 'called'> = { ...given, pull: null, person: null, collaborator: false };
    if (place.pull?.state !== 'open') return none;
    const { pulls } = await ask.github.pulls({ which: { numbers: [place.subject.number] }, votesOn: [] });
    const pull = pulls.find(one => one.number === place.subject.number && one.state === 'open') ?? null;
    const person = pull && (await ask.github.account(args.person));
    return { ...none, pull, person, collaborator: person !== null && !person.bot && (await ask.github.collaborator(person)) };
  },
  rows: async (session, { invocation: { repository, place } }) => {
    const { number } = place.subject;
    return (await rowsNamed(session, repository, [number])).get(number)?.nudge?.hearers ?? [];
  },
  decide({ invocation, facts, rows: called }) {
    const { id, repository, place } = invocation;
    const handed = handedOver({ ...facts, called });
    if ('refusal' in handed) return { reply: isOutsider(invocation) ? null : refuse(handed.refusal) };
    const { person, instead } = handed;
    const effect: AskReview = {
      ...{ kind: 'ask-review', key: `handover:${id}`, repository, lane: 'answer' },
      ...{ pull: place.subject.number, person: person.login },
      instead: instead && instead.id !== person.id ? instead.login : null,
      // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
      then: { of: askedOf, id: `${place.subject.number} ${person.login}` },
    };
    return { reply: answer(messages.handed(person, instead, facts.actor)), effects: [effect] };
  },
});
