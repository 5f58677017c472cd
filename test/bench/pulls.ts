import type { Account, PullRequest } from '../../src/sandbox/github/index.ts';
import type { House } from './house.ts';

/** A repository in which much lies around: open pull requests of many kinds, by people of whom each has asked others for something. */

const many = 40;
export const people = ({ box }: House): Account[] => Array.from({ length: many }, (_, at) => box.person(`person-${at}`));

const hour = 3_600;
const day = 24 * hour;

interface Kind {
  files?: Record<string, string>;
  draft?: boolean;
  byBot?: boolean;
  happens(pull: PullRequest, others: { author: Account; other: Account }, house: House): void;
}

const nothing = () => {};
const kinds: Kind[] = [
  { happens: (pull, { author, other }) => pull.askReview(author, { people: [other] }) },
  {
    happens(pull, { other }, { web }) {
      web.check(pull.head, 'test', { conclusion: 'success' });
      pull.review(other, 'Good', 'APPROVED');
    },
  },
  { happens: (pull, _, { web }) => void web.check(pull.head, 'test', { conclusion: 'failure' }) },
  { files: { 'shared.txt': 'theirs\n' }, happens: nothing },
  { draft: true, happens: nothing },
  { byBot: true, happens: nothing },
  { happens: (pull, { other }) => void pull.review(other, 'No', 'CHANGES_REQUESTED') },
  { happens: nothing },
];

export function opened(house: House, at: number): PullRequest {
  const { box, web } = house;
  const all = people(house);
  const kind = kinds[at % kinds.length] ?? { happens: nothing };
  const [author = box.bot, other = box.bot] = [all[at % many], all[(at + 1 + Math.floor(at / many)) % many]];
  const pull = web.pullRequest({
    ...{ by: kind.byBot ? box.bot : author, title: `Change ${at}`, branch: `change-${at}`, draft: kind.draft ?? false },
    files: kind.files ?? { [`${at}.txt`]: `${at}\n` },
  });
  kind.happens(pull, { author, other: other === author ? (all[0] ?? other) : other }, house);
  return pull;
}

/** They were opened in the weeks before us, so nobody heard of it; then it is a Monday at half past eight, in UTC. */
export async function backlog(house: House, count: number): Promise<void> {
  const { box, web, later } = house;
  for (const one of people(house)) web.collaborator(one, 'write');
  web.protect('main', { checks: ['test'], reviews: 1 });
  const parts = 10;
  box.webhooks.drop(Number.POSITIVE_INFINITY, { logged: false });
  for (let part = 0; part < parts; part += 1) {
    for (let at = (part * count) / parts; at < ((part + 1) * count) / parts; at += 1) opened(house, at);
    await later(2 * day);
  }
  web.push('main', { 'shared.txt': 'ours\n' }, { by: box.person('bob') });
  box.webhooks.drop(0);
  // The first day of 1970 was a Thursday.
  const now = box.clock.now().getTime() / 1_000;
  const monday = Math.ceil((now - 4 * day) / (7 * day)) * 7 * day + 4 * day;
  await later(monday + 8.5 * hour - now);
}

export async function asksFor(house: House, reminders: string): Promise<void> {
  const file = `environments: { prerelease: true, prod: true }\nreminders: ${reminders}\n`;
  house.web.push('main', { '.github/shipmate.yml': file }, { by: house.box.person('bob') });
  await house.quiet();
}
