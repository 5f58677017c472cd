/** Judges who heard what when: from the comments on GitHub, and from what people did. None of our rows, and none of our rules, are asked. */
import { dayOf, readingIn } from './reminders-calendar.ts';
import type { Life, Stretch } from './reminders-life.ts';
import { team, teamZone } from './reminders-people.ts';
import type { Told } from './reminders-told.ts';
import type { Year } from './reminders-year.ts';

/** A word is on its way for so long: read, decided, posted. */
const onItsWay = 10 * 60_000;
const day = 24 * 3_600_000;

interface Mention {
  login: string;
  told: Told;
}

export function wrongsOf(year: Year): string[] {
  const { told } = year;
  const mentions = told.flatMap(one => one.to.map(login => ({ login, told: one })));
  return [
    ...outsideWork(year, mentions),
    ...twiceADay(mentions),
    ...twiceInAnEpisode(year, mentions),
    ...tooEarly(year, mentions),
    ...notTheirTurn(year, mentions),
    ...tooManyADay(year, told),
    ...forgotten(year, told),
    ...stillShown(year, told),
    ...closedWrongly(year, told),
    ...unaccounted(year, told),
  ];
}

const when = (login: string, at: number): string => `${dayOf(login, at)} ${readingIn(teamZone, at).clock} (Berlin)`;
const words = ({ login, told: { at, pull, kind } }: Mention): string =>
  `${login} is called at ${when(login, at)} in #${pull} (${kind})`;
const lifeOf = ({ lives }: Year, { pull }: Told): Life | undefined => lives.find(({ number }) => number === pull);

function outsideWork({ calendar }: Year, mentions: Mention[]): string[] {
  return mentions
    .filter(({ login, told }) => !calendar.isAtWork(login, told.at))
    .map(one => `${words(one)}, outside working time`);
}

/** Each with the ones before it of which it is another. */
function repeated(mentions: Mention[], nameOf: (one: Mention) => string, says: string): string[] {
  const seen = new Set<string>();
  return mentions.flatMap(one => {
    const name = nameOf(one);
    const isKnown = seen.has(name);
    seen.add(name);
    return isKnown ? [`${words(one)}, ${says}`] : [];
  });
}

const twiceADay = (mentions: Mention[]): string[] =>
  repeated(mentions, ({ login, told }) => `${login} ${dayOf(login, told.at)}`, 'and heard something that day already');

function twiceInAnEpisode(year: Year, mentions: Mention[]): string[] {
  const episodeOf = (told: Told) => stretchAt(lifeOf(year, told), told.at)?.episode ?? told.at;
  return repeated(mentions, ({ login, told }) => `${login} ${told.pull} ${episodeOf(told)}`, 'for the second time in an episode');
}

/** Whose turn it was then, or a moment before: what was done just then may not have been read. */
const stretchesAt = (life: Life | undefined, at: number): Stretch[] =>
  life?.stretches.filter(({ from, to }) => from <= at && at <= to + onItsWay) ?? [];
const stretchAt = (life: Life | undefined, at: number): Stretch | undefined => stretchesAt(life, at)[0];

function notTheirTurn(year: Year, mentions: Mention[]): string[] {
  return mentions
    .filter(({ login, told }) => {
      const isOut = (one: string) => (year.optedOut.get(one) ?? Number.POSITIVE_INFINITY) + onItsWay < told.at;
      const stretches = stretchesAt(lifeOf(year, told), told.at).filter(({ quietUntil }) => told.at >= quietUntil);
      // The team hears later, or when nobody else may be told.
      const isForTeam =
        told.kind === 'team' || stretches.some(one => one.people.every(login => isOut(login) || isAway(year, one, login)));
      const isMeant = stretches.some(({ people }) => people.includes(login)) || (isForTeam && team.members.includes(login));
      return stretches.length === 0 || !isMeant || isOut(login);
    })
    .map(one => `${words(one)}, though it is not their turn`);
}

function tooEarly(year: Year, mentions: Mention[]): string[] {
  const { calendar, plan } = year;
  return mentions
    .filter(({ login, told }) => {
      if (told.kind !== 'nudge') return false;
      const stretch = stretchAt(lifeOf(year, told), told.at);
      // GitHub's times have no milliseconds.
      return (
        stretch?.people.includes(login) && told.at + 1_000 < calendar.due(login, stretch.since, plan.rules.after[stretch.of])
      );
    })
    .map(one => `${words(one)}, too early`);
}

function tooManyADay({ plan }: Year, told: Told[]): string[] {
  const days = remindedOn(told);
  return [...days]
    .filter(([, pulls]) => pulls.size > plan.rules.mostADay)
    .map(([date, pulls]) => `${pulls.size} pull requests are reminded of on ${date}`);
}

const teamDay = (at: number): string => readingIn(teamZone, at).day;

function remindedOn(told: Told[]): Map<string, Set<number>> {
  const days = new Map<string, Set<number>>();
  for (const one of told.filter(({ kind }) => kind !== 'answer'))
    days.set(teamDay(one.at), (days.get(teamDay(one.at)) ?? new Set()).add(one.pull));
  return days;
}

/**
 * Somebody of whom it waited was told before the end of their first whole working day after it was due on which they heard of nothing else,
 * and on which the team had not heard enough.
 */
