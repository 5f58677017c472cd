import type { Box, Comment, Issue, Repository } from '../../../src/sandbox/github/index.ts';
import { PullRequest } from '../../../src/sandbox/github/story/issue.ts';
import { deployWorkflow } from '../../deploying.ts';
import type { Dice } from '../dice.ts';

/** A repository that deploys, and people of all ranks who do there what comes to their minds. */

export const writers = ['alice', 'bob', 'carol', 'erin'];
export const approvers = ['carol', 'erin'];
const everybody = [...writers, ...writers, 'dave', 'mallory'];
export const required = 'test';

export interface Place {
  name: string;
  /** Its file. */
  file: string;
  environments: readonly string[];
  /** What goes there by itself as soon as it is on main. */
  auto: string | null;
  /** Where somebody of the team has to agree, after a review, and after what environment. */
  guarded: { environment: string; after: string } | null;
}

export const places: Place[] = [
  {
    name: 'acme/web',
    file: `environments:
  lab: { wait: 2h }
  staging: { wait: 2h }
  prod: { after: staging, reviews: 1, approved_by: '@acme/release', wait: 3h }
`,
    environments: ['lab', 'staging', 'prod'],
    auto: null,
    guarded: { environment: 'prod', after: 'staging' },
  },
  {
    name: 'acme/shop',
    file: `environments:
  preview: { auto: true }
  prod: { wait: 2h }
reminders: { review_after: 1h, merge_after: 1h, start: now, workdays: all }
`,
    environments: ['preview', 'prod'],
    auto: 'preview',
    guarded: null,
  },
];

export interface Word {
  comment: Comment;
  thread: Issue;
  by: string;
  text: string;
  /** What the pull request stood for in that moment. */
  stood: string | null;
  /** Said once, and neither changed nor taken back. */
  plain: boolean;
}

const asks = ['/status', '/queue', '/history prod', '/why', '/ping', '/help'];
export const isAnswered = (text: string): boolean => asks.some(one => text.startsWith(one));

export class DeployWorld {
  readonly box: Box;
  readonly place: Place;
  readonly repository: Repository;
  readonly words: Word[] = [];
  /** Where nothing is deployed, and people ask how things stand. */
  readonly desk: Issue;
  #branches = 0;

  constructor(box: Box, place: Place) {
    this.box = box;
    this.place = place;
    const files = {
      '.github/shipmate.yml': place.file,
      '.github/workflows/deploy.yml': deployWorkflow(place.environments),
      'app.js': '// 1\n',
    };
    this.repository = box.repository(place.name, { private: true, files });
    const roles = { alice: 'admin', bob: 'write', carol: 'maintain', erin: 'write', dave: 'read' } as const;
    for (const [login, role] of Object.entries(roles)) this.repository.collaborator(box.person(login), role);
    box.person('mallory');
    const team = box.organisation('acme').team('release');
    for (const login of approvers) team.member(box.person(login));
    if (place.guarded) this.repository.protect('main', { checks: [required] });
    this.desk = this.repository.issue({ by: box.person('alice'), title: 'How things stand' });
    for (let count = 0; count < 2; count += 1) this.opens('alice');
  }

  get pulls(): PullRequest[] {
    return this.repository.threads
      .map(({ number }) => this.repository.numbered(number))
      .filter(thread => thread instanceof PullRequest);
  }

