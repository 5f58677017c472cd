import { dice } from './dice.ts';
import type { Point } from './plan.ts';
import { quietPort } from './port.ts';
import { Story } from './story.ts';

/** One story with many deaths: a server is killed, the next one goes on and is killed elsewhere, and the last one lives. */

const deadly: Point[] = ['bodyRead', 'kept', 'answered', 'taken', 'factsRead', 'committed', 'effectSent', 'effectAnswered'];

/** A delivery that nine processes died on would be set aside, so fewer die in one story. */
const deathsAStory = 6;
/** Four stories in a row hold each point three times. */
const stories = 4;

const commentsALife = 3;

export function pointsOf(seed: number): Point[] {
  const all = dice(Math.floor((seed - 1) / stories)).shuffled([...deadly, ...deadly, ...deadly]);
  const place = (seed - 1) % stories;
  return all.slice(place * deathsAStory, (place + 1) * deathsAStory);
}

interface Outcome {
  deaths: number;
  commands: number;
  wrongs: string[];
}

export async function die({ seed, points }: { seed: number; points: readonly Point[] }): Promise<Outcome> {
  const chance = dice(seed);
  await using story = await Story.begin({ adopted: chance.below(2) === 0 });
  // Always the same address, as in life: GitHub knocks while nobody is there, and as soon as somebody is.
  const address = { PORT: String(await quietPort(chance)) };
  const sayAll = () => {
    for (let said = 0; said < commentsALife; said += 1) story.ping(story.threads[chance.below(story.threads.length)]);
  };
  for (const point of points) {
    const server = await story.serve(
      { strike: { point, occurrence: 1 + chance.below(commentsALife), signal: 'SIGKILL' } },
      address,
    );
    sayAll();
    await server.ended;
    await story.box.settled();
    // Sometimes it stays away for so long that every lease runs out.
    if (chance.below(3) === 0) await story.later(90);
  }
  await story.serve({}, address);
  sayAll();
  // Without waiting for the next reading of GitHub's log: the one at the start has found all that was missed.
  await story.quiet();
  const wrongs = await story.wrongs();
  if (wrongs.length > 0) wrongs.push(story.lastWords());
  return {
    deaths: story.processes.filter(one => one.over?.signal === 'SIGKILL').length,
    commands: story.commands.length,
    wrongs,
  };
}
