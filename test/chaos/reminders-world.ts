import { keyIn } from '../../src/core/marker.ts';
import type { Account, Box, Issue, PullRequest, Repository } from '../../src/sandbox/github/index.ts';
import type { Dice } from './dice.ts';

/** Two repositories of four people with some pull requests, in which they do what comes to their minds. */

const file = '.github/shipmate.yml';
const wishes =
  'review_after: 1h, answer_after: 2h, merge_after: 1h, escalate_after: 4h, escalate_to: "@acme/crew", stale_after: 2d, digest: 10:30, cleanup: true, workdays: Mon-Sun 09:00-17:00';
const teams = { web: `reminders: { ${wishes}, start: now }\n`, api: `reminders: { ${wishes} }\n` };

export const people = ['alice', 'bob', 'carol', 'dave'] as const;
const roles = { alice: 'admin', bob: 'write', carol: 'maintain', dave: 'read' } as const;
const mostPulls = 15;
const artifacts = ['coverage', 'dist', 'logs'];

export class ReminderWorld {
  readonly repositories: Repository[];
  /** By `acme/web#1`, when people did something there. */
  readonly deeds = new Map<string, Date[]>();
  readonly ticked = new Set<string>();
  readonly #box: Box;
  readonly #dice: Dice;
  readonly #pulls: { at: Repository; pull: PullRequest }[] = [];

  constructor(box: Box, dice: Dice) {
    this.#box = box;
    this.#dice = dice;
    this.repositories = [box.repository('acme/web'), box.repository('acme/api', { private: true })];
    const crew = box.organisation('acme').team('crew');
    for (const login of people) crew.member(box.person(login));
    for (const one of this.repositories) {
      crew.grant(one, 'write');
      for (const [login, role] of Object.entries(roles)) one.collaborator(box.person(login), role);
      for (const name of artifacts) one.artifact(name, { size: 5_000_000, days: 400 });
    }
  }

  asks(): void {
    for (const one of this.repositories) {
      const text = one.fullName === 'acme/web' ? teams.web : teams.api;
      one.push('main', { [file]: text }, { by: this.#box.person('alice') });
    }
  }

  get pulls(): { at: Repository; pull: PullRequest }[] {
    return this.#pulls;
  }

  openIn = (repository: Repository): PullRequest[] =>
    this.#pulls.flatMap(({ at, pull }) => (at === repository && pull.row.state === 'open' ? [pull] : []));

  /** What the App wrote an issue or a pull request for. */
  ours = (repository: Repository): Issue[] =>
    repository.threads.filter(({ row }) => row.author === this.#box.person(this.#box.bot.login).id);

  #one<T>(all: readonly T[]): T | undefined {
    return all[this.#dice.below(all.length)];
  }

  #person = (): Account => this.#box.person(this.#one(people) ?? 'alice');

  /** Somebody does something, somewhere. */
  act(): string {
    if (this.#pulls.length < mostPulls && this.#dice.below(6) === 0) return this.opens();
    const fate = this.#dice.below(24);
    if (fate === 0) return this.#ticks();
    if (fate === 1) return this.#agrees();
    const open = this.#pulls.filter(({ pull }) => pull.row.state === 'open');
    const some = this.#one(open);
    if (!some) return this.opens();
    const by = this.#person();
    const what = this.#does(some.at, some.pull, by, fate);
    const name = nameOf(some.at, some.pull.number);
    this.deeds.set(name, [...(this.deeds.get(name) ?? []), this.#box.clock.now()]);
    return `${by.login} ${what} ${name}`;
  }

  opens(): string {
    const at = this.#one(this.repositories);
    if (!at) return '';
    const by = this.#person();
    const number = this.#pulls.length;
    const pull = at.pullRequest({ by, title: `Change ${number}`, files: { [`${number}.js`]: 'one\ntwo\n' } });
    this.#pulls.push({ at, pull });
    const other = this.#person();
    if (other.id !== by.id) pull.askReview(by, { people: [other] });
    return `${by.login} opens ${nameOf(at, pull.number)} and asks ${other.login}`;
  }

  #does(at: Repository, pull: PullRequest, by: Account, fate: number): string {
    const author = this.#box.world.accounts.get(pull.row.author);
    const other = by.id === author.id ? null : by;
    if (fate < 6 && other) {
      const state = this.#one(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED'] as const) ?? 'COMMENTED';
      pull.review(other, 'I have read it.', state);
      return `says ${state} to`;
    }
    if (fate < 9 && other) {
      pull.askReview(author, { people: [other] });
      return 'is asked in';
    }
    if (fate < 11) {
      pull.push({ 'change.js': `${this.#dice.below(1_000_000)}\n` }, { by: author });
      return `(no, ${author.login}) pushes to`;
    }
    if (fate < 13) {
      pull.comment(by, 'I will see to it.');
      return 'comments in';
    }
    if (fate < 15) {
      const conclusion = this.#dice.below(2) === 0 ? 'failure' : 'success';
      at.check(pull.head, 'test', { conclusion });
      return `sees a ${conclusion} in`;
    }
    if (fate < 17) {
      const isQuiet = pull.labels.includes('blocked');
      if (isQuiet) pull.unlabel(author, 'blocked');
      else pull.label(author, 'blocked');
      return isQuiet ? 'unblocks' : 'blocks';
    }
    if (fate < 19) {
      if (pull.row.pull.draft) pull.ready(author);
      else pull.draft(author);
      return 'turns the draft of';
    }
    if (fate === 19) {
      pull.comment(by, this.#dice.below(2) === 0 ? '/snooze 4h' : '/unmute');
      return 'snoozes';
    }
    if (fate === 20) {
      pull.close(author);
      return 'closes';
    }
    if (fate === 21 && pull.mergeable.state === 'clean') {
      pull.merge(this.#box.person('alice'));
      return 'merges';
    }
    for (const asked of pull.comments.filter(one => keyIn(one.body)?.startsWith('stale:'))) asked.react(by, '-1');
    return 'wants to keep';
  }

  #ticks(): string {
    for (const at of this.repositories) {
      const list = this.ours(at).find(one => one.labels.includes('shipmate: clean-up'));
      const name = this.#one(artifacts);
      if (!list || !name || list.row.state !== 'open' || this.ticked.has(`${at.fullName} ${name}`)) continue;
      const body = list.row.body ?? '';
      if (!body.includes(`- [ ] \`${name}\``)) continue;
      list.edit(this.#box.person('alice'), { body: body.replace(`- [ ] \`${name}\``, `- [x] \`${name}\``) });
      this.ticked.add(`${at.fullName} ${name}`);
      return `alice ticks ${name} in ${at.fullName}`;
    }
    return 'alice finds nothing to tick';
  }

  #agrees(): string {
    for (const at of this.repositories)
      for (const plan of this.ours(at).filter(one => one.labels.includes('shipmate: reminders')))
        plan.react(this.#box.person('bob'), '+1');
    return 'bob agrees to all plans';
  }
}

export const nameOf = ({ fullName }: Repository, number: number): string => `${fullName}#${number}`;
