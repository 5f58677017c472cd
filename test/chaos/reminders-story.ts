import type { Fault, Matching } from '../../src/sandbox/github/index.ts';
import type { Dice } from './dice.ts';
import type { Point } from './plan.ts';
import { ReminderWorld } from './reminders-world.ts';
import { Servers } from './servers.ts';
import { Story } from './story.ts';

/** Days of work in two repositories, while servers die, and all that goes wrong on the way between them and GitHub. */

const deadly: Point[] = ['kept', 'taken', 'factsRead', 'factsRead', 'committed', 'effectSent', 'effectAnswered'];
const looks: Matching = { route: 'POST /graphql', only: ({ body }) => /pullRequests\(|fragment open/.test(body) };
const folds: Matching = { route: 'POST /graphql', only: ({ body }) => body.includes('minimizeComment') };
const posts: Matching = { route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments' };
const opens: Matching = { route: 'POST /repos/{owner}/{repo}/issues' };
const deletes: Matching = { route: 'DELETE /repos/{owner}/{repo}/actions/artifacts/{artifact_id}' };

const breaks: [Matching, Fault[]][] = [
  [looks, [{ before: 502 }, { after: 502 }, { before: 'too long' }, { secondary: 30 }, { before: 'hang' }, { after: 'hang' }]],
  [posts, [{ after: 502 }, { before: 502 }, { after: 'reset' }, { secondary: 30 }, { after: 'hang' }]],
  [folds, [{ after: 502 }, { before: 502 }, { secondary: 30 }]],
  [opens, [{ after: 502 }, { after: 'reset' }]],
  [deletes, [{ after: 502 }, { before: 502 }]],
];
const day = 24 * 3_600_000;

export class ReminderStory implements AsyncDisposable {
  readonly story: Story;
  readonly world: ReminderWorld;
  readonly #dice: Dice;
  readonly #servers: Servers;

  private constructor(story: Story, world: ReminderWorld, dice: Dice, servers: Servers) {
    this.story = story;
    this.world = world;
    this.#dice = dice;
    this.#servers = servers;
  }

  static async begin(dice: Dice): Promise<ReminderStory> {
    const story = await Story.begin({ threads: 0, adopted: dice.below(2) === 0 });
    const world = new ReminderWorld(story.box, dice);
    await story.box.settled();
    // What lies around has done so for a month, and the first thing that happens in this one is work.
    const now = story.box.clock.now();
    await story.later((firstWork(now).getTime() - now.getTime()) / 1_000);
    const servers = await Servers.on(story, dice, deadly);
    const self = new ReminderStory(story, world, dice, servers);
    world.asks();
    for (let count = 0; count < 8; count += 1) world.opens();
    await servers.settle();
    return self;
  }

  disturbs(seed: number): void {
    const lateness = { least: 5_000, most: 2 * 3_600_000 };
    this.story.box.webhooks.disorder({ seed, drop: 0.08, double: 0.15, late: 0.1, lateness, reorder: 0.2 });
  }

  breaks(): string {
    const [matching, faults] = breaks[this.#dice.below(breaks.length)] ?? [posts, []];
    const fault = faults[this.#dice.below(faults.length)] ?? { after: 502 };
    this.story.box.faults.next(matching, fault);
    return `the next ${matching.only ? `${matching.only}` : matching.route} ends with ${JSON.stringify(fault)}`;
  }

  /** What hangs is let go: whoever asked has waited for long enough, or is dead. */
  async settles(): Promise<void> {
    const going = setInterval(() => this.story.box.release(), 300);
    await this.#servers.settle().finally(() => clearInterval(going));
  }

  dies = (): Promise<string> => this.#servers.dies();

  async later(minutes: number): Promise<string> {
    await this.#servers.later(minutes * 60);
    return `${minutes} minutes pass`;
  }

  /** All that was told is heard, all that waits for its time has had it. */
  async ends(): Promise<void> {
    const { box } = this.story;
    box.webhooks.drop(0);
    box.webhooks.calm();
    box.faults.clear();
    await this.settles();
    // What a dead server had in hand, GitHub's log, what changed, and all of it once more.
    for (const minutes of [2, 6, 65, 3, 6, 24 * 60, 3, 6, 65, 3]) {
      await this.later(minutes);
      await this.settles();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.story[Symbol.asyncDispose]();
    this.#servers.forget();
  }
}

/** Two hours before work begins in the first month that is more than four weeks away. */
function firstWork(now: Date): Date {
  const far = new Date(now.getTime() + 33 * day);
  return new Date(Date.UTC(far.getUTCFullYear(), far.getUTCMonth() + 1, 1, 7));
}
