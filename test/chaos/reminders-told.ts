/** What the bot has said in a pull request, to whom: as GitHub shows it and tells it on, by the comment alone. */
import { keyIn } from '../../src/core/marker.ts';
import type { Account, Comment, PullRequest } from '../../src/sandbox/github/index.ts';
import { readingIn, zoneOf } from './reminders-calendar.ts';

export interface Told {
  at: number;
  pull: number;
  /** What it is, by its mark. */
  kind: 'nudge' | 'team' | 'stale' | 'answer' | 'other';
  /** Whoever is mentioned, when it was posted: an edit tells nobody. */
  to: string[];
  says: string;
  hidden: boolean;
}

function toldIn(pull: number, { row }: Comment): Told {
  const says = row.edits[0]?.from ?? row.body;
  return {
    at: row.createdAt.getTime(),
    pull,
    kind: kindOf(keyIn(says) ?? ''),
    to: mentions(says),
    says,
    hidden: row.minimized !== null,
  };
}

/** Of the bot. */
export const saidIn = ({ number, comments }: PullRequest, { login }: Account): { told: Told; comment: Comment }[] =>
  comments.filter(({ author }) => author === login).map(comment => ({ comment, told: toldIn(number, comment) }));

function kindOf(key: string): Told['kind'] {
  if (key.startsWith('nudge:')) return key.endsWith(':team') ? 'team' : 'nudge';
  if (key.startsWith('stale:')) return 'stale';
  return key.startsWith('answer:') ? 'answer' : 'other';
}

/** In a span of code, or where nobody sees it, nobody is called. */
function mentions(text: string): string[] {
  const seen = text.replaceAll(/<!--.*?-->/gs, '').replaceAll(/(`+)[^`].*?\1/gs, '');
  return [...seen.matchAll(/@([\w-]+(?:\/[\w-]+)?)/g)].flatMap(([, name]) => name ?? []);
}

/** The year, line by line: to whom it was said, by whose clock, in which pull request. */
export const chronicleOf = (told: Told[]): string[] =>
  told
    .map(({ at, pull, kind, to, says, hidden }) => {
      const time = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
      const local = to.map(
        login => `${login} (${readingIn(zoneOf(login), at).weekday} ${readingIn(zoneOf(login), at).clock} there)`,
      );
      const [line = ''] = says.split('\n');
      return `${time} #${pull} ${kind} to ${local.join(', ') || 'nobody'}${hidden ? ', put away later' : ''}: ${line}`;
    })
    .sort();
