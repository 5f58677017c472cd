import type { PullRequest } from '../../src/sandbox/github/index.ts';
import type { Dice } from './dice.ts';
import { required, type Words } from './policy-oracle.ts';
import { askers, type PolicyStory } from './policy-story.ts';

/** What people and checks and runs do, by chance; and what somebody does who wants a deploy to come about. */

const environments = ['lab', 'staging', 'prod'] as const;
type Environment = (typeof environments)[number];

interface Want {
  pull: PullRequest;
  environment: Environment;
  asker: string;
}

export class People {
  readonly #story: PolicyStory;
  readonly #chance: Dice;
  #branches = 0;
  /** What two of them want, until it is there or they want something else. */
  readonly #wants: (Want | null)[] = [null, null];

  constructor(story: PolicyStory, chance: Dice) {
    this.#story = story;
    this.#chance = chance;
  }

  /** Does one thing, and says what. */
  act(): string {
    const all: [number, () => string][] = [
      [60, () => this.helps()],
      [4, () => this.#asks(this.#pull(), this.#one(environments), this.#one(askers), this.#chance.below(4) === 0)],
      [3, () => this.#race()],
      [2, () => this.#approves(this.#pull(), this.#one(['carol', 'dave', 'erin', 'bob']))],
      [2, () => this.#reviews(this.#pull(), this.#one(['bob', 'carol', 'dave', 'erin']), this.#chance.below(3) > 0)],
      [4, () => this.#checks(this.#pull(), this.#one(['success', 'success', 'failure', null]))],
      [5, () => this.#runs(this.#chance.below(4) > 0 ? 'success' : 'failure')],
      [3, () => this.#pushes(this.#pull())],
      [1, () => this.#forces(this.#pull())],
      [1, () => this.#retargets(this.#pull())],
      [
        4,
        () =>
          this.#says(this.#pull(), this.#one(askers), `/lock ${this.#one(['staging', 'prod', 'all'])}${this.#one([' 5m', ''])}`),
      ],
      [1, () => this.#unlocks(this.#one(['staging', 'prod', 'all']))],
      [1, () => this.#says(this.#pull(), this.#one(askers), `/cancel ${this.#one(environments)}`)],
      [1, () => this.#goesBack(this.#pull(), this.#one(environments), this.#one(askers))],
      [1, () => this.#merges(this.#pull())],
      [1, () => this.#closes(this.#pull())],
      [1, () => this.#drafts(this.#pull())],
      [1, () => this.#leaves(this.#one(['dave', 'erin']))],
      [1, () => this.#rights('bob')],
    ];
    const act = this.#one(all.flatMap(([weight, one]) => Array.from({ length: weight }, () => one)));
    const did = act();
    this.#story.oracle.look();
    return did;
  }

  /** Something that a deploy lacks, whichever comes first, done by somebody who may: so each is at times the last that was missing. */
  helps(): string {
    const { oracle } = this.#story;
    const place = this.#chance.below(2);
    const wants = this.#wants[place] ?? this.#wish();
    this.#wants[place] = this.#chance.below(25) === 0 ? this.#wish() : wants;
    const { pull, environment, asker } = wants;
    const sha = this.#story.standsFor(pull);
    if (sha === null || oracle.now.good.some(one => one.environment === environment && one.sha === sha)) {
      this.#wants[place] = null;
      return this.#opens();
    }
    oracle.look();
    const lacks = oracle.lacks(oracle.now, { environment, sha, asker }).filter(one => one !== 'freeze' && one !== 'asker');
    const rest = lacks.filter(one => !['checks', 'after'].includes(one));
    // Staging takes the longest; and who has asked too early asks again before all is there.
    if (rest.length === lacks.length && this.#chance.below(3) === 0) return this.#asks(pull, environment, asker, true);
    switch (lacks.includes('after') && this.#chance.below(2) === 0 ? 'after' : lacks.length > 0 ? this.#one(lacks) : null) {
      case 'checks':
        return this.#checks(pull, 'success');
      case 'after':
        if (lacks.includes('checks')) return this.#checks(pull, 'success');
        return this.#goesOn('staging', sha, () => this.#asks(pull, 'staging', asker, this.#chance.below(2) === 0));
      case 'reviews':
        return this.#reviews(pull, 'dave', true);
      case 'draft':
        return this.#drafts(pull);
      case 'approval':
        return this.#approves(pull, this.#one(['dave', 'erin', 'carol']));
      case 'lock':
        if (this.#chance.below(3) === 0) return this.#unlocks(this.#one(['staging', 'prod', 'all']));
        return this.#asks(pull, environment, asker, true);
      case 'word':
        return this.#asks(pull, environment, asker, this.#chance.below(2) === 0);
      default:
        return this.#goesOn(environment, sha, () => this.#asks(pull, environment, asker, true));
    }
  }

  /** What one needs that lacks everything, in any order: the last of it lets it go to production, and nothing before. */
  *ships(): Generator<string> {
    // What a rollback has locked stands in no comment of its own.
    for (const environment of [...environments, 'all']) yield this.#unlocks(environment, 'carol');
    yield this.#opens('alice');
    const pull = this.#story.pulls.at(-1) ?? this.#pull();
    yield this.#says(pull, 'carol', '/lock prod');
    const runsTo = (environment: Environment) =>
      this.#story.web.runs('deploy.yml').filter(({ inputs }) => inputs.environment === environment && inputs.sha === pull.head);
    const gates = [
      () => this.#asks(pull, 'prod', 'erin', this.#chance.below(2) === 0),
      () => this.#checks(pull, 'success'),
      () => this.#reviews(pull, 'dave', true),
      () => this.#approves(pull, 'carol'),
      () => this.#unlocks('prod', 'carol'),
      () => `${this.#checks(pull, 'success')}, ${this.#asks(pull, 'staging', 'erin', true)}`,
    ];
    while (gates.length > 0) {
      yield gates.splice(this.#chance.below(gates.length), 1)[0]?.() ?? '';
      const staging = runsTo('staging').find(({ status }) => status !== 'completed');
      if (!staging || (gates.length > 0 && this.#chance.below(2) === 0)) continue;
      staging.finish();
      yield `${staging.title} ends: success`;
    }
    // What is locked is not waited for: who was refused asks again.
    if (runsTo('prod').length === 0) yield this.#asks(pull, 'prod', 'erin', true);
  }

  /** It comes to an end there, or what is before it; else what an earlier one holds is let go, and it is asked for. */
  #goesOn(environment: Environment, sha: string, asks: () => string): string {
    const runs = this.#story.web.runs('deploy.yml').filter(({ status }) => status !== 'completed');
    const here = runs.filter(({ inputs }) => inputs.environment === environment);
    const before = here.find(({ inputs }) => inputs.sha === sha) ?? (this.#chance.below(2) === 0 ? here[0] : undefined);
    if (!before) return `${this.#unlocks(environment)}, ${asks()}`;
    before.finish();
    return `${before.title} ends: success`;
  }

  /** Three that lack nothing are to go to the same place at the same moment. */
  #race(): string {
    const opened = [this.#opens(), this.#opens(), this.#opens()];
    const goes = ['carol', 'erin', 'carol'].flatMap((asker, place) => {
      const pull = this.#story.pulls.at(-1 - place);
      return pull ? [this.#checks(pull, 'success'), this.#asks(pull, 'lab', asker, true)] : [];
    });
    return [...opened, ...goes].join(', ');
  }

  #wish(): Want {
    return {
      pull: this.#pull(),
      environment: this.#chance.below(5) === 0 ? 'staging' : 'prod',
      asker: this.#one(['bob', 'carol']),
    };
  }

  #one<T>(all: readonly [T, ...T[]] | readonly T[]): T {
    const found = all[this.#chance.below(all.length)];
    if (found === undefined) throw new Error('there is nothing to choose from');
    return found;
  }

  #by(login: string) {
    return this.#story.story.box.person(login);
  }

  /** The newest four. */
  #pull(): PullRequest {
    while (this.#story.pulls.length < 3) this.#opens();
    return this.#one(this.#story.pulls.slice(-4));
  }

  #opens(author = this.#one(['alice', 'alice', 'bob'])): string {
    this.#branches += 1;
    const name = `branch-${this.#branches}`;
    const by = this.#by(author);
    const made = this.#story.web.pullRequest({ by, branch: name, files: { [`${name}.js`]: '// 1\n' } });
    return `${by.login} opens #${made.number}`;
  }

  #says(pull: PullRequest, by: string, body: string): string {
    pull.comment(this.#by(by), body);
    return `${by} in #${pull.number}: ${body}`;
  }

  #word(pull: PullRequest, words: Pick<Words, 'what' | 'by' | 'environment' | 'named'>, body: string): string {
    const stood = this.#story.standsFor(pull) ?? '';
    const at = this.#story.story.box.clock.now().getTime();
    this.#story.oracle.words.push({ ...words, pull: pull.number, at, stood });
    return this.#says(pull, words.by, body);
  }

  #asks(pull: PullRequest, environment: Environment, by: string, named: boolean): string {
    const tail = named ? ` @${(this.#story.standsFor(pull) ?? pull.head).slice(0, 12)}` : '';
    return this.#word(pull, { what: 'deploy', by, environment, named }, `/deploy ${environment}${tail}`);
  }

  #approves(pull: PullRequest, by: string): string {
    const named = this.#chance.below(2) === 0;
    const tail = named ? ` @${(this.#story.standsFor(pull) ?? pull.head).slice(0, 12)}` : '';
    return this.#word(pull, { what: 'approve', by, environment: 'prod', named }, `/approve prod${tail}`);
  }

  #unlocks(environment: string, by = this.#one(askers)): string {
    const words = { what: 'unlock', by, environment, named: false } as const;
    return this.#word(this.#pull(), words, `/unlock ${environment} --override go on`);
  }

  #goesBack(pull: PullRequest, environment: Environment, by: string): string {
    return this.#word(pull, { what: 'rollback', by, environment, named: false }, `/rollback ${environment}`);
  }

  #reviews(pull: PullRequest, by: string, good: boolean): string {
    pull.review(this.#by(by), '', good ? 'APPROVED' : 'CHANGES_REQUESTED');
    return `${by} reviews #${pull.number}: ${good ? 'good' : 'not so'}`;
  }

  #checks(pull: PullRequest, conclusion: 'success' | 'failure' | null): string {
    const sha = this.#story.standsFor(pull) ?? pull.head;
    this.#story.web.check(sha, required, conclusion === null ? {} : { conclusion });
    return `${required} of #${pull.number} is ${conclusion ?? 'running'}`;
  }

  #runs(how: 'success' | 'failure'): string {
    const open = this.#story.web.runs('deploy.yml').filter(({ status }) => status !== 'completed');
    if (open.length === 0) return 'nothing runs';
    const run = this.#one(open);
    if (run.status === 'queued' && this.#chance.below(2) === 0) {
      run.start();
      return `${run.title} begins`;
    }
    run.finish(how);
    return `${run.title} ends: ${how}`;
  }

  #pushes(pull: PullRequest): string {
    if (pull.row.state !== 'open') return this.#opens();
    const by = this.#one(['alice', 'bob']);
    pull.push({ [`${pull.row.pull.head}.js`]: `// ${this.#chance.below(1_000_000)}\n` }, { by: this.#by(by) });
    return `${by} pushes to #${pull.number}`;
  }

  /** To what it was before its last push. */
  #forces(pull: PullRequest): string {
    const before = this.#story.oracle.now.pulls.find(({ number }) => number === pull.number)?.moves.at(-2)?.after;
    if (pull.row.state !== 'open' || before === undefined) return this.#pushes(pull);
    this.#story.web.point(pull.row.pull.head, before, { by: this.#by('alice') });
    return `alice forces #${pull.number} back to ${before.slice(0, 7)}`;
  }

  #turns(pull: PullRequest): void {
    this.#story.oracle.turned.set(pull.number, this.#story.story.box.clock.now().getTime());
  }

  #retargets(pull: PullRequest): string {
    if (pull.row.state !== 'open') return this.#opens();
    const base = pull.row.pull.base === 'main' ? 'release' : 'main';
    pull.retarget(base, { by: this.#by('alice') });
    this.#turns(pull);
    return `#${pull.number} is pointed at ${base}`;
  }

  #merges(pull: PullRequest): string {
    if (pull.row.state !== 'open') return this.#opens();
    const method = this.#one(['merge', 'squash'] as const);
    try {
      pull.merge(this.#by('alice'), { method });
    } catch (error) {
      return `#${pull.number} cannot be merged: ${error instanceof Error ? error.message : error}`;
    }
    return `alice merges #${pull.number} (${method})`;
  }

  #closes(pull: PullRequest): string {
    if (pull.row.pull.mergedAt) return this.#opens();
    if (pull.row.state === 'closed') {
      pull.reopen(this.#by('alice'));
      return `#${pull.number} is reopened`;
    }
    pull.close(this.#by('alice'));
    this.#turns(pull);
    return `#${pull.number} is closed`;
  }

  #drafts(pull: PullRequest): string {
    if (pull.row.state !== 'open') return this.#opens();
    const { draft } = pull.row.pull;
    if (draft) pull.ready(this.#by('alice'));
    else pull.draft(this.#by('alice'));
    return `#${pull.number} is ${draft ? 'ready' : 'a draft'}`;
  }

  #leaves(login: string): string {
    const { box } = this.#story.story;
    if (!this.#story.oracle.now.team.includes(login)) return `${login} is in no team`;
    box.organisation('acme').team('release').leaves(box.person(login));
    return `${login} leaves the team`;
  }

  #rights(login: string): string {
    const has = this.#story.oracle.now.writers.includes(login);
    this.#story.web.collaborator(this.#by(login), has ? 'read' : 'write');
    return `${login} may ${has ? 'only read' : 'write'} now`;
  }
}
