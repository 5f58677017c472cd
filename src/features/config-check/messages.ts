import { list } from '../../config/words.ts';
import type { Problem } from '../../core/file.ts';
import { code } from '../../text/inert.ts';

/** Every sentence of the check run `shipmate.yml`. */

/** Of a check run's summary; the rest stands at the lines. */
const mostListed = 20;

/** `stops`: what cannot work with the workflows as they are here. `weaker`: how many things only could be better. */
export const sound = (
  on: string[],
  organisationHasProblems: boolean,
  stops: { line: number; says: string }[],
  weaker: number,
) => ({
  title: stops.length === 0 ? 'The file is sound' : `The file is sound, ${lacking(stops.length)}`,
  summary: [
    ...(stops.length > 0
      ? [`As the workflows are in this pull request, this would not work:\n\n${listedUp(stops.map(at))}`]
      : []),
    switchedOn(on),
    ...(weaker > 0
      ? [`${weaker === 1 ? 'A notice at its line says' : `${weaker} notices at the lines say`} what would be better.`]
      : []),
    ...above(organisationHasProblems),
  ].join('\n\n'),
});

const lacking = (count: number): string => (count === 1 ? 'a workflow lacks something' : `workflows lack ${count} things`);
const at = ({ line, says }: { line: number; says: string }) => `- line ${line}: ${says}`;
const listedUp = (lines: string[]) => lines.slice(0, mostListed).join('\n') + rest(lines.length - mostListed);

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
    problems.every(({ replaced }) => replaced)
      ? 'In the place of what is named here counts what the organisation enforces.'
      : counts
        ? 'This is the file that counts now, and what has a problem in it is off.'
        : 'What has a problem in it stays off if this is merged.',
    listedUp(problems.map(({ line, message }) => at({ line, says: message }))),
    switchedOn(on),
    'The same is said offline by `npm run shipmate -- validate .github/shipmate.yml`.',
  ].join('\n\n'),
});

/** What gets easier comes first: whoever reviews the change has to know, however sound it is. */
export const withLoosened = ({ title, summary }: { title: string; summary: string }, loosened: { says: string }[]) =>
  loosened.length === 0
    ? { title, summary }
    : {
        title: `${title}${title.includes(',') ? ',' : ''} and ${loosened.length === 1 ? 'a policy gets' : `${loosened.length} policies get`} looser`,
        summary: [...loosened.slice(0, mostListed).map(({ says }) => `⚠️ ${says}`), summary].join('\n\n'),
      };

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
