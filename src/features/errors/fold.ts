/** One alert more: what was known of its group, and what is known then. Counts only go up. Pure. */
import type { Alert } from './alert.ts';
import { mostBefore } from './config.ts';
import type { Group, Places, Sample } from './group.ts';
import { linkWithoutPrivate, withoutPrivate } from './private.ts';

/** More than so many names of places are no environments. */
const mostPlaces = 20;
const mostFrames = 30;
const mostMembers = 60;
const longestTitle = 300;
const longestText = 300;
const longestAddress = 1_000;
/** A clock that is further off is not believed. */
const mayBeBehind = 24 * 3_600_000;

/** Whoever tries again because our answer got lost has done so by then; the same words later, or after others, are one more. */
const triesAgain = 60_000;

export interface Arrived {
  alert: Alert;
  print: string;
  hook: string;
  /** The kind of its source. */
  source: string;
  receivedAt: Date;
  /** How often it happened, where one alert stands for several that nobody has counted before, or for none. */
  many?: number;
  /** A digest of its letter, where only that tells whether it is the same one again. */
  mark?: string | null;
}

/** By the source's clock as far as that can be: what has come has happened, or all that is said by our clock would come too early. */
export function timeOf({ alert: { at }, receivedAt }: Pick<Arrived, 'alert' | 'receivedAt'>): Date {
  if (!at || Number.isNaN(at.getTime())) return receivedAt;
  return at > receivedAt || receivedAt.getTime() - at.getTime() > mayBeBehind ? receivedAt : at;
}

export function folded(known: Group | null, arrived: Arrived): Group {
  if (known && isAgain(known, arrived)) return known;
  const { mark = null, receivedAt } = arrived;
  const letter = mark === null ? null : { mark, at: receivedAt.getTime() };
  return { ...told(known, arrived), letter };
}

const isAgain = ({ letter }: Group, { mark, receivedAt }: Arrived): boolean =>
  letter !== null && letter.mark === mark && Math.abs(receivedAt.getTime() - letter.at) < triesAgain;

function told(known: Group | null, arrived: Arrived): Group {
  const { alert, print, hook } = arrived;
  const at = timeOf(arrived);
  if (!known) {
    const { title, level } = alert;
    const fresh: Group = {
      ...{ print, hook, level, status: alert.status, title: shortened(title, longestTitle) },
      ...{
        firstAt: at,
        lastAt: at,
        saidAt: at,
        resolvedAt: alert.status === 'resolved' ? at : null,
        alerts: 0,
        counted: 0,
        environments: {},
        releases: {},
        times: [],
        letter: null,
      },
      sample: sampleOf(null, arrived),
    };
    // That it is over, or looked at, may come before that it began: whoever was not heard at first tries again later.
    return alert.status === 'firing' ? happened(fresh, arrived, at) : fresh;
  }
  const said = at >= known.saidAt ? saying(known, arrived, at) : known;
  if (alert.status !== 'firing') return said;
  return happened(said, isRepeated(known, alert) ? { ...arrived, many: 0 } : arrived, at);
}

/** A group that is said again lasts. It has happened again when another of it fires, were it one that began earlier and was silenced. */
function isRepeated({ status, sample }: Group, { members }: Alert): boolean {
  const began = firingOf(members.slice(0, mostMembers).map(memberOf));
  const known = firingOf(sample.members);
  // Of more than are kept the oldest were left out.
  const oldest = known.length < mostMembers ? 0 : Math.min(...known);
  return status !== 'resolved' && began.length > 0 && began.every(since => known.includes(since) || since < oldest);
}

/** Since which second each of them fires: not everybody says it more exactly each time. */
const firingOf = (members: Sample['members']): number[] =>
  members.flatMap(({ firing, since }) => (firing && since !== null ? Math.floor(since / 1_000) : []));

/** What is said late does not take back what was said since. */
function saying(known: Group, arrived: Arrived, at: Date): Group {
  const { alert } = arrived;
  const resolved = alert.status === 'resolved';
  return {
    ...known,
    status: alert.status,
    saidAt: at,
    resolvedAt: resolved ? at : alert.status === 'firing' ? null : known.resolvedAt,
    sample: sampleOf(known.sample, arrived),
  };
}

function happened(group: Group, { alert, many = 1 }: Arrived, at: Date): Group {
  const isFirst = group.alerts === 0;
  const place = nameOf(alert.environment);
  const environments = placed(group.environments, place, { at, many });
  const isNewest = isFirst || at >= group.saidAt;
  return {
    ...group,
    // Only who says that it happens has to say what, and how grave it is.
    title: (isNewest && shortened(alert.title, longestTitle)) || group.title,
    level: isNewest ? alert.level : group.level,
    firstAt: isFirst || at < group.firstAt ? at : group.firstAt,
    lastAt: isFirst || at > group.lastAt ? at : group.lastAt,
    alerts: group.alerts + many,
    counted: Math.max(group.counted + (alert.count === null ? many : 0), alert.count ?? 0, group.alerts + many),
    environments,
    releases: placed(group.releases, nameOf(alert.release), { at, many }),
    times: timed(group.times, { at, many, place, environments }),
  };
}

