import type { Issue } from '../../../src/sandbox/github/index.ts';
import { hangDoor, letter } from '../alerts.ts';
import { runAfter } from '../cost.ts';
import type { House } from '../house.ts';
import { post } from '../load.ts';

/** What happens in a repository, lived through once by the App itself: the rows that each leaves are what the large database is made of. */

export const files = {
  '.github/shipmate.yml': [
    "environments: { prerelease: true, prod: { approved_by: '@carol' } }",
    'builds: { branches: [main] }',
    'errors: { from: { sentry: acme/web }, public: true }',
    'reminders: { start: now, most_a_day: 10 }',
  ].join('\n'),
  '.github/workflows/ci.yml':
    'name: CI\non: { push: { branches: [main] } }\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ name: npm test, run: npm test }]\n',
};

interface Story {
  /** Of a hundred things that happen. */
  share: number;
  /** It is a deploy. */
  deploys: boolean;
  /** It goes on, so none of it is older than a month; what is older was `talk`. */
  lately?: boolean;
  live(house: House): Promise<Issue | null>;
}

const ci = 'ci.yml';

async function pulled({ box, web, quiet }: House): Promise<Issue> {
  changes += 1;
  const pull = web.pullRequest({
    ...{ by: box.person('bob'), branch: `better-${changes}`, title: 'Make it better' },
    files: { 'app.js': `// ${changes}\n` },
  });
  await quiet();
  return pull;
}
let changes = 0;

async function started(house: House, pull: Issue, words: string) {
  const before = house.web.runs('deploy.yml').length;
  pull.comment(house.box.person('bob'), words);
  const run = await runAfter(house, before);
  run.start();
  await house.later(21);
  return run;
}

async function pushed({ box, web, quiet }: House) {
  changes += 1;
  web.push('main', { 'main.js': `// ${changes}\n` }, { by: box.person('bob') });
  await quiet();
  const run = web.runs(ci).at(-1);
  if (!run) throw new Error('nothing is built');
  return run;
}

async function alarm(house: House, thing: number): Promise<void> {
  await post({ port: house.server.port, connections: 1, requests: 3, letter: at => letter(at * 50 + thing) });
  await house.later(61);
}

export const stories: Record<string, Story> = {
  well: {
    share: 62,
    deploys: true,
    async live(house) {
      const pull = await pulled(house);
      (await started(house, pull, '/deploy prerelease')).finish();
      return pull;
    },
  },
  failed: {
    share: 11,
    deploys: true,
    async live(house) {
      const pull = await pulled(house);
      const run = await started(house, pull, '/deploy prerelease');
      run.finish('failure', { step: 'migrate', log: 'duplicate key value violates unique constraint "users_email_key"\n' });
      return pull;
    },
  },
  approved: {
    share: 11,
    deploys: true,
    async live(house) {
      const pull = await pulled(house);
      const { box, web, quiet } = house;
      const before = web.runs('deploy.yml').length;
      pull.comment(box.person('bob'), '/deploy prod');
      await quiet();
      pull.comment(box.person('carol'), '/approve prod');
      const run = await runAfter(house, before);
      run.start();
      await house.later(21);
      run.finish();
      return pull;
    },
  },
  talk: {
    share: 11,
    deploys: false,
    async live({ box, web, quiet, later }) {
      const bob = box.person('bob');
      const issue = web.issue({ by: bob, title: 'The shop is slow' });
      for (const words of [
        '/ping',
        'It works for me.',
        '/deploy nowhere',
        '/lock prod we look into it',
        '/unlock prod',
        '/deploy',
      ]) {
        issue.comment(bob, words);
        await quiet();
      }
      // Nobody answers what was asked.
      await later(3_700);
      return issue;
    },
  },
  broken: {
    share: 3,
    deploys: false,
    async live(house) {
      const log = 'FAIL  src/cart.test.js > adds\nTypeError: cart is not a function\n ❯ src/cart.js:4:9\n';
      (await pushed(house)).finish('failure', { step: 'npm test', log });
      await house.later(121);
      (await pushed(house)).finish();
      await house.later(121);
      return null;
    },
  },
  alarmed: {
    share: 1,
    deploys: false,
    async live(house) {
      await alarm(house, 1);
      // Nobody hears of it any more.
      await house.later(8 * 24 * 3_600);
      return null;
    },
  },
  alarming: {
    share: 1,
    deploys: false,
    lately: true,
    async live(house) {
      await alarm(house, 2);
      return null;
    },
  },
};

/** The people, a first push, and the door through which alerts come. */
export async function settle(house: House): Promise<void> {
  const { box, web, quiet } = house;
  web.collaborator(box.person('carol'), 'write');
  await hangDoor(house);
  (await pushed(house)).finish();
  await quiet();
  await house.later(121);
}
