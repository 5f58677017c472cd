/** What the levers do to this GitHub and to the bot. */
import { filePath } from '../config/file.ts';
import { type Calendar, workDue } from '../time/work-time.ts';
import type { Seen } from './github/faults.ts';
import type { Account, Repository } from './github/index.ts';
import type { ScriptParts } from './github/story/actions.ts';
import { isPull } from './github/world.ts';
import type { House } from './house.ts';
import { checkNow } from './infrastructure.ts';
import { raise, subside } from './production.ts';
import { deploySteps, soundFile } from './seed.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Where days are as short as this, so many of them end while there is much left of a team's day, at the weekend as well. */
const lateMornings: Calendar = {
  hours: { days: [0, 1, 2, 3, 4], from: 10 * hour, to: 11 * hour },
  timezone: 'UTC',
  holidays: [],
};

/** Changes that people can see; not the sign, which is part of a read. */
export const isWrite = (seen: Pick<Seen, 'route'>): boolean => /^(POST|PATCH|PUT|DELETE) \/repos\//.test(seen.route);

export interface Where {
  me: Account;
  repository: Repository | null;
  number: number | null;
}

type Pull = (house: House, where: Where) => Promise<void> | void;

export const levers: Record<string, Pull> = {
  seconds: house => passed(house, 20_000),
  minutes: house => passed(house, 5 * minute),
  day: house => passed(house, 24 * hour),
  days: house => passed(house, untilMorning(house.box.clock.now())),
  drop: drop,
  '502': answer502,
  die: dieInNextWrite,
  red: house => failNext(house, 'red', buildFails),
  'red-deploy': house => failNext(house, 'red-deploy', deployFails),
  kill: ({ bot }) => bot.kill(),
  // Whoever pulled it sees the bot come up; nobody waits for it here.
  start: house => void house.bot.start(),
  push,
  'push-main': (_, where) => commitThought(where),
  break: (_, where) => commitFile(where, soundFile.replace('environments:', 'enviroments:'), 'Sort the environments'),
  mend: (_, where) => commitFile(where, soundFile, 'Mend shipmate.yml'),
  raise: async (house, { repository }) => {
    if (repository) await raise(house, repository);
  },
  subside,
  'run-out': ({ box }, { me, repository }) => {
    if (repository) checkNow(box, { repository, by: me, file: soundFile }, true);
  },
  renew: ({ box }, { me, repository }) => {
    if (repository) checkNow(box, { repository, by: me, file: soundFile }, false);
  },
};

/** Three working days later, whatever day it is. */
function untilMorning(now: Date): number {
  const then = workDue(now, { count: 3, unit: 'd' }, lateMornings) ?? now;
  return then.getTime() - now.getTime();
}

async function passed({ box, database, changes }: House, milliseconds: number): Promise<void> {
  box.clock.advance(milliseconds);
  await database?.setClock(box.clock.ahead);
  changes.happened();
}

function drop({ box, armed, changes }: House): void {
  if (armed.has('drop')) return;
  const lost = () => box.deliveries.filter(one => one.status === 'timed out').length;
  const before = lost();
  box.webhooks.drop(1);
  arm({ armed, changes }, 'drop');
  const forget = changes.listen(() => {
    if (lost() === before) return;
    forget();
    disarm({ armed, changes }, 'drop');
  });
}

function answer502({ box, armed, changes }: House): void {
  if (armed.has('502')) return;
  box.faults.next({ only: isWrite }, { after: 502 });
  arm({ armed, changes }, '502');
  void box.when({ only: isWrite }, 'after').then(() => disarm({ armed, changes }, '502'));
}

/** The newest script that fits counts; this one counts once. */
function failNext({ box, armed, changes }: House, name: string, script: ScriptParts): void {
  if (armed.has(name)) return;
  box.actions.script({ queued: 2_000, step: 3_000, ...script, times: 1 });
  const made = box.world.scripts.where(() => true).at(-1);
  arm({ armed, changes }, name);
  const forget = changes.listen(() => {
    if (made && box.world.scripts.find(made.id)?.left !== 0) return;
    forget();
    disarm({ armed, changes }, name);
  });
}

const buildFails: ScriptParts = {
  workflow: 'ci.yml',
  fail: 'Run npm test',
  logs: { 'Run npm test': 'expected "Welcome, alice" and got "Welcome to acme"' },
};
const deployFails: ScriptParts = {
  workflow: 'deploy.yml',
  steps: deploySteps,
  fail: 'Run ./scripts/migrate',
  logs: {
    'Run ./scripts/migrate':
      'migration 41: orders by customer\nmigration 42: one account for one address\nerror: duplicate key value violates unique constraint "users_email_key"',
  },
};

/** The write takes effect, and the bot is gone before it hears of it. It comes back by itself, as under a supervisor. */
function dieInNextWrite({ box, bot, armed, changes }: House): void {
  if (armed.has('die')) return;
  box.faults.next({ only: isWrite }, { after: 'hang' });
  arm({ armed, changes }, 'die');
  void box.when({ only: isWrite }, 'after').then(async () => {
    await bot.kill();
    box.release();
    disarm({ armed, changes }, 'die');
    await bot.start();
  });
}

const arm = ({ armed, changes }: Pick<House, 'armed' | 'changes'>, name: string): void => {
  armed.add(name);
  changes.happened();
};
const disarm = ({ armed, changes }: Pick<House, 'armed' | 'changes'>, name: string): void => {
  armed.delete(name);
  changes.happened();
};

function push({ box: { world, clock }, box }: House, { me, repository, number }: Where): void {
  const row = repository && number !== null ? world.issue(repository.row, number) : undefined;
  if (!row || !isPull(row)) return;
  const from = box.repository(world.fullName(world.repositories.get(row.pull.headRepository)));
  const path = `notes/${world.git.ancestors(world.headOf(row)).length}.md`;
  const text = `Thought of at ${clock.now().toISOString()}\n`;
  from.push(row.pull.head, { [path]: text }, { by: me, message: 'Write down a thought' });
}

function commitThought({ me, repository }: Where): void {
  if (!repository) return;
  const branch = repository.row.defaultBranch;
  const text = `// ${repository.head(branch).slice(0, 7)} had another thought\n`;
  repository.push(branch, { 'src/thoughts.js': text }, { by: me, message: 'Think again' });
}

function commitFile({ me, repository }: Where, text: string, message: string): void {
  repository?.push(repository.row.defaultBranch, { [filePath]: text }, { by: me, message });
}
