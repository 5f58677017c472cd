/** The texts of a team's list and of the issue that it stands in. Pure. */
import { list } from '../../../config/words.ts';
import { code, inert } from '../../../text/inert.ts';
import { momentOf } from '../../../time/moment.ts';
import { type Calendar, workedBetween, workedWords } from '../../../time/work-time.ts';
import type { Digest } from '../config.ts';
import { kinds, type Line, type Listed } from './list.ts';
import * as messages from './messages.ts';

interface Round {
  team: Digest['team'];
  /** The address of the repository's page. */
  page: string;
  calendar: Calendar;
  now: Date;
}

/** A review may be asked of more people than a line has room for. */
const mostNames = 3;

export function bodyOf({ lines, more }: Listed, round: Round): string {
  const { team, page } = round;
  const groups = kinds.flatMap(kind => {
    const mine = lines.filter(line => line.kind === kind);
    return mine.length === 0 ? [] : `**${messages.groups[kind]}**\n\n${mine.map(line => lineOf(line, round)).join('\n')}`;
  });
  return [
    messages.heading(team, lines.length + more),
    ...groups,
    ...(more === 0 ? [] : [messages.more(more, page)]),
    messages.howToStop,
  ].join('\n\n');
}

/** The title stands outside of the link: brackets in it would end the link, or begin another. */
function lineOf({ number, title, since, size, ...line }: Line, { page, calendar, now }: Round): string {
  const { additions, deletions, files } = size;
  const changes = `+${additions} −${deletions} in ${files === 1 ? 'one file' : `${files} files`}`;
  return `- [#${number}](${page}/pull/${number}) ${inert(title, 100)}: ${whose(line)}, for ${workedWords(workedBetween(since, now, calendar), calendar)} (${changes})`;
}

function whose({ kind, who, unasked }: Pick<Line, 'kind' | 'who' | 'unasked'>): string {
  const names = who.map(name => code(name, 150));
  if (names.length === 0) return messages.whoeverMay;
  const all = list(names, kind === 'merge' ? 'or' : 'and', mostNames);
  return unasked ? messages.nobodyAsked(all) : all;
}

export const issueBody = ({ team, calendar }: Pick<Round, 'team' | 'calendar'>, { lines, more }: Listed, due: Date): string =>
  [
    messages.about(team),
    messages.newest(momentOf(due, calendar.timezone), calendar.timezone, lines.length + more),
    messages.howToStopAll,
  ].join('\n\n');
