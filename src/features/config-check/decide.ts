import { filePath } from '../../config/file.ts';
import { type Decision, decided } from '../../core/decision.ts';
import type { ReportCheck } from '../../core/effect.ts';
import type { BranchPushed, HeadMoved } from '../../core/event.ts';
import type { Judged } from './facts.ts';
import * as messages from './messages.ts';
import { remembering } from './store.ts';

/** GitHub takes so many at once. */
const mostAnnotated = 50;

/** A pull request that changes the file hears what it would do. */
export function checkHead(event: HeadMoved, judged: Judged): Decision {
  const report = check(event, judged, false);
  return decided({
    about: `whether ${filePath} of pull request ${event.number} is sound`,
    reasons: { says: report.title, holds: report.conclusion !== 'failure' },
    effects: [report],
  });
}

/** What arrives on the default branch counts from now on. Said aloud only if it is broken: that it is sound, its pull request heard. */
export function checkBranch(event: BranchPushed, judged: Judged & { head: string }, blob: string | null | undefined): Decision {
  const report = check({ repository: event.repository, head: judged.head }, judged, true);
  const changed = blob !== (judged.file?.blob ?? null);
  const broken = report.conclusion === 'failure';
  return decided({
    about: `whether ${filePath} on ${event.branch} is sound`,
    outcome: changed || broken ? 'done' : 'ignored',
    reasons: { says: report.title, holds: !broken },
    changes: [remembering(event.repository, judged.file)],
    effects: broken ? [report] : [],
    raises: changed ? [{ type: 'FileChanged', at: event.at, repository: event.repository }] : [],
  });
}

function check(at: Pick<HeadMoved, 'repository' | 'head'>, judged: Judged, counts: boolean): ReportCheck {
  const { problems, on, organisationHasProblems, lacks, loosened } = judged;
  const stops = lacks.filter(({ weight }) => weight === 'stops');
  // A workflow may come with the next pull request, and who reviews this one may want it so: nothing is in the way, nor is it green.
  const sound = stops.length > 0 || loosened.length > 0 ? 'neutral' : 'success';
  const mistakes = problems.map(({ line, message }) => ({ path: filePath, line, level: 'failure', message }) as const);
  const missing = lacks.map(({ line, says, weight }) => {
    return { path: filePath, line, level: weight === 'stops' ? 'warning' : 'notice', message: says } as const;
  });
  const easier = loosened.map(({ line, says }) => ({ path: filePath, line, level: 'warning', message: says }) as const);
  const said =
    problems.length > 0
      ? messages.broken(problems, on, counts)
      : judged.file
        ? messages.sound(on, organisationHasProblems, stops, lacks.length - stops.length)
        : messages.gone(on, organisationHasProblems);
  return {
    kind: 'check',
    key: `config-check:${at.repository.id}:${at.head}`,
    repository: at.repository,
    lane: 'ending',
    name: 'shipmate.yml',
    head: at.head,
    conclusion: problems.length > 0 ? 'failure' : sound,
    ...messages.withLoosened(said, loosened),
    // A file that is gone has no line to say it at.
    annotations: [
      ...mistakes,
      ...(judged.file ? easier : []),
      ...missing.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level)),
    ].slice(0, mostAnnotated),
  };
}

const order = ['warning', 'notice'];
