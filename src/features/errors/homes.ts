/** Which repositories want errors, as their files say: known before anything arrives for them. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Due, Repository } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { TeamFile } from '../../core/file.ts';
import type { Session } from '../../core/session.ts';
import { targetOf } from './claiming.ts';
import { type Errors, errorsOf } from './config.ts';
import { lookDue } from './heard.ts';
import { homesIn, unattended } from './places/store.ts';
import { planned, scanDue } from './scan/schedule.ts';
import { overdue, type Scanned, scanBegun, scanGone, scansOf } from './scan/store.ts';
import { homeSaved, homesOf, isSame, unread, wantsNone } from './store.ts';

/** The chore that asks whose file was not read for a while. */
export const whoseErrors = 'whose errors';
const homeOf = 'error-home';
/** Whoever has many repositories is not asked for all of them at once. */
const mostAtOnce = 200;

/** Files are read again each hour, in case the push that changed one got lost; and first of all when somebody adds a hook. */
export const homesToRead = (session: Session): Promise<Repository[]> => unread(session, mostAtOnce);

/** Whoever says the same as before is only noted. */
export async function homeRead(session: Session, repository: Repository, file: TeamFile, now: Date): Promise<Due[]> {
  const said = errorsOf(file);
  const { begins, gone } = planned(said?.scans() ?? [], await scansOf(session, repository));
  if (begins.length + gone.length === 0 && (await isSame(session, repository, said))) return [];
  return [{ ...{ type: 'Due', at: now, repository, of: homeOf, id: String(repository.id) } }];
}

/** A scan whose turn got lost has another one; whoever comes too often finds that it is not time yet. */
export async function scansLost(session: Session, now: Date): Promise<Due[]> {
  return (await overdue(session, mostAtOnce)).map(({ repository, name }) => scanDue(repository, name, now));
}

/** What nobody looks at is looked at, and what stands where it may not be any more: a repository has another name, or all can read it. */
export async function looksLost(session: Session, now: Date): Promise<Due[]> {
  const told = await unattended(session);
  const homes = await homesOf(
    session,
    told.map(({ home }) => home.owner),
  );
  const lost = told.filter(({ home: { id }, places, forgotten }) => {
    const home = homes.find(one => one.id === id);
    const target = home ? targetOf(home, homes) : null;
    return forgotten || places.some(place => place !== target?.id);
  });
  return lost.slice(0, mostAtOnce).map(({ home }) => lookDue(home, now));
}

/** Most repositories have never asked for errors. */
async function factsOf(_event: unknown, ask: Ask): Promise<{ said: Errors | null } | null> {
  const said = errorsOf(await ask.file());
  const { repository } = ask.github;
  return said === null && (await ask.peek(session => wantsNone(session, repository))) ? null : { said };
}
const scopeOf = ({ repository }: { repository: Repository }) => `errors/${repository.id}`;

interface Rows {
  scans: Scanned[];
  /** Others that are told of here: that may be over. */
  guests: Repository[];
}

const rowsOf = async (session: Session, { repository }: { repository: Repository }): Promise<Rows> => ({
  scans: await scansOf(session, repository),
  guests: (await homesIn(session, repository)).filter(({ id }) => id !== repository.id),
});

/** One after the other, and so they stay: only so many are asked at once. */
const turnOf = (place: number, now: Date): Date => new Date(now.getTime() + place * 2_000);

/** What that changes of what is told, whoever looks next says. */
function read(repository: Repository, said: Errors | null, { scans, guests }: Rows, now: Date): Decision {
  const { begins, gone } = planned(said?.scans() ?? [], scans);
  return decided({
    about: `errors of ${repository.owner}/${repository.name}`,
    outcome: 'ignored',
    reasons: { says: said === null ? 'none are wanted' : 'they are wanted', holds: said !== null },
    changes: [
      homeSaved(repository, said),
      ...gone.map(name => scanGone(repository, name)),
      ...begins.map((one, place) => scanBegun(repository, one, turnOf(place, now))),
    ],
    raises: [
      ...[repository, ...guests].map(home => lookDue(home, now)),
      ...begins.map(({ name }, place) => scanDue(repository, name, turnOf(place, now))),
    ],
  });
}

export const rereads = [
  handler({
    on: 'FileChanged',
    facts: factsOf,
    scope: scopeOf,
    rows: rowsOf,
    decide: ({ event: { repository }, facts: { said }, rows, now }) => read(repository, said, rows, now),
  }),
  handler({
    on: 'Due',
    facts: async (event, ask) => (event.of === homeOf ? { said: errorsOf(await ask.file()) } : null),
    scope: scopeOf,
    rows: rowsOf,
    decide: ({ event: { repository }, facts: { said }, rows, now }) => read(repository, said, rows, now),
  }),
];
