import { list } from '../../config/words.ts';
import type { Problem } from '../../core/file.ts';
import { code } from '../../core/inert.ts';

/** Every sentence of the check run `shipmate.yml`. */

/** Of a check run's summary; the rest stands at the lines. */
const mostListed = 20;

export const sound = (on: string[], organisationHasProblems: boolean) => ({
  title: 'The file is sound',
  summary: [switchedOn(on), ...above(organisationHasProblems)].join('\n\n'),
});

export const gone = (on: string[], organisationHasProblems: boolean) => ({
  title: on.length === 0 ? 'Shipmate goes quiet here' : 'Only the organisation’s file is left',
  summary: [
    on.length === 0
      ? 'The file is deleted. Once this is merged, nothing is switched on in this repository.'
      : `The file is deleted. Once this is merged, the organisation’s file alone counts. ${switchedOn(on)}`,
    ...above(organisationHasProblems),
  ].join('\n\n'),
});

export const broken = (problems: Problem[], on: string[], counts: boolean) => ({
  title: problems.length === 1 ? '1 problem in the file' : `${problems.length} problems in the file`,
  summary: [
    counts
      ? 'This is the file that counts now, and what has a problem in it is off.'
      : 'What has a problem in it stays off if this is merged.',
    problems.slice(0, mostListed).map(listed).join('\n') + rest(problems.length - mostListed),
    switchedOn(on),
    'The same is said offline by `npm run shipmate -- validate .github/shipmate.yml`.',
  ].join('\n\n'),
});

const listed = (problem: Problem) => `- line ${problem.line}: ${problem.message}`;
const rest = (more: number) => (more > 0 ? `\n- and ${more} more, at their lines` : '');

export const switchedOn = (on: string[]): string =>
  on.length === 0
    ? 'Nothing is switched on.'
    : `Switched on: ${list(
        on.map(key => code(key)),
        'and',
      )}.`;

const above = (hasProblems: boolean) =>
  hasProblems
    ? ['The organisation’s own file has a problem, and what depends on that is off; its `.github` repository shows which.']
    : [];
