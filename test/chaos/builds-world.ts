import type { Account, Box, Repository, WorkflowRun } from '../../src/sandbox/github/index.ts';
import type { Dice } from './dice.ts';

/** A repository with two watched branches, on which people break and mend things as the dice fall. */

export const branches = ['main', 'release'];
const people = ['alice', 'bob', 'carol'];
export const context = 'legacy/ci';

const job = (name: string) => `  ${name}: { runs-on: ubuntu-latest, steps: [{ name: run ${name}, run: make ${name} }] }\n`;
const workflow = (name: string, jobs: string[]) =>
  `name: ${name}\non: { push: { branches: [${branches.join(', ')}] } }\njobs:\n${jobs.map(job).join('')}`;

/** Workflows by their files: what each calls itself, and its jobs. */
export const workflows: Record<string, { name: string; jobs: string[] }> = {
  'ci.yml': { name: 'CI', jobs: ['test', 'lint', 'types'] },
  'walk.yml': { name: 'Walk', jobs: ['walk'] },
};

export const files = {
  '.github/shipmate.yml': `builds: { branches: [${branches.join(', ')}] }\n`,
  ...Object.fromEntries(
    Object.entries(workflows).map(([file, { name, jobs }]) => [`.github/workflows/${file}`, workflow(name, jobs)]),
  ),
};

const logOf = (error: string) => (name: string) => {
  const what = error === 'shared' ? 'everything' : `${name}${error}`;
  return `FAIL  src/${what}.test.js > works\nTypeError: ${what} is not a function\n ❯ src/${what}.js:4:9\n`;
};

export class BuildWorld {
  readonly box: Box;
  readonly web: Repository;
  readonly #dice: Dice;
  #pushes = 0;

  constructor(box: Box, web: Repository, dice: Dice) {
    this.box = box;
    this.web = web;
    this.#dice = dice;
  }

  /** One thing that somebody does, or that a machine says; in words. */
  act(): string {
    const fate = this.#dice.below(100);
    if (fate < 25) return this.push(this.#one(branches));
    if (fate < 75) return this.end();
    if (fate < 84) return this.rerun();
    if (fate < 92) return this.says(this.#one(branches), this.#dice.below(3) === 0);
    return this.loses();
  }

  push(branch: string): string {
    this.#pushes += 1;
    const by = this.#somebody();
    const { sha } = this.web.push(branch, { [`src/${branch}.js`]: `// ${this.#pushes}\n` }, { by });
    return `${by.login} pushes ${sha.slice(0, 7)} to ${branch}`;
  }

  /** A run that is under way ends, whichever. */
  end(): string {
    const open = this.web.runs().filter(({ status }) => status !== 'completed');
    const run = open[this.#dice.below(Math.max(open.length, 1))];
    return run ? this.#ends(run, this.#dice.below(5) < 2) : 'nothing runs';
  }

  endAll(): string[] {
    const open = this.web.runs().filter(({ status }) => status !== 'completed');
    return open.map(run => this.#ends(run, this.#dice.below(3) === 0));
  }

  rerun(): string {
    const over = this.web
      .runs()
      .filter(({ status }) => status === 'completed')
      .slice(-6);
    const run = over[this.#dice.below(Math.max(over.length, 1))];
    if (!run) return 'nothing ran';
    const failed = run.conclusion === 'failure' && this.#dice.below(2) === 0;
    run.rerun(this.#somebody(), failed ? 'failed' : 'all');
    return `${nameOf(run)} runs again${failed ? ', what failed of it' : ''}`;
  }

  says(branch: string, fails: boolean): string {
    const sha = this.web.head(branch);
    this.web.status(sha, context, fails ? 'failure' : 'success');
    return `${context} of ${sha.slice(0, 7)} on ${branch} ${fails ? 'failed' : 'is good'}`;
  }

  /** The next webhooks never arrive; they stand in GitHub's log. */
  loses(): string {
    const count = 1 + this.#dice.below(3);
    this.box.webhooks.drop(count);
    return `${count} webhooks are lost`;
  }

  #ends(run: WorkflowRun, fails: boolean): string {
    const jobs = run.jobs.filter(one => one.status !== 'completed').map(({ name }) => name);
    const broken = fails ? this.#dice.shuffled(jobs).slice(0, 1 + this.#dice.below(jobs.length)) : [];
    const error = this.#one(['shared', 'Alpha', 'Beta']);
    run.finish(fails ? 'failure' : 'success', { step: broken.map(name => `run ${name}`), log: logOf(error) });
    return `${nameOf(run)} ${broken.length > 0 ? `fails in ${broken.join(', ')} (${error})` : 'passes'}`;
  }

  #one<T>(all: readonly T[]): T {
    const one = all[this.#dice.below(all.length)];
    if (one === undefined) throw new Error('there is nothing to choose from');
    return one;
  }

  #somebody = (): Account => this.box.person(this.#one(people));
}

const nameOf = ({ row }: WorkflowRun) => `run ${row.number}.${row.attempt} at ${row.head.slice(0, 7)} on ${row.branch}`;
