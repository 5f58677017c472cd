/** Which change probably broke it, and why that one. Pure. */

import type { Brought, BroughtCommit } from '../../core/reads.ts';
import { type Change, likeliest } from '../../issues/likely.ts';
import { code } from '../../text/inert.ts';
import { alone } from './messages.ts';
import type { Story } from './story.ts';

const lockFiles =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|poetry\.lock|uv\.lock|Pipfile\.lock|requirements[\w.-]*\.txt|Gemfile\.lock|go\.sum|Cargo\.lock|composer\.lock|gradle\.lockfile|packages\.lock\.json)$/;

export function likely(brought: Brought, { fault, kind }: Pick<Story, 'fault' | 'kind'>, workflow: string): Change[] {
  const text = fault ? [fault.fatal, ...fault.around, ...fault.rest].join('\n') : '';
  const ranked = brought.commits
    .map((commit, place) => ({ commit, place, reasons: reasonsOf(commit, brought, text, kind === 'workflow' ? workflow : null) }))
    // The newest first among equals: what came last stood least long.
    .sort((a, b) => b.reasons.length - a.reasons.length || b.place - a.place);
  return likeliest(ranked);
}

function reasonsOf({ files }: BroughtCommit, brought: Brought, text: string, workflow: string | null): string[] {
  const own = files ?? (isAlone(brought) ? brought.files : []);
  const inText = own.filter(path => names(text, path));
  const locks = own.filter(path => lockFiles.test(path));
  const itself = workflow !== null && own.includes(`.github/workflows/${workflow}`);
  return [
    ...(inText.length > 0
      ? [
          `touches ${inText
            .slice(0, 2)
            .map(path => code(path))
            .join(' and ')}, which the error names`,
        ]
      : []),
    ...(itself ? ['changes the workflow itself'] : []),
    ...(locks.length > 0 ? [`changes ${code(locks[0] ?? '')}`] : []),
    ...(isAlone(brought) ? [alone] : []),
  ];
}

/** One commit, or the commits of one pull request. */
export const isAlone = ({ commits }: Brought): boolean =>
  commits.length === 1 ||
  (commits.length > 1 && commits.every(({ pull }) => pull !== null && pull.number === commits[0]?.pull?.number));

/** A path as a log has it: whole, or from some folder on, but never only the name of a file that many have. */
function names(text: string, path: string): boolean {
  const parts = path.split('/');
  const slashed = text.replaceAll('\\', '/');
  const whole = new RegExp(`(?<![\\w-])${escaped(path)}(?![\\w-])`);
  if (whole.test(slashed)) return true;
  // A test run from within a folder names its files from there.
  return parts.length > 2 && new RegExp(`(?<![\\w./-])${escaped(parts.slice(-2).join('/'))}(?![\\w-])`).test(slashed);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
