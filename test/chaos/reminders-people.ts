/** Twelve people in four time zones: where they live, when they are away, and what they do when it is their turn. */

/** What somebody does about a turn of theirs, before anybody says a word and after. */
export type Habit = 'fast' | 'slow' | 'nudged' | 'deaf' | 'snoozes' | 'mutes' | 'hands over' | 'opts out';

export interface Someone {
  login: string;
  zone: string;
  habit: Habit;
  holidays: Away[];
}

/** Days without work, as the file says them and as a calendar on the wall does. */
export interface Away {
  written: string;
  has(date: string): boolean;
}

const eachYear = (written: string, day: string): Away => ({ written, has: date => date.slice(5) === day });
const from = (first: string, last: string): Away => ({
  written: `${first} - ${last}`,
  has: date => first <= date && date <= last,
});

const berlin = 'Europe/Berlin';
const york = 'America/New_York';
const kolkata = 'Asia/Kolkata';
const auckland = 'Pacific/Auckland';

/** Nobody of the team works then. */
export const closed: Away[] = [
  eachYear('1 May', '05-01'),
  { written: '24 Dec - 1 Jan', has: date => date.slice(5) >= '12-24' || date.slice(5) <= '01-01' },
];

export const people: Someone[] = [
  { login: 'alice', zone: berlin, habit: 'fast', holidays: [] },
  { login: 'alice-2', zone: berlin, habit: 'nudged', holidays: [from('2032-07-12', '2032-07-30')] },
  { login: 'alice-3', zone: berlin, habit: 'slow', holidays: [] },
  { login: 'bob', zone: york, habit: 'slow', holidays: [eachYear('4 Jul', '07-04'), from('2032-11-25', '2032-11-26')] },
  { login: 'bob-2', zone: york, habit: 'snoozes', holidays: [from('2032-01-12', '2032-01-16')] },
  { login: 'bob-3', zone: york, habit: 'fast', holidays: [] },
  { login: 'carol', zone: kolkata, habit: 'nudged', holidays: [eachYear('26 Jan', '01-26'), eachYear('15 Aug', '08-15')] },
  { login: 'carol-2', zone: kolkata, habit: 'deaf', holidays: [] },
  { login: 'carol-3', zone: kolkata, habit: 'hands over', holidays: [from('2032-11-01', '2032-11-12')] },
  { login: 'dave', zone: auckland, habit: 'slow', holidays: [eachYear('6 Feb', '02-06'), eachYear('25 Apr', '04-25')] },
  { login: 'dave-2', zone: auckland, habit: 'mutes', holidays: [] },
  { login: 'dave-3', zone: auckland, habit: 'opts out', holidays: [from('2032-01-19', '2032-01-30')] },
];

/** Who hears of it when whoever was told does nothing. */
export const team = { slug: 'web', members: ['alice', 'bob-3', 'carol', 'dave'] };
export const teamZone = berlin;

export interface Rules {
  /** In working days. */
  after: { review: number; answer: number; merge: number; ask: number; escalate: number };
  mostADay: number;
  staleDays: number;
  closes: boolean;
}

/** How long a story goes on, and what is in it. */
export interface Plan {
  from: number;
  days: number;
  pulls: number;
  rules: Rules;
}

export const fileOf = ({ after, mostADay, staleDays, closes }: Rules): string => {
  const written = (all: Away[]) => all.map(one => one.written);
  const section = {
    start: 'now',
    timezone: teamZone,
    ...{ review_after: `${after.review}d`, answer_after: `${after.answer}d`, merge_after: `${after.merge}d` },
    ...{ escalate_after: `${after.escalate}d`, escalate_to: `@acme/${team.slug}` },
    ...{ most_a_day: mostADay, stale_after: `${staleDays}d`, close: closes, holidays: written(closed) },
    people: Object.fromEntries(
      people.map(({ login, zone, holidays }) => [login, { timezone: zone, holidays: written(holidays) }]),
    ),
  };
  return `reminders: ${JSON.stringify(section)}\n`;
};
