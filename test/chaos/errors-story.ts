import type { Fault } from '../../src/sandbox/github/index.ts';
import { until } from '../until.ts';
import type { Dice } from './dice.ts';
import { addPager, ErrorPlace, secretsKey } from './errors-place.ts';
import { ErrorWorld, files } from './errors-world.ts';
import type { Point } from './plan.ts';
import { Servers } from './servers.ts';
import { Story } from './story.ts';

/** Three servers on one database, each with a door, and everything that goes wrong on the way from an alert to an issue. */

const deadly: Point[] = [
  ...(['kept', 'hookAnswered', 'lettersRead', 'lettersRead', 'lettersCounted'] as const),
  ...(['taken', 'factsRead', 'committed', 'effectSent', 'effectAnswered'] as const),
];
const writes = [
  'POST /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
] as const;

export class ErrorStory implements AsyncDisposable {
  readonly story: Story;
  readonly place: ErrorPlace;
  readonly #dice: Dice;
  readonly #servers: Servers;

  private constructor(story: Story, place: ErrorPlace, dice: Dice, servers: Servers) {
    this.story = story;
    this.place = place;
    this.#dice = dice;
    this.#servers = servers;
  }

  static async begin(dice: Dice): Promise<ErrorStory> {
    const story = await Story.begin({ threads: 0, adopted: dice.below(2) === 0, env: secretsKey });
    await addPager(story.database);
    const web = story.box.repository('acme/web');
    const place = new ErrorPlace(story, web, new ErrorWorld(dice, () => story.box.clock.now()));
    const self = new ErrorStory(story, place, dice, await Servers.on(story, dice, deadly));
    web.push('main', files, { by: story.box.person('alice') });
    await self.settles();
    return self;
  }

  disturbs(seed: number): void {
    const { webhooks } = this.story.box;
    webhooks.disorder({ seed, double: 0.15, late: 0.1, lateness: { least: 5_000, most: 400_000 }, reorder: 0.2 });
  }

  /** A write, or the answer to it, is lost. */
  breaksWrite(): string {
    const route = writes[this.#dice.below(writes.length)] ?? writes[0];
    const faults: Fault[] = [{ after: 502 }, { before: 502 }, { after: 'reset' }, { after: 500 }, { secondary: 30 }];
    const fault = faults[this.#dice.below(faults.length)] ?? { after: 502 };
    this.story.box.faults.next({ route }, fault);
    return `the next ${route} ends with ${JSON.stringify(fault)}`;
  }

  sends = (): Promise<string> => this.place.sends(this.#servers, this.#dice);
  dies = (): Promise<string> => this.#servers.dies();
  later = (seconds: number): Promise<void> => this.#servers.later(seconds);

  async settles(): Promise<void> {
    await this.#servers.settle();
    await this.place.looks();
  }

  /** All that was told is heard, all that waits for its time has had it. */
  async ends(): Promise<void> {
    const { box } = this.story;
    box.webhooks.drop(0);
    box.webhooks.calm();
    box.faults.clear();
    box.release();
    await this.settles();
    await until(async () => {
      await this.sends();
      await this.settles();
      return this.place.world.letters.every(({ heard }) => heard > 0);
    });
    // What a dead server had in hand, looks, GitHub's log, and what is edited not before a minute has gone by.
    for (const seconds of [60, 16, 30, 310, 65, 65, 65]) {
      await this.later(seconds);
      await this.settles();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.story[Symbol.asyncDispose]();
    this.#servers.forget();
  }
}
