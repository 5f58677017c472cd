/** Anything that can post JSON: names that most tools use, or where each thing is as the operator says it. */
import { code } from '../../../text/inert.ts';
import { type Alert, plainAlert } from '../alert.ts';
import { bearerHeaders, bears } from './bearer.ts';
import * as field from './fields.ts';
import { type Settings, type Source, Unreadable } from './source.ts';
import { levelOf, statusOf } from './words.ts';

/** Where each is looked for, unless the settings name its place. */
const places = {
  id: ['fingerprint', 'dedup_key', 'incident_key', 'id'],
  status: ['status', 'event_action', 'state'],
  title: ['title', 'summary', 'message'],
  type: ['type'],
  culprit: ['culprit', 'description'],
  level: ['level', 'severity', 'priority'],
  environment: ['environment', 'env'],
  release: ['release', 'version'],
  count: ['count'],
  users: ['users'],
  url: ['url', 'link'],
  runbook: ['runbook', 'runbook_url'],
  silence: ['silence', 'silence_url'],
  at: ['at', 'timestamp', 'time'],
  by: ['by'],
  from: ['from', 'project', 'service'],
  labels: ['labels'],
};
type Name = keyof typeof places;

const path = /^[^.\s]{1,100}(?:\.[^.\s]{1,100}){0,9}$/;

export const generic: Source = {
  kind: 'generic',
  about: 'Anything that can post JSON, with the place of each thing in the settings',
  /** Such a letter may hold nothing that tells it from the one before the last. */
  lasting: true,
  verify: (letter, secrets) => bears(letter, secrets),
  decode(body, settings) {
    const letter = field.objectIn(field.textOf(body), 'this hook');
    const at = (name: Name): unknown =>
      placesOf(name, settings)
        .map(place => valueAt(letter, place))
        .find(one => one != null);
    const text = (name: Name, most = field.longest.name): string | null => field.lineOf(at(name), most);
    const title = text('title', field.longest.title);
    if (title === null) throw new Unreadable(`This says no title: looked for ${looked('title', settings)}.`);
    const labels = field.labelsOf(at('labels'));
    return [
      plainAlert({
        title,
        status: statusIn(text('status')),
        id: field.idOf(at('id')),
        type: text('type'),
        culprit: text('culprit', field.longest.line),
        level: levelOf(text('level')) ?? 'error',
        environment: text('environment') ?? labels.get('environment') ?? labels.get('env') ?? null,
        release: text('release'),
        count: field.countOf(at('count')),
        users: field.countOf(at('users')),
        url: field.linkOf(at('url')),
        runbook: field.linkOf(at('runbook')),
        silence: field.linkOf(at('silence')),
        at: field.momentOf(at('at')),
        from: field.claims(...wordsIn(at('from')), ...[...labels].map(([label, value]) => `${label}=${value}`)),
        by: text('by'),
      }),
    ];
  },
  settings: Object.keys(places),
  wrong(settings) {
    const bad = Object.entries(settings).find(([, place]) => typeof place !== 'string' || !path.test(place));
    return bad ? `The place of ${code(bad[0])} is names with dots between, as in \`event.message\`.` : null;
  },
  setUp: ({ url, secret }) => [
    `Post JSON to ${url} with the header "Authorization: Bearer ${secret}", or with that as the password of basic auth, or as ?token= behind the address.`,
    'It needs a title (or summary, or message); status is firing, resolved or acknowledged; id tells one thing from another.',
    'Also read: level, environment, release, count, users, url, runbook, culprit, from (what a repository claims it by), labels.',
    'Where your tool calls them otherwise, add this hook with settings such as --set title=event.message.',
  ],
  sample(secret, now, settings) {
    const all: [Name, string][] = [
      ['title', 'A test of this hook'],
      ['status', 'firing'],
      ['id', 'test'],
      ['level', 'warning'],
      ['environment', 'test'],
      ['at', now.toISOString()],
      ['from', 'web'],
    ];
    const letter = all.reduce((left, [name, value]) => withAt(left, placesOf(name, settings)[0]?.split('.') ?? [], value), {});
    return { headers: bearerHeaders(secret), body: JSON.stringify(letter) };
  },
};

const placesOf = (name: Name, settings: Settings): string[] => {
  const place = settings[name];
  return typeof place === 'string' && place !== '' ? [place] : places[name];
};

const looked = (name: Name, settings: Settings): string =>
  placesOf(name, settings)
    .map(place => code(place))
    .join(', ');

/** The own fields of objects and the numbers of lists, and nothing that every object has. */
function valueAt(letter: unknown, place: string): unknown {
  let value: unknown = letter;
  for (const name of place.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value;
}

/** The same with this there; a number is a name like any other. */
function withAt(letter: object, [name, ...rest]: string[], value: string): object {
  if (name === undefined) return letter;
  const below = valueAt(letter, name);
  const there = typeof below === 'object' && below !== null ? below : {};
  return { ...letter, [name]: rest.length === 0 ? value : withAt(there, rest, value) };
}

/** What a tool means by a word that nobody knows is not guessed: half of the guesses would close issues. */
function statusIn(word: string | null): Alert['status'] {
  const status = word === null ? 'firing' : statusOf(word);
  if (status === null)
    throw new Unreadable(`Its status is ${code(word ?? '', 40)}, which means neither firing, resolved nor acknowledged.`);
  return status;
}

const wordsIn = (value: unknown): (string | null)[] =>
  (Array.isArray(value) ? value.slice(0, field.longest.from) : [value]).map(one => field.lineOf(one, field.longest.name));
