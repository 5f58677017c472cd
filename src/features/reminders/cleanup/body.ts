/** The text of a list. Places of boxes never change, so that a tick means the same line in each text it had. */
import type { Repository } from '../../../core/event.ts';
import { type Box, countOf, type Findings, type Kind, type List, type Rest, sizeOf } from './list.ts';
import * as messages from './messages.ts';

export interface Page {
  repository: Repository;
  /** The address of its page. */
  page: string;
}

export function bodyOf({ findings, rewordedAt }: Pick<List, 'findings' | 'rewordedAt'>, { repository, page }: Page): string {
  const { at, quietSince, boxes, merged, abandoned, environments } = findings;
  const clock = { zone: findings.zone };
  const boxesOf = (what: Box['what']) => boxes.filter(box => box.what === what);
  const [artifacts, caches] = [boxesOf('artifacts'), boxesOf('cache')];
  const section = (kind: Kind, lines: string[], total: Rest) => sectionOf(findings, kind, page, lines, total);
  const branchLines = (all: Findings['merged']) => all.map(one => messages.branchLine(one, page, clock));
  return [
    messages.opening(`${repository.owner}/${repository.name}`, at, clock),
    rewordedAt === null ? '' : messages.reworded(rewordedAt.getTime(), clock),
    section(
      'artifacts',
      artifacts.map(one => boxLine(one, clock)),
      totalOf(artifacts),
    ),
    section(
      'caches',
      caches.map(one => boxLine(one, clock)),
      totalOf(caches),
    ),
    section('merged', branchLines(merged), { count: merged.length, size: 0 }),
    section('abandoned', branchLines(abandoned), { count: abandoned.length, size: 0 }),
    section(
      'environments',
      environments.map(one => messages.environmentLine(one, clock)),
      { count: environments.length, size: 0 },
    ),
    quietSince === null ? '' : messages.quiet(quietSince, page, clock),
    messages.closing(),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

const totalOf = (boxes: Box[]): Rest => ({
  count: boxes.reduce((sum, box) => sum + countOf(box), 0),
  size: boxes.reduce((sum, box) => sum + sizeOf(box), 0),
});

function sectionOf({ rest, cut }: Findings, kind: Kind, page: string, lines: string[], total: Rest): string {
  if (lines.length === 0) return '';
  const isCut = cut.includes(kind);
  const left = messages.left(kind, rest[kind], isCut);
  const heading = messages.heading(kind, total.count + rest[kind].count, isCut, total.size + rest[kind].size);
  return [`${heading}\n${messages.about(kind, page)}\n\n${lines.join('\n')}`, ...(left === '' ? [] : [left])].join('\n\n');
}

/** Ticked while it goes, and once it is gone. */
const isTicked = ({ became }: Box): boolean => became !== null && ['going', 'deleted', 'gone'].includes(became.is);

const boxLine = (box: Box, clock: messages.Clock): string =>
  `- [${isTicked(box) ? 'x' : ' '}] ${messages.boxWords(box, clock)}${messages.becameWords(box.became, clock)}`;
