/** Who could be asked for a review: owners of the files and whoever worked on them, the least loaded first. */
import type { Person } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import { isSilent } from './calling.ts';
import { type Files, filesOf, leastLoaded, nameOf, owningTeam } from './files.ts';
import type { Helping } from './help.ts';

export interface Proposal {
  person: Person;
  /** The line of CODEOWNERS that names them. */
  owns: string | null;
  worked: boolean;
}

const most = 2;
/** Each costs a request, and whoever owns the most files has the most to say. */
const mostAsked = 4;
/** Whoever is gone has nothing to do, and would come first. */
const mostLookedAt = 8;

export async function proposalsFor(given: Helping, ask: Ask): Promise<Proposal[]> {
  const files = await filesOf(given.pull, ask, true);
  const owners = await ownersOf(files, ask);
  // Whoever has reviewed it once knows it.
  const dismissed =
    given.row.turn.of === 'ask' ? given.row.turn.why.flatMap(why => (why.because === 'dismissed' ? why.by : [])) : [];
  const knowing = dismissed.filter(one => isFree(one, given));
  const candidates = [...owners.keys(), ...files.workers].filter(
    (one, place, all) =>
      all.findIndex(({ id }) => id === one.id) === place && isFree(one, given) && !knowing.some(({ id }) => id === one.id),
  );
  const proposals: Proposal[] = [];
  for (const person of [...knowing, ...leastLoaded(candidates, given.loads)].slice(0, mostLookedAt)) {
    if (proposals.length === most) break;
    if (!(await ask.github.collaborator(person))) continue;
    const owns = [...owners].find(([one]) => one.id === person.id)?.[1] ?? null;
    proposals.push({ person, owns, worked: files.workers.some(({ id }) => id === person.id) });
  }
  return proposals;
}

/** CODEOWNERS has only names. Of a team whoever worked on the files is an owner as good as any. */
async function ownersOf(files: Files, ask: Ask): Promise<Map<Person, string>> {
  const found = new Map<Person, string>();
  const people = files.owners.filter(({ owner }) => owner.is === 'person').slice(0, mostAsked);
  for (const { owner, pattern } of people) {
    const known = files.workers.find(({ login }) => login.toLowerCase() === nameOf(owner));
    const person = known ?? (owner.is === 'person' ? await ask.github.account(owner.login) : null);
    if (person) found.set(person, pattern);
  }
  const team = owningTeam(files);
  if (!team || found.size >= most) return found;
  const members = (await ask.github.teamMembers(team)) ?? [];
  const pattern = files.owners.find(({ owner }) => owner === team)?.pattern ?? '*';
  const knowing = members.filter(({ id }) => files.workers.some(one => one.id === id));
  for (const one of knowing.length > 0 ? knowing : members)
    if (![...found.keys()].some(({ id }) => id === one.id)) found.set(one, pattern);
  return found;
}

/** Whoever has reviewed already is no answer to that more is wanted. */
function isFree(person: Person, { pull, config, optedOut }: Helping): boolean {
  const taken = [pull.author, ...pull.asked.people, ...pull.reviews.map(({ by }) => by)];
  return !isSilent(person, config, optedOut) && !taken.some(one => one?.id === person.id);
}
