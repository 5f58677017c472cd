/** Sentry's API: an issue is resolved there or marked as reviewed, and says how it stands. */
import * as z from 'zod/mini';
import { baseIn, wrongBase } from './base.ts';
import * as field from './fields.ts';
import { type Api, type Settings, type Standing, Unreadable } from './source.ts';

const usual = 'https://sentry.io';
const slug = /^[a-z\d][a-z\d_-]{0,99}$/i;
const mostAsked = 100;

const issue = field.part({
  id: field.id(),
  status: field.line(),
  title: field.title(),
  culprit: field.anything(),
  level: field.anything(),
  count: field.anything(),
  userCount: field.anything(),
  issueCategory: field.anything(),
  metadata: field.part({ type: field.anything() }),
  project: field.part({ slug: field.anything() }),
  permalink: field.anything(),
  firstSeen: field.moment(),
  lastSeen: field.moment(),
});
const issues = field.list(issue, mostAsked);

/** It has no word for that somebody looks at it; what was reviewed leaves the list of what nobody has seen. */
const words = { acknowledged: { inbox: false }, resolved: { status: 'resolved' } };
const actions = new Map([
  ['resolved', 'resolved'],
  ['ignored', 'archived'],
  ['unresolved', 'unresolved'],
]);

export const sentryApi: Api = {
  needs:
    'Sentry needs the short name of its organization: --set organization=acme. The token is the one of its integration, which may read and write Issue & Event; for a Sentry of your own, --set url=https://sentry.example.org.',
  tells(what, id, settings, token) {
    const place = placeOf(settings);
    if (place === null || !/^\d{1,20}$/.test(id)) return null;
    const headers = { ...headersWith(token), 'content-type': 'application/json' };
    return { url: `${place}${id}/`, method: 'PUT', headers, body: JSON.stringify(words[what]) };
  },
  /** Those that are new, as it is asked for; and those that it told us of by name, as no search finds what was resolved lately. */
  asks({ since, until, known }, settings, token) {
    const place = placeOf(settings);
    if (place === null) return [];
    const question = (query: [string, string][]) => ({
      url: `${place}?${new URLSearchParams([['project', '-1'], ...query])}`,
      method: 'GET',
      headers: headersWith(token),
      body: null,
    });
    const search = `is:unresolved firstSeen:>=${second(since)} firstSeen:<=${second(until)}`;
    const groups = known.filter(id => /^\d{1,20}$/.test(id)).map((id): [string, string] => ['group', id]);
    const together = Array.from({ length: Math.ceil(groups.length / mostAsked) }, (_, place) =>
      groups.slice(place * mostAsked, (place + 1) * mostAsked),
    );
    return [
      question([
        ['query', search],
        ['sort', 'new'],
        ['limit', String(mostAsked)],
      ]),
      ...together.map(some => question([['query', ''], ...some])),
    ];
  },
  /** Where it goes on stands in a header, and there is only one page of what is asked for by name. */
  answers({ url }, body) {
    const said = listIn(field.textOf(body));
    if (!Array.isArray(said)) throw new Unreadable('This is no list of issues.');
    const cut = said.length >= mostAsked && !new URL(url).searchParams.has('group');
    return { standings: z.parse(issues, said).flatMap(standingOf), next: null, cut };
  },
};

const second = (time: Date): string => time.toISOString().slice(0, 19);

export function wrongForSentry(settings: Settings): string | null {
  const { organization } = settings;
  if (organization !== undefined && (typeof organization !== 'string' || !slug.test(organization)))
    return 'organization is its short name, as in the address https://acme.sentry.io.';
  return wrongBase(settings, usual);
}

function placeOf(settings: Settings): string | null {
  const { organization } = settings;
  const base = baseIn(settings, usual);
  if (base === null || typeof organization !== 'string' || !slug.test(organization)) return null;
  return `${base}/api/0/organizations/${organization}/issues/`;
}

const headersWith = (token: string) => ({ authorization: `Bearer ${token}`, accept: 'application/json' });

function listIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** It says when an issue happened last, and not when it was resolved: that is now, as far as anybody can tell. */
function standingOf({ status, firstSeen, lastSeen, ...rest }: z.infer<typeof issue>): Standing[] {
  const action = actions.get(status ?? '');
  if (rest.id === null || action === undefined) return [];
  const happens = action === 'unresolved';
  return [
    {
      letter: { action, actor: {}, data: { issue: { ...rest, ...(happens ? { lastSeen } : {}) } } },
      mark: [rest.id, action, lastSeen?.toISOString() ?? ''].join('/'),
      beganAt: firstSeen,
      changedAt: happens ? firstSeen : null,
    },
  ];
}
