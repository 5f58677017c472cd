/** What `/status` says of builds: what is red, and where that is told. */
import { timezone } from '../../config/sections.ts';
import type { Part } from '../../core/feature.ts';
import { going } from '../../issues/store.ts';
import { momentOf } from '../../time/moment.ts';
import { titleOf } from './body.ts';
import { builds, buildsOf } from './config.ts';
import { type Build, buildOf } from './story.ts';

const most = 10;

export const redBuilds: Part = {
  section: builds,
  async says(session, { repository, file }) {
    if (!buildsOf(file, repository.defaultBranch)) return null;
    const all = (await going(session, repository, 'builds')).map(buildOf);
    const red = all.filter(({ story }) => story.flaky === null);
    const flaky = all.filter(({ story }) => story.flaky !== null);
    const more = [
      ...(red.length > most ? [`- and ${red.length - most} more`] : []),
      ...(flaky.length > 0
        ? [`- 🎲 ${flaky.length === 1 ? 'one build is' : `${flaky.length} builds are`} flaky${placesOf(flaky)}`]
        : []),
    ];
    if (all.length === 0) return '✅ No watched build is red.';
    return [...red.slice(0, most).map(one => lineOf(one, file.read(timezone) ?? 'UTC')), ...more].join('\n');
  },
};

function placesOf(builds: Build[]): string {
  const numbers = builds.flatMap(({ number }) => (number === null ? [] : `#${number}`));
  const more = numbers.length > most ? ', …' : '';
  return numbers.length === 0 ? '' : `: ${numbers.slice(0, most).join(', ')}${more}`;
}

function lineOf({ story, beganAt, number, state }: Build, zone: string): string {
  const where = number === null ? '' : ` (#${number})`;
  const doubt = state === 'watching' ? ', perhaps only for a moment' : '';
  return `- ❌ ${titleOf(story)}, since ${momentOf(beganAt, zone)}${doubt}${where}`;
}