const nameOf = (said: string | null): string | null => (said === null ? null : shortened(said, 100) || null);

function placed(places: Places, name: string | null, { at, many }: { at: Date; many: number }): Places {
  if (name === null) return places;
  const time = at.getTime();
  // Strangers make up names, and each object has some from its birth.
  const known = Object.hasOwn(places, name) ? places[name] : undefined;
  if (known)
    return {
      ...places,
      [name]: { first: Math.min(known.first, time), last: Math.max(known.last, time), alerts: known.alerts + many },
    };
  const all = Object.entries({ ...places, [name]: { first: time, last: time, alerts: many } });
  // The ones seen longest ago go.
  return Object.fromEntries(all.length <= mostPlaces ? all : all.sort(([, a], [, b]) => b.last - a.last).slice(0, mostPlaces));
}

interface Then {
  at: Date;
  many: number;
  place: string | null;
  environments: Places;
}

/** Of each place as many as anybody counts: a storm in one leaves those of the others. Names that are gone take theirs along. */
function timed(times: Group['times'], { at, many, place, environments }: Then): Group['times'] {
  if (many === 0) return times;
  const second = Math.floor(at.getTime() / 1_000) * 1_000;
  const known = times.findLast(one => one[0] === second && one[2] === place);
  const all: Group['times'] = known
    ? times.map(one => (one === known ? [second, known[1] + many, place] : one))
    : [...times, [second, many, place] satisfies Group['times'][number]].sort((a, b) => a[0] - b[0]);
  let newer = 0;
  const kept = all.toReversed().filter(one => {
    if (one[2] !== place) return one[2] === null || Object.hasOwn(environments, one[2]);
    newer += one[1];
    return newer - one[1] < mostBefore;
  });
  return kept.toReversed();
}

function sampleOf(known: Sample | null, { alert, source }: Arrived): Sample {
  const says = (text: string | null, most = longestText) => (text === null ? null : shortened(text, most) || null);
  const frames = alert.frames.slice(0, mostFrames).map(frame => ({
    ...frame,
    file: shortened(frame.file, longestText),
    function: says(frame.function),
  }));
  const withFrames = frames.length > 0 || known === null;
  return {
    source,
    type: says(alert.type) ?? known?.type ?? null,
    culprit: says(alert.culprit) ?? known?.culprit ?? null,
    frames: withFrames ? frames : known.frames,
    environment: withFrames ? says(alert.environment) : known.environment,
    release: withFrames ? says(alert.release) : known.release,
    url: addressOf(alert.url) ?? known?.url ?? null,
    runbook: addressOf(alert.runbook) ?? known?.runbook ?? null,
    silence: addressOf(alert.silence) ?? known?.silence ?? null,
    members: membersOf(known, alert),
    users: alert.users === null ? (known?.users ?? null) : Math.max(alert.users, known?.users ?? 0),
    id: alert.id === null ? (known?.id ?? null) : alert.id.slice(0, longestAddress),
    by: says(alert.by),
  };
}

/** The members that are not named any more are over; that all are may be said without naming any. */
function membersOf(known: Sample | null, { status, members }: Alert): Sample['members'] {
  if (members.length > 0) return members.slice(0, mostMembers).map(memberOf);
  const before = known?.members ?? [];
  return status === 'resolved' ? before.map(member => ({ ...member, firing: false })) : before;
}

const memberOf = ({ name, firing, since }: Alert['members'][number]): Sample['members'][number] => ({
  name: shortened(name, longestText),
  firing,
  since: since?.getTime() ?? null,
});

/** A storm says the same words a hundred thousand times, and looking for secrets in them is most of what counting costs. */
const lately = new Map<string, string>();
const mostLately = 2_000;
const longestLately = 500;

function shortened(text: string, most: number): string {
  const key = `${most} ${text}`;
  const known = lately.get(key);
  if (known !== undefined) return known;
  const short = [...withoutPrivate(text)].slice(0, most).join('').trim();
  if (lately.size >= mostLately) lately.clear();
  if (text.length <= longestLately) lately.set(key, short);
  return short;
}

/** Only what a browser opens without asking; nothing in it ends a link or calls somebody. */
function addressOf(text: string | null): string | null {
  if (text === null || text.length > longestAddress || !URL.canParse(text)) return null;
  const { protocol, username, password, href } = new URL(text);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return null;
  return linkWithoutPrivate(href).replace(
    /[()<>[\]|*_`@\\'"\s]/g,
    sign => `%${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
