/** What stands round a build that is red: how it came, how its source did lately, and where else the same is red. Pure. */
import { isTold } from '../../issues/episode.ts';
import { onlyChange } from './messages.ts';
import { explained, type Found } from './ranging.ts';
import type { About, Report } from './report.ts';
import { type Build, changed, firstOf } from './story.ts';

const stripLength = 30;
const marks = { pass: '🟩', fail: '🟥', broken: '🟥', none: '⬜' };

interface Known {
  about: About;
  reports: Report[];
  ranges: Map<string, Found>;
  /** All others that go on in the repository. */
  others: Build[];
}

/** Each with what is known round it, and those of the others that it changes. */
export function rounded(builds: Build[], known: Known): Build[] {
  const own: Build[] = [];
  for (const build of builds) own.push(withStrip(withRange(build, known, [...known.others, ...own]), known.reports));
  const others = known.others.filter(other => !own.some(({ id }) => id === other.id));
  const all = [...own, ...others];
  const named = all.map(build => withOthers(build, all));
  return named.filter((build, place) => place < own.length || build !== all[place]);
}

function withRange(build: Build, known: Known, before: Build[]): Build {
  const found = isTold(build) && build.story.range === null ? explained(build, known) : null;
  if (!found) return build;
  const { range, author } = found;
  const [change] = range.likely;
  const { called, flaky } = build.story;
  const next = changed(build, {}, { range });
  // One commit may break much: who made it is called once.
  const isCalled = before.some(
    other => firstOf(other)?.sha === firstOf(build)?.sha && author !== null && other.story.called.includes(author),
  );
  if (author === null || !change || called.includes(author) || isCalled || flaky || build.state !== 'open') return next;
  const note = onlyChange(author, build.story.branch, change);
  return changed(next, { notes: [...next.notes, note] }, { called: [...called, author] });
}

function withStrip(build: Build, reports: Report[]): Build {
  if (build.story.shape === 'cause') return build;
  const lately = reports.slice(0, stripLength).toReversed();
  return changed(build, {}, { strip: lately.map(({ verdict }) => marks[verdict]).join('') });
}

/** With the other branches where the same error is red. */
function withOthers(build: Build, all: Build[]): Build {
  const { shape, kind, branch, fault, elsewhere } = build.story;
  if (shape === 'cause' || kind === 'deploy' || build.state !== 'open') return build;
  const same = all.filter(
    other =>
      other.state === 'open' && fault !== null && other.story.fault?.print === fault.print && other.story.branch !== branch,
  );
  const found = same.map(({ story, number }) => ({ branch: story.branch, number }));
  return JSON.stringify(found) === JSON.stringify(elsewhere) ? build : changed(build, {}, { elsewhere: found });
}
