/** PagerDuty's REST API (v2): an incident is acknowledged or resolved there, and its log says what changed. */
import * as z from 'zod/mini';
import { baseIn, wrongBase } from './base.ts';
import * as field from './fields.ts';
import { type Api, type Question, type Settings, type Standing, Unreadable } from './source.ts';

/** In Europe it is another one. */
const usual = 'https://api.pagerduty.com';
const mail = /^[^\s@]+@[^\s@]+$/;
const pageSize = 100;

const named = field.part({ summary: field.line(), type: field.line() });
const incident = field.part({
  id: field.id(),
  status: field.line(),
  title: field.title(),
  html_url: field.anything(),
  urgency: field.anything(),
  priority: field.anything(),
  service: field.anything(),
  teams: field.anything(),
  created_at: field.moment(),
  last_status_change_at: field.moment(),
  last_status_change_by: named,
});
const page = field.part({
  log_entries: field.list(field.part({ incident }), pageSize),
  more: field.flag(),
});

export const pagerdutyApi: Api = {
  needs:
    'PagerDuty is told in the name of one of its users: --set from=<their mail address>. The token is a REST API key that may write; in Europe, --set url=https://api.eu.pagerduty.com.',
  tells(what, id, settings, token) {
    const { from } = settings;
    const base = baseIn(settings, usual);
    if (base === null || typeof from !== 'string' || !mail.test(from) || !/^[A-Z\d]{1,40}$/i.test(id)) return null;
    const body = JSON.stringify({ incident: { type: 'incident', status: what } });
    const headers = { ...headersWith(token), from, 'content-type': 'application/json' };
    return { url: `${base}/incidents/${id}`, method: 'PUT', headers, body };
  },
  /** The list of incidents goes by when they began, and would miss an old one that is resolved today; the log goes by what happened. */
  asks({ since, until }, settings, token) {
    const base = baseIn(settings, usual);
    if (base === null) return [];
    const query = new URLSearchParams([
      ['since', since.toISOString()],
      ['until', until.toISOString()],
      ['is_overview', 'true'],
      ['include[]', 'incidents'],
      ['limit', String(pageSize)],
      ['offset', '0'],
    ]);
    return [{ url: `${base}/log_entries?${query}`, method: 'GET', headers: headersWith(token), body: null }];
  },
  answers(question, body) {
    const said = field.objectIn(field.textOf(body), 'PagerDuty');
    if (!Array.isArray(said.log_entries)) throw new Unreadable('This is no list of what happened (`log_entries`).');
    const { log_entries, more } = z.parse(page, said);
    const found = new Map(log_entries.flatMap(({ incident }) => standingOf(incident)).map(one => [one.mark, one]));
    return { standings: [...found.values()], next: more ? after(question) : null };
  },
};

export function wrongForPagerduty(settings: Settings): string | null {
  const { from } = settings;
  if (from !== undefined && (typeof from !== 'string' || !mail.test(from)))
    return 'from is the mail address of a user of PagerDuty, in whose name it is told.';
  return wrongBase(settings, usual);
}

const headersWith = (token: string) => ({
  authorization: `Token token=${token}`,
  accept: 'application/vnd.pagerduty+json;version=2',
});

function standingOf({ id, status, created_at, last_status_change_at, last_status_change_by, ...rest }: z.infer<typeof incident>) {
  if (id === null || !['triggered', 'acknowledged', 'resolved'].includes(status ?? '')) return [];
  const changedAt = last_status_change_at ?? created_at;
  const occurred_at = changedAt?.toISOString();
  const event = { event_type: `incident.${status}`, occurred_at, agent: last_status_change_by, data: { id, ...rest } };
  const standing: Standing = {
    letter: { event },
    mark: [id, status, occurred_at ?? ''].join('/'),
    beganAt: created_at,
    changedAt,
  };
  return [standing];
}

function after(question: Question): Question {
  const url = new URL(question.url);
  url.searchParams.set('offset', String(Number(url.searchParams.get('offset')) + pageSize));
  return { ...question, url: url.href };
}
