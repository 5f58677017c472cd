/** The issue of a check that failed, as it stands now. Pure. */
import { filePath } from '../../config/file.ts';
import type { Round, Shown } from '../../issues/kind.ts';
import { code, fenced, inert } from '../../text/inert.ts';
import { momentOf } from '../../time/moment.ts';
import { runLink, runsOf } from './messages.ts';
import { changed, type Story, type Trouble } from './story.ts';

const mostFindings = 20;
const mostDetails = 3;
const longestDetail = 2_500;
const signs = { pass: '✅', warn: '⚠️', fail: '❌', unknown: '❔' };

export const shows = (trouble: Trouble, round: Round): Shown => ({
  title: titleOf(trouble.story),
  body: bodyOf(trouble, round),
  news: bodyOf(uncounted(trouble), round),
});

/** As if it had failed once: the same found again changes nothing here. */
const uncounted = (trouble: Trouble): Trouble => changed(trouble, {}, { runs: 1, last: trouble.story.first });

/** Without counts and ids. */
export function titleOf({ environment, name }: Pick<Story, 'environment' | 'name'>): string {
  const where = environment === '' ? '' : `[${inert(environment, 60)}] `;
  return `${where}${inert(name, 120)}`;
}

function bodyOf(trouble: Trouble, round: Round): string {
  const { story } = trouble;
  const parts = [
    headline(trouble, round),
    trouble.state === 'open' || story.findings.length === 0 ? '' : 'What it found last:',
    findingsOf(story),
    detailsOf(story),
    unknownOf(trouble, round),
    placeOf(story, round),
    beforeOf(story, round),
    ends(trouble, round),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function headline({ state, story, beganAt, endedAt }: Trouble, { timezone }: Round): string {
  const since = momentOf(beganAt, timezone);
  if (state === 'open') {
    const runs = story.runs === 1 ? '' : `${runsOf(story)}; last in `;
    return `❌ Fails since ${since} (${timezone}), in ${runs}run ${runLink(story.last)}.`;
  }
  const from = `it failed from ${since} to ${endedAt ? momentOf(endedAt, timezone) : ''}, in ${runsOf(story)}`;
  if (story.mended === null) return `⚪ Nobody looks at it any more: ${from}.`;
  if (story.ending === 'warned')
    return `✅ It only warns since run ${runLink(story.mended)}: ${from}.\n\n> ⚠️ ${inert(story.warns, 300)}`;
  return `✅ It passed in run ${runLink(story.mended)}: ${from}.`;
}

/** What failed comes first: it is what people look for. */
function findingsOf({ findings }: Story): string {
  const order = ['fail', 'unknown', 'warn', 'pass'];
  const told = findings.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const lines = told.slice(0, mostFindings).map(({ verdict, says }) => `- ${signs[verdict]} ${inert(says, 300)}`);
  const more = told.length > mostFindings ? [`- and ${told.length - mostFindings} more`] : [];
  return [...lines, ...more].join('\n');
}

const detailsOf = ({ details }: Story): string =>
  details
    .slice(0, mostDetails)
    .map(({ title, text }) => `<details><summary>${inert(title, 120)}</summary>\n\n${fenced(text, longestDetail)}\n\n</details>`)
    .join('\n\n');

function unknownOf({ state, story: { unknown } }: Trouble, { timezone, page }: Round): string {
  if (state !== 'open' || !unknown) return '';
  const run = `[the run of ${momentOf(new Date(unknown.at), timezone)}](${page}/actions/runs/${unknown.run})`;
  return `❔ It could not be looked at since, last in ${run}: ${inert(unknown.says, 300)}`;
}

/** As of the commit that was checked: later the line may be another. */
function placeOf({ last, line, kind }: Story, { page }: Round): string {
  const path = filePath.split('/').map(encodeURIComponent).join('/');
  return `A check of the kind ${code(kind)}, [line ${line}](${page}/blob/${last.sha}/${path}#L${line}) of ${code(filePath)}.`;
}

function beforeOf({ before }: Story, { timezone }: Round): string {
  if (!before) return '';
  const where = before.number === null ? 'here' : `in #${before.number}`;
  return `Seen before ${where}, until ${momentOf(new Date(before.endedAt), timezone)}.`;
}

function ends({ state, story: { environment } }: Trouble, { prefix }: Round): string {
  if (state !== 'open') return '';
  const check = code(`${prefix}check${/^[\w./-]+$/.test(environment) ? ` ${environment}` : ''}`);
  return `This closes itself when the check passes on the default branch. ${check} runs it now · ${code(`${prefix}snooze 2d`)} keeps me quiet.`;
}
