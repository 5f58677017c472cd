/** A pull request from its opening to its end, and whose turn it was meanwhile: what people did, counted on fingers. */
import type { Account, PullRequest, Repository } from '../../src/sandbox/github/index.ts';

export type Of = 'review' | 'answer' | 'merge' | 'ask';

/** So long it waited for these people. */
export interface Stretch {
  of: Of;
  people: string[];
  /** Since when they are waited for; when one of two has come, the other one is since before `from`. */
  since: number;
  from: number;
  to: number;
  /** Whoever is left when another one has come waits on in the same episode. */
  episode: number;
  /** Nobody is told before that. */
  quietUntil: number;
}

interface Here {
  web: Repository;
  person(login: string): Account;
  now(): number;
}

const never = Number.POSITIVE_INFINITY;

export class Life {
  readonly pull: PullRequest;
  readonly author: string;
  readonly stretches: Stretch[] = [];
  /** Whose review is asked for; who wants changes; who wanted some, and got them; who said yes. */
  readonly #asked = new Set<string>();
  readonly #against = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #yes = new Set<string>();
  readonly #file: string;
  readonly #here: Here;
  #held: 'draft' | 'label' | 'mute' | 'over' | null = null;
  #red = false;
  #conflict = false;
  #pushes = 0;
  #episodes = 0;

  constructor(here: Here, author: string, { name, reviewers, draft }: { name: string; reviewers: string[]; draft: boolean }) {
    this.#here = here;
    this.author = author;
    this.#file = `${name}.js`;
    const by = here.person(author);
    this.pull = here.web.pullRequest({ by, branch: name, title: name, files: { [this.#file]: 'one\n' }, draft });
    this.#held = draft ? 'draft' : null;
    for (const one of reviewers) this.#asks(one);
    this.#moved();
  }

  get number(): number {
    return this.pull.number;
  }

  get isOver(): boolean {
    return this.#held === 'over';
  }

  get isOpenToAll(): boolean {
    return this.#held === null;
  }

  get isMuted(): boolean {
    return this.#held === 'mute';
  }

  get isBlocked(): boolean {
    return this.#held === 'label';
  }

  /** Null: nobody's turn. */
  get turn(): Stretch | null {
    const last = this.stretches.at(-1);
    return last && last.to === never ? last : null;
  }

  /** Whoever could still be asked. */
  isFree(login: string): boolean {
    return ![this.author, ...this.#asked, ...this.#against, ...this.#answered, ...this.#yes].includes(login);
  }

  asks(by: string, whom: string): void {
    this.#asks(whom, by);
    this.#moved(by);
  }

  /** A comment that has the bot ask somebody else, in a moment. */
  handsOver(by: string, whom: string): void {
    this.says(by, `/handover @${whom}`);
    this.#asked.delete(by);
    this.#asked.add(whom);
    this.#moved(by);
  }

  approves(by: string): void {
    this.pull.review(this.#here.person(by), '', 'APPROVED');
    for (const all of [this.#asked, this.#against, this.#answered]) all.delete(by);
    this.#yes.add(by);
    this.#moved(by);
  }

  wantsChanges(by: string): void {
    this.pull.review(this.#here.person(by), 'Not yet', 'CHANGES_REQUESTED');
    for (const all of [this.#asked, this.#answered, this.#yes]) all.delete(by);
    this.#against.add(by);
    this.#moved(by);
  }

  /** What is asked for, and green; and on top of what others have merged. */
  pushes(fails = false): void {
    const by = this.#here.person(this.author);
    const more = { [`more-${this.#file}`]: `${++this.#pushes}\n` };
    this.pull.push(this.#conflict ? { ...more, [this.#file]: 'theirs\n' } : more, { by });
    this.#conflict = false;
    for (const one of this.#against) this.#answered.add(one);
    this.#against.clear();
    this.checked(fails);
    this.#moved(this.author);
  }

  checked(fails: boolean): void {
    this.#here.web.check(this.pull.head, 'ci', { conclusion: fails ? 'failure' : 'success' });
    this.#red = fails;
    this.#moved();
  }

  /** Somebody else has changed the same lines on main. GitHub tells nobody, so it is seen once something else is read of it. */
  conflicts(by: string): void {
    if (this.#conflict) return;
    this.#here.web.push('main', { [this.#file]: 'theirs\n' }, { by: this.#here.person(by) });
    this.pull.edit(this.#here.person(by), { title: `${this.pull.row.title}, in conflict` });
    this.#conflict = true;
    this.#moved();
  }

  merges(): void {
    this.pull.merge(this.#here.person(this.author));
    this.ends();
  }

  closes(): void {
    this.pull.close(this.#here.person(this.author));
    this.ends();
  }

  ends(): void {
    this.#held = 'over';
    this.#moved();
  }

  drafts(): void {
    this.pull.draft(this.#here.person(this.author));
    this.#holds('draft');
  }

  readies(): void {
    this.pull.ready(this.#here.person(this.author));
    this.#holds(null);
  }

  blocks(by: string): void {
    this.pull.label(this.#here.person(by), 'blocked');
    this.#holds('label');
  }

  unblocks(by: string): void {
    this.pull.unlabel(this.#here.person(by), 'blocked');
    this.#holds(null);
  }

  mutes(by: string): void {
    this.says(by, '/mute');
    this.#holds('mute');
  }

  snoozes(by: string, days: number): void {
    this.says(by, `/snooze ${days}d`);
    const { turn } = this;
    if (!turn) return;
    const now = this.#here.now();
    turn.to = now;
    // A command is no move. Whoever put it off hears of it once more, and has not waited less.
    this.stretches.push({ ...turn, from: now, to: never, episode: ++this.#episodes, quietUntil: now + days * 24 * 3_600_000 });
  }

  says(by: string, words: string): void {
    this.pull.comment(this.#here.person(by), words);
  }

  #asks(whom: string, by = this.author): void {
    this.pull.askReview(this.#here.person(by), { people: [this.#here.person(whom)] });
    this.#asked.add(whom);
  }

  #holds(held: 'draft' | 'label' | 'mute' | null): void {
    this.#held = held;
    this.#moved();
  }

  /** What stands in the way comes before a review, and a review before a merge. */
  #whose(): { of: Of; people: string[] } | null {
    if (this.#held) return null;
    if (this.#against.size > 0 || this.#red || this.#conflict) return { of: 'answer', people: [this.author] };
    // Where the branch demands no more, one yes is enough for GitHub, whoever else was asked before.
    if (this.#yes.size > 0 && this.#answered.size === 0) return { of: 'merge', people: [this.author] };
    const reviewers = [...new Set([...this.#asked, ...this.#answered])].sort();
    if (reviewers.length > 0) return { of: 'review', people: reviewers };
    return { of: 'ask', people: [this.author] };
  }

  /** Whoever has the turn and does something is at it, and waited for anew. */
  #moved(by: string | null = null): void {
    const next = this.#whose();
    const { turn } = this;
    const isSame = turn !== null && next !== null && turn.of === next.of;
    if (isSame && String(turn.people) === String(next.people) && (by === null || !next.people.includes(by))) return;
    const now = this.#here.now();
    const isLeft = isSame && next.people.every(one => one !== by && turn.people.includes(one));
    if (turn) turn.to = now;
    if (!next) return;
    const anew = { since: now, episode: isLeft ? this.#episodes : ++this.#episodes, quietUntil: 0 };
    const on = isLeft ? { since: turn.since, quietUntil: turn.quietUntil } : {};
    this.stretches.push({ ...next, from: now, to: never, ...anew, ...on });
  }
}