  /** Somebody does something; in words. */
  act(chance: Dice): string {
    const all: [number, () => string][] = [
      [10, () => this.says(this.#pull(chance), one(chance, everybody), `/deploy ${this.#environment(chance)}`)],
      [3, () => this.#names(chance)],
      [4, () => this.says(this.#pull(chance), one(chance, everybody), `/approve ${this.#environment(chance)}`)],
      [8, () => this.says(one(chance, [this.#pull(chance), this.desk]), one(chance, writers), one(chance, asks))],
      [3, () => this.says(this.#pull(chance), one(chance, everybody), `/cancel ${this.#environment(chance)}`)],
      [2, () => this.says(this.#pull(chance), one(chance, everybody), `/rollback ${this.#environment(chance)}`)],
      [2, () => this.says(this.#pull(chance), one(chance, writers), `/lock ${this.#environment(chance)} 2m moving house`)],
      [3, () => this.says(this.#pull(chance), one(chance, writers), `/unlock ${this.#environment(chance)} --override go on`)],
      [3, () => this.#changesItsMind(chance)],
      [2, () => this.#takesBack(chance)],
      [8, () => this.checks(this.#pull(chance), chance.below(4) > 0)],
      [4, () => this.reviews(this.#pull(chance), one(chance, ['bob', 'carol', 'dave', 'erin']), chance.below(3) > 0)],
      [4, () => this.#pushes(this.#pull(chance), chance)],
      [3, () => this.#merges(this.#pull(chance))],
      [1, () => this.#closes(this.#pull(chance))],
      [3, () => this.opens(one(chance, ['alice', 'bob']))],
      [2, () => this.#breaks(chance)],
    ];
    return one(
      chance,
      all.flatMap(([weight, act]) => Array.from({ length: weight }, () => act)),
    )();
  }

  /** What brings one through to the last environment, each a deed of its own, in their order. */
  ships(chance: Dice): (() => string)[] {
    const pull = () => this.pulls.findLast(({ row }) => row.state === 'open') ?? this.#pull(chance);
    const last = this.place.environments.at(-1) ?? '';
    const by = one(chance, ['alice', 'bob']);
    const goes = this.place.guarded
      ? [
          () => this.reviews(pull(), 'erin', true),
          () => this.says(pull(), by, `/deploy ${this.place.guarded?.after}`),
          () => this.says(pull(), 'carol', `/approve ${last} @${pull().head.slice(0, 12)}`),
        ]
      : [];
    return [
      () => `${this.says(pull(), by, `/unlock ${last} --override go on`)}, ${this.opens('alice')}`,
      () => this.checks(pull(), true),
      ...goes,
      () => this.says(pull(), by, `/deploy ${last} @${pull().head.slice(0, 12)}`),
    ];
  }

  opens(author: string): string {
    this.#branches += 1;
    const branch = `branch-${this.#branches}`;
    const made = this.repository.pullRequest({ by: this.#by(author), branch, files: { [`${branch}.js`]: '// 1\n' } });
    return `${author} opens ${this.#nameOf(made)}`;
  }

  says(thread: Issue, by: string, text: string): string {
    const comment = thread.comment(this.#by(by), text);
    this.words.push({ comment, thread, by, text, stood: stoodFor(thread), plain: true });
    return `${by} in ${this.#nameOf(thread)}: ${text}`;
  }

  checks(pull: PullRequest, good: boolean): string {
    const sha = pull.row.pull.mergeCommit ?? pull.head;
    this.repository.check(sha, required, { conclusion: good ? 'success' : 'failure' });
    return `${required} of ${this.#nameOf(pull)} is ${good ? 'good' : 'bad'}`;
  }

  reviews(pull: PullRequest, by: string, good: boolean): string {
    if (this.box.person(by).id === pull.row.author) return `${by} would review ${this.#nameOf(pull)}, which is theirs`;
    pull.review(this.#by(by), 'Read.', good ? 'APPROVED' : 'CHANGES_REQUESTED');
    return `${by} ${good ? 'approves' : 'wants changes in'} ${this.#nameOf(pull)}`;
  }

  #names(chance: Dice): string {
    const pull = this.#pull(chance);
    const sha = stoodFor(pull) ?? pull.head;
    return this.says(pull, one(chance, everybody), `/deploy ${this.#environment(chance)} @${sha.slice(0, 12)}`);
  }

  /** What was said was nothing, and becomes a command; or another one. */
  #changesItsMind(chance: Dice): string {
    const thread = this.#pull(chance);
    const by = one(chance, everybody);
    const said = this.says(thread, by, one(chance, ['I will see to it.', '/deplyo lab', '/status']));
    const word = this.words.at(-1);
    if (!word) return said;
    word.plain = false;
    const text = `/deploy ${this.#environment(chance)}`;
    word.comment.edit(this.#by(by), text);
    return `${said}, and makes of it ${text}`;
  }

  #takesBack(chance: Dice): string {
    const said = this.says(this.#pull(chance), one(chance, everybody), `/deploy ${this.#environment(chance)}`);
    const word = this.words.at(-1);
    if (!word) return said;
    word.plain = false;
    word.comment.delete();
    return `${said}, and takes it back`;
  }

  /** The next run fails, or never appears, or stands in the queue for long. */
  #breaks(chance: Dice): string {
    const how = one(chance, [{ fail: 'migrate' }, { fail: 'build' }, { fate: 'dropped' }, { queued: 20_000 }] as const);
    this.box.actions.script({ ...pace, ...how, workflow: 'deploy.yml', times: 1 });
    return `the next deploy has ${JSON.stringify(how)}`;
  }

  #pushes(pull: PullRequest, chance: Dice): string {
    if (pull.row.state !== 'open') return this.opens('bob');
    pull.push({ [`${pull.row.pull.head}.js`]: `// ${chance.below(1_000_000)}\n` }, { by: this.#by('alice') });
    return `alice pushes to ${this.#nameOf(pull)}`;
  }

  #merges(pull: PullRequest): string {
    if (pull.row.state !== 'open') return this.opens('bob');
    try {
      pull.merge(this.#by('alice'));
    } catch (error) {
      return `${this.#nameOf(pull)} cannot be merged: ${error instanceof Error ? error.message : error}`;
    }
    return `alice merges ${this.#nameOf(pull)}`;
  }

  #closes(pull: PullRequest): string {
    if (pull.row.pull.mergedAt) return this.opens('bob');
    if (pull.row.state === 'closed') pull.reopen(this.#by('alice'));
    else pull.close(this.#by('alice'));
    return `${this.#nameOf(pull)} is ${pull.row.state}`;
  }

  #pull(chance: Dice): PullRequest {
    return one(chance, this.pulls.slice(-4));
  }

  #environment(chance: Dice): string {
    return one(chance, this.place.environments);
  }

  #nameOf = ({ number }: Issue): string => `${this.place.name}#${number}`;
  #by = (login: string) => this.box.person(login);
}

/** How fast deploys go, by the box's clock. */
export const pace = { queued: 700, step: 900 };

/** Open: its head. Merged: what the merge made. */
export function stoodFor(thread: Issue): string | null {
  if (!(thread instanceof PullRequest)) return null;
  const { mergedAt, mergeCommit } = thread.row.pull;
  return mergedAt ? mergeCommit : thread.row.state === 'open' ? thread.head : null;
}

function one<T>(chance: Dice, all: readonly T[]): T {
  const found = all[chance.below(all.length)];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
}
