import type { Box, Repository } from '../../src/sandbox/github/index.ts';
import { PullRequest } from '../../src/sandbox/github/story/issue.ts';

/**
 * What the policy of `policyFile` asks, read a second time and in another way: from what is true on the box and from what people said there,
 * never from a row of ours.
 */

export const hold = 30;
export const policyFile = (freeze: string): string => `environments:
  lab: { wait: 2h }
  staging: { hold: ${hold}m, wait: 2h }
  prod: { after: staging, reviews: 1, approved_by: '@acme/release', freeze: '${freeze}', wait: 3h }
`;
/** What main requires; no other branch requires anything. */
export const required = 'test';

export interface Words {
  what: 'deploy' | 'approve' | 'rollback' | 'unlock';
  by: string;
  pull: number;
  environment: string;
  at: number;
  /** What the pull request stood for in that moment. */
  stood: string;
  /** Named by its digits: it need not have been there for long. */
  named: boolean;
}

interface Pull {
  number: number;
  author: string;
  head: string;
  base: string;
  state: 'open' | 'closed' | 'merged';
  merge: string | null;
  draft: boolean;
  moves: { after: string; at: number; by: string }[];
  /** When it was last pointed elsewhere or closed: what was approved before that counts no more. */
  turned: number;
  reviews: { by: string; good: boolean; commit: string }[];
}

interface Start {
  environment: string;
  sha: string;
  asker: string;
}

/** All of it as it was from one moment to the next. */
export interface Sight {
  /** By the box's clock, and by the real one. */
  at: number;
  real: number;
  pulls: Pull[];
  green: string[];
  team: string[];
  writers: string[];
  /** As their comments say: `until` is a time of day, `pull` ends it too. */
  locks: { environment: string | null; by: string; until: string | null; pull: number | null }[];
  /** What ended well where. */
  good: { environment: string; sha: string; tree: string }[];
}

/** An order leaves within ten minutes, or not at all. */
export const longestOrder = 600_000;
/** Whatever is decided is decided on what was true at some moment of the minute before. */
export const decidedOn = 65_000;

export class Oracle {
  readonly words: Words[] = [];
  readonly turned = new Map<number, number>();
  readonly #box: Box;
  readonly #web: Repository;
  readonly #freeze: { from: number; to: number };
  #sights: Sight[] = [];
  #last = '';

  constructor(box: Box, web: Repository, freeze: { from: number; to: number }) {
    this.#box = box;
    this.#web = web;
    this.#freeze = freeze;
  }

  get now(): Sight {
    const sight = this.#sights.at(-1);
    if (!sight) throw new Error('nothing was seen yet');
    return sight;
  }

