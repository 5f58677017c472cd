import type { Fault } from '../../src/sandbox/github/index.ts';
import { ours, wrongs } from './builds-oracle.ts';
import { BuildWorld, files } from './builds-world.ts';
import type { Dice } from './dice.ts';
import type { Point } from './plan.ts';
import { Servers } from './servers.ts';
import { Story } from './story.ts';

/** Three servers on one database, and everything that goes wrong on the way from a run to an issue. */

const deadly: Point[] = ['taken', 'factsRead', 'committed', 'effectSent', 'effectAnswered'];
const opening = 'POST /repos/{owner}/{repo}/issues';
const commenting = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

export class BuildStory implements AsyncDisposable {
  readonly story: Story;
  readonly world: BuildWorld;
  readonly #dice: Dice;
  readonly #servers: Servers;

  private constructor(story: Story, dice: Dice, servers: Servers) {
    this.story = story;
    this.#dice = dice;
    this.#servers = servers;
    this.world = new BuildWorld(story.box, story.box.repository('acme/web'), dice);
  }

  static async begin(dice: Dice): Promise<BuildStory> {
    const story = await Story.begin({ threads: 0, adopted: dice.below(2) === 0 });
    const self = new BuildStory(story, dice, await Servers.on(story, dice, deadly));
    self.world.web.push('main', files, { by: story.box.person('alice') });
    self.world.push('release');
    for (const run of self.world.web.runs()) run.finish();
    await self.settles();
    return self;
  }

  /** From now on webhooks and writes go wrong as the dice fall. */
  disturbs(seed: number): void {
    const { webhooks } = this.story.box;
    webhooks.disorder({ seed, double: 0.15, late: 0.1, lateness: { least: 5_000, most: 400_000 }, reorder: 0.2 });
  }

  /** A write, or the answer to it, is lost. */
  breaksWrite(): string {
    const route = this.#dice.below(3) > 0 ? opening : commenting;
    // What hangs takes ten seconds of the real time.
    const faults: Fault[] = [
      { after: 502 },
      { before: 502 },
      { after: 'reset' },
      this.#dice.below(4) === 0 ? { after: 'hang' } : { after: 500 },
    ];
    const fault = faults[this.#dice.below(faults.length)] ?? { after: 502 };
    this.story.box.faults.next({ route }, fault);
    return `the next ${route} ends with ${JSON.stringify(fault)}`;
  }

  /** What is asked within a minute may be answered by somebody who knows nothing that came after our last write. */
  lags(): string {
    const { faults, clock } = this.story.box;
    const until = new Date(clock.now().getTime() + 60_000);
    faults.storm({ seed: this.#dice.below(1_000_000), rate: 0.5, kinds: [{ stale: true }], until });
    return 'GitHub lags for a minute';
  }

  dies = (): Promise<string> => this.#servers.dies();
  settles = (): Promise<void> => this.#servers.settle();
  later = (seconds: number): Promise<void> => this.#servers.later(seconds);

  /** All runs end, all that was missed or is late is heard, and all that waits for its time has had it: what is wrong then. */
  async checkpoint(): Promise<string[]> {
    const { box } = this.story;
    box.webhooks.drop(0);
    box.webhooks.calm();
    box.faults.clear();
    box.release();
    await this.settles();
    // What a dead server had in hand, GitHub's log, what may mend itself, and what is edited not before a minute has gone by.
    for (const seconds of [60, 30, 310, 125, 35, 65, 65]) {
      await this.later(seconds);
      await this.settles();
    }
    const aside = await this.story.query<{ name: string; error: string }>(
      `select name, error from deliveries where state = 'aside'`,
    );
    return [
      ...wrongs(box, this.world.web),
      ...aside.map(({ name, error }) => `${name} was set aside: ${error}`),
      ...box.unknownRoutes.map(route => `the box does not know ${route}`),
    ];
  }

  /** For whoever wants to see what came of it. */
  tells(): string {
    const { box } = this.story;
    const issues = ours(box, this.world.web);
    return issues
      .map(
        issue =>
          `#${issue.number} ${issue.row.state}: ${issue.row.title}\n${issue.comments.map(({ body }) => `    ${body.split('\n')[0]}`).join('\n')}`,
      )
      .join('\n');
  }

  /** Another day: what breaks again is no coming and going, and each old token is refused once. */
  async sleeps(): Promise<void> {
    await this.later(25 * 3_600);
    for (let count = 0; count < this.#servers.all.length; count += 1) {
      await this.settles();
      await this.later(60);
    }
    await this.settles();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.story[Symbol.asyncDispose]();
    this.#servers.forget();
  }
}