function forgotten(year: Year, told: Told[]): string[] {
  const full = new Set([...remindedOn(told)].filter(([, pulls]) => pulls.size >= year.plan.rules.mostADay).map(([date]) => date));
  return year.lives.flatMap(life =>
    life.stretches.flatMap(stretch => {
      const about = told.filter(one => one.pull === life.number && one.at >= stretch.since && one.kind !== 'answer');
      const late = stretch.people.flatMap(login => freeDay(year, stretch, login, { told, full }) ?? []);
      const at = Math.min(...late.map(({ to }) => to));
      const isAnybodyHere = stretch.people.some(login => !isAway(year, stretch, login));
      const hearers = isAnybodyHere ? stretch.people : [...stretch.people, ...team.members];
      const isTold = about.some(one => one.to.some(login => hearers.includes(login)) && one.at <= at);
      return late.length === 0 || isTold
        ? []
        : [
            `#${life.number} waits for ${stretch.people.join(' and ')} since ${teamDay(stretch.since)} (${stretch.of}), and they are not told by ${teamDay(at)}`,
          ];
    }),
  );
}

function freeDay(
  { calendar, plan, optedOut, ends }: Year,
  stretch: Stretch,
  login: string,
  { told, full }: { told: Told[]; full: Set<string> },
) {
  const due = Math.max(calendar.due(login, stretch.since, plan.rules.after[stretch.of]), stretch.from, snoozeEnds(stretch));
  const out = optedOut.get(login) ?? Number.POSITIVE_INFINITY;
  const heard = new Set(told.filter(({ to }) => to.includes(login)).map(({ at }) => dayOf(login, at)));
  return calendar
    .after(login, due + onItsWay)
    .filter(({ from, to }) => to - from === 8 * 3_600_000 && to < Math.min(stretch.to, ends, out))
    .find(({ day: date, from, to }) => !heard.has(date) && !full.has(teamDay(from)) && !full.has(teamDay(to)));
}

/** Who comes back only after the team would have heard of it as well. Alice works when the team does. */
function isAway({ calendar, plan }: Year, { of, since }: Stretch, login: string): boolean {
  const { after } = plan.rules;
  const due = calendar.due('alice', since, after[of]);
  return calendar.due(login, since, after[of]) > calendar.due('alice', due, Math.max(after.escalate, 1));
}

/** A snooze ends when the team is at work. */
const snoozeEnds = ({ quietUntil }: Stretch): number => (quietUntil === 0 ? 0 : quietUntil + 3 * day);

/** What was said is put away with its turn, and not before. */
function stillShown(year: Year, told: Told[]): string[] {
  return told.flatMap(one => {
    if (one.kind !== 'nudge' && one.kind !== 'team') return [];
    const life = lifeOf(year, one);
    const episode = stretchAt(life, one.at)?.episode;
    const isOver = life?.turn?.episode !== episode;
    const last = life?.stretches.at(-1);
    // Where nobody is to be reminded, what was said stands as long as its turn does.
    if (life?.isMuted) return [];
    const isFresh = ((life?.turn ? last?.from : last?.to) ?? 0) > year.ends - day;
    if (isOver === one.hidden || isFresh) return [];
    return [
      `what was said in #${one.pull} at ${teamDay(one.at)} is ${one.hidden ? 'hidden, and its turn goes on' : 'shown, and its turn has passed'}`,
    ];
  });
}

/** Only where nobody answered two questions, or its author said yes to one; and only where the file wants it. */
function closedWrongly({ lives, house, calendar, plan }: Year, told: Told[]): string[] {
  const { bot } = house.bot.box;
  return lives.flatMap(({ number, author, pull }) => {
    const { closedBy, closedAt } = pull.row;
    if (closedBy !== bot.id || !closedAt) return [];
    const asked = told.filter(one => one.pull === number && one.kind === 'stale');
    const questions = pull.comments.filter(({ row }) => asked.some(({ at }) => at === row.createdAt.getTime()));
    const isWanted = questions.some(one => one.reactions.some(({ by, content }) => by === author && content === '+1'));
    const [first, second] = asked.slice(-2);
    // Of the team's people alice works when the team does.
    const waits = [
      first && second && second.at - calendar.due('alice', first.at, 14),
      second && closedAt.getTime() - calendar.due('alice', second.at, 14),
    ];
    const isLeft = plan.rules.closes && waits.every(late => late !== undefined && late >= -1_000);
    return isWanted || isLeft ? [] : [`#${number} is closed after ${asked.length} questions that nobody said yes to`];
  });
}

function unaccounted(year: Year, told: Told[]): string[] {
  const { bot } = year.house;
  const pulls = new Set(year.lives.map(({ number }) => number));
  return [
    ...told.filter(({ kind }) => kind === 'other').map(({ pull, says }) => `nobody knows why this was said in #${pull}: ${says}`),
    ...told
      .filter(({ kind, to }) => (kind === 'answer' || kind === 'stale') && to.length > 0)
      .map(({ pull, to }) => `an answer in #${pull} calls ${to}`),
    ...bot.web.threads.filter(({ number }) => !pulls.has(number)).map(({ number }) => `nobody knows why there is #${number}`),
  ];
}