  /** To be called whenever something may have changed. */
  look(): void {
    const seen = this.#seen();
    const text = JSON.stringify(seen);
    const time = { at: this.#box.clock.now().getTime(), real: performance.now() };
    if (text === this.#last) return;
    this.#last = text;
    this.#sights.push({ ...seen, ...time });
  }

  /** What was true until when, as far back as an order may lie before it leaves; `now`: of the last seconds by the real clock. */
  lately(): { sight: Sight; until: number; now: boolean }[] {
    const [at, real] = [this.#box.clock.now().getTime(), performance.now()];
    // One stands until the next one begins.
    const over = (place: number) => this.#sights[place + 1] ?? { at, real };
    return this.#sights
      .map((sight, place) => ({ sight, until: over(place).at, now: real - over(place).real < 4_000 }))
      .filter(({ until, now }) => now || at - until < longestOrder + decidedOn);
  }

  /**
   * Whether the locks there were over in this moment, and only their comments did not say so yet: somebody had said so, or their time or
   * their pull request had ended, and the comments followed within seconds.
   */
  freed(environment: string, { at, real }: { at: number; real: number }): boolean {
    const here = (sight: Sight) => sight.locks.filter(one => one.environment === null || one.environment === environment);
    const then = this.#sights.findLast(one => one.real <= real);
    const time = new Date(at + 60_000).toISOString().slice(11, 16);
    const isOver = ({ environment: of, until, pull }: Sight['locks'][number]) =>
      // What is older than ten minutes when it is heard is not done.
      this.words.some(
        one => one.what === 'unlock' && one.environment === (of ?? 'all') && one.at <= at && at - one.at < 660_000,
      ) ||
      (until !== null && isPast(until, time)) ||
      then?.pulls.some(({ number, state }) => number === pull && state !== 'open');
    const followed = this.#sights.some(one => one.real >= real && one.real - real < 4_000 && here(one).length === 0);
    return then !== undefined && here(then).every(isOver) && followed;
  }

  /**
   * What this commit lacks to go there for them; empty when the policy lets it go. With `beyondDoubt` an approval has to be one that nothing
   * speaks against: of a full second after what would have made it void, and of a commit that is named.
   */
  lacks(sight: Sight, { environment, sha, asker }: Start, beyondDoubt = false): string[] {
    const now = this.#box.clock.now().getTime();
    const pull = sight.pulls.find(one => standsFor(one) === sha);
    const lacks: string[] = [];
    if (!sight.writers.includes(asker)) lacks.push('asker');
    if (sight.locks.some(lock => lock.environment === null || lock.environment === environment)) lacks.push('lock');
    if (!pull) return [...lacks, 'head'];
    const moved = pull.moves.findLast(({ after }) => after === pull.head)?.at ?? 0;
    const asked = this.words.some(
      one =>
        one.what === 'deploy' &&
        one.environment === environment &&
        one.by === asker &&
        one.pull === pull.number &&
        // Of a merged one there is only the merge.
        (pull.state === 'merged' || (one.stood === sha && (one.named || pull.moves.length === 1 || moved <= one.at - 9_000))),
    );
    if (!asked) lacks.push('word');
    if (pull.draft && pull.state === 'open') lacks.push('draft');
    // A base without rules of its own is no way round those of the default branch.
    if (!sight.green.includes(sha)) lacks.push('checks');
    if (environment !== 'prod') return lacks;
    const tree = this.#box.world.git.commit(sha)?.tree;
    if (!sight.good.some(one => one.environment === 'staging' && (one.sha === sha || one.tree === tree))) lacks.push('after');
    const minute = Math.floor(now / 60_000) % 1_440;
    const { from, to } = this.#freeze;
    if (from < to ? from <= minute && minute < to : from <= minute || minute < to) lacks.push('freeze');
    const pusher = pull.moves.at(-1)?.by;
    const reviews = pull.reviews.filter(one => one.commit === pull.head && sight.writers.includes(one.by));
    if (reviews.some(({ good }) => !good) || !reviews.some(({ by, good }) => good && by !== pusher)) lacks.push('reviews');
    const last = Math.max(pull.turned, pull.moves.at(-1)?.at ?? 0);
    const approved = this.words.some(
      one =>
        one.what === 'approve' &&
        one.stood === sha &&
        one.at > last + (beyondDoubt ? 1_000 : 0) &&
        (one.named || !beyondDoubt) &&
        sight.team.includes(one.by) &&
        ![asker, pull.author, ...pull.moves.map(({ by }) => by)].includes(one.by),
    );
    if (!approved) lacks.push('approval');
    return lacks;
  }

  /** Back to what ended well there once, past everything but what somebody else has locked. */
  mayGoBack(sight: Sight, { environment, sha, asker }: Start): boolean {
    return (
      this.words.some(one => one.what === 'rollback' && one.environment === environment && one.by === asker) &&
      sight.good.some(one => one.environment === environment && one.sha === sha) &&
      sight.writers.includes(asker) &&
      !sight.locks.some(one => (one.environment === null || one.environment === environment) && one.by !== asker)
    );
  }

  #seen(): Omit<Sight, 'at' | 'real'> {
    const { world } = this.#box;
    const login = (id: number) => world.accounts.get(id).login;
    const pulls = pullsOf(this.#web);
    const runs = this.#web.runs('deploy.yml').filter(({ conclusion }) => conclusion === 'success');
    const comments = this.#web.threads.flatMap(({ comments }) => comments).filter(one => one.author === this.#box.bot.login);
    const team = world.teams.first(({ slug }) => slug === 'release');
    const commits = pulls.flatMap(one => [one.head, one.row.pull.mergeCommit ?? []].flat());
    return {
      pulls: pulls.map(one => ({
        number: one.number,
        author: login(one.row.author),
        head: one.head,
        base: one.row.pull.base,
        state: one.row.pull.mergedAt ? 'merged' : one.row.state,
        merge: one.row.pull.mergeCommit,
        draft: one.row.pull.draft,
        moves: world.activities
          .where(({ ref }) => ref === `refs/heads/${one.row.pull.head}`)
          .map(({ after, at, actor }) => ({ after, at: at.getTime(), by: login(actor) })),
        turned: this.turned.get(one.number) ?? 0,
        reviews: standing(world.reviews.of('issue', one.id).filter(({ state }) => state !== 'COMMENTED')).map(review => ({
          by: login(review.author),
          good: review.state === 'APPROVED',
          commit: review.commit,
        })),
      })),
      green: commits.filter(sha => this.#web.checkRuns(sha).findLast(({ name }) => name === required)?.conclusion === 'success'),
      team: world.teamMemberships.where(one => one.team === team?.id && !one.pending).map(({ person }) => login(person)),
      writers: world.collaborators
        .where(({ repository, role }) => repository === this.#web.id && role !== 'read' && role !== 'triage')
        .map(({ person }) => login(person)),
      locks: comments.flatMap(({ body }) => {
        const found = /^### 🔒 (?:\*\*(\w+)\*\* is|Every environment is) locked\nby `(\w+)`/.exec(body);
        const [, until = null] = /It ends at (?:[A-Z][a-z]{2} )?(\d\d:\d\d)/.exec(body) ?? [];
        const [, pull] = /when #(\d+) is/.exec(body) ?? [];
        return found ? [{ environment: found[1] ?? null, by: found[2] ?? '', until, pull: pull ? Number(pull) : null }] : [];
      }),
      good: runs.map(({ inputs: { environment = '', sha = '' } }) => ({
        environment,
        sha,
        tree: world.git.commit(sha)?.tree ?? '',
      })),
    };
  }
}

/** Of two times of day that are less than half a day apart; one may be before midnight. */
const isPast = (until: string, time: string): boolean => (minutesOf(time) - minutesOf(until) + 1_440) % 1_440 < 720;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Open: its head. Merged: what the merge made. */
export const standsFor = ({ state, head, merge }: Pick<Pull, 'state' | 'head' | 'merge'>): string | null =>
  state === 'open' ? head : state === 'merged' ? merge : null;

export const pullsOf = (web: Repository): PullRequest[] =>
  web.threads.map(({ number }) => web.numbered(number)).filter(thread => thread instanceof PullRequest);

/** The last of each. */
const standing = <R extends { author: number }>(reviews: R[]): R[] =>
  reviews.filter((one, place) => reviews.findLastIndex(({ author }) => author === one.author) === place);
