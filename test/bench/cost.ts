import type { Issue } from '../../src/sandbox/github/index.ts';
import { type House, openHouse } from './house.ts';
import type { Figure } from './main.ts';

/** What GitHub is asked for each thing that people say, counted by the box, with tokens and files at hand as they are after the first day. */

interface Asked {
  calls: string[];
  polls: string[];
  /** For tokens, and for who is in a team. */
  apart: string[];
  comments: number;
}

const isApart = (route: string) => route.endsWith('/access_tokens') || /\/orgs\/|\/teams\//.test(route);
const isPoll = (route: string) => /^GET .*\/actions\/runs\/\{run_id\}(?:\/jobs)?$/.test(route);
const newComment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

/** Hears every request from now on: a fault that happens to nobody sees them go by. */
function listening({ box }: House): () => Asked {
  const routes: string[] = [];
  const before = box.ledger.writes.length;
  const hear = ({ route }: { route: string }) => {
    routes.push(route);
    return false;
  };
  box.faults.next({ only: hear, times: Number.POSITIVE_INFINITY }, { before: 500 });
  return () => ({
    calls: routes.filter(route => !isApart(route) && !isPoll(route)),
    polls: routes.filter(isPoll),
    apart: routes.filter(isApart),
    comments: box.ledger.writes.slice(before).filter(({ route }) => route === newComment || route === 'graphql addComment')
      .length,
  });
}

export async function runAfter({ web, quiet }: House, seen: number) {
  for (;;) {
    await quiet();
    const run = web.runs('deploy.yml')[seen];
    if (run) return run;
  }
}

/** A first deploy, so that workflow, file and our older comments have been read. */
export async function warmUp(house: House, thread: Issue): Promise<void> {
  const before = house.web.runs('deploy.yml').length;
  thread.comment(house.box.person('bob'), '/deploy prerelease');
  const run = await runAfter(house, before);
  run.start();
  // So long that the next one is worth watching.
  await house.later(61);
  run.finish();
  await house.quiet();
  await house.chore('unheard comments');
}

export async function deployed(house: House): Promise<Asked> {
  const { box, web } = house;
  const bob = box.person('bob');
  const pull = web.pullRequest({ by: bob, branch: 'better', files: { 'app.js': '// better\n' } });
  await house.quiet();
  const before = web.runs('deploy.yml').length;
  const heard = listening(house);
  pull.comment(bob, '/deploy prerelease');
  const run = await runAfter(house, before);
  run.start();
  // Half a minute: one look at its steps, and one edit that shows them.
  await house.later(21);
  run.finish();
  await house.quiet();
  const asked = heard();
  const last = pull.comments.findLast(({ author }) => author === box.bot.login)?.body ?? '';
  if (!last.startsWith('### ✅')) throw new Error(`the deploy did not go well: ${last}`);
  return asked;
}

async function said(house: House, thread: Issue, who: string, words: string): Promise<Asked> {
  const heard = listening(house);
  thread.comment(house.box.person(who), words);
  await house.quiet();
  return heard();
}

/** What an hour costs beyond what it costs without anything that waits. */
async function waiting(house: House): Promise<number> {
  const { box, web } = house;
  const hour = async () => {
    const heard = listening(house);
    await house.later(3_600);
    return heard().calls.length;
  };
  web.protect('main', { checks: ['test'] });
  const pull = web.pullRequest({ by: box.person('bob'), branch: 'waits', files: { 'app.js': '// waits\n' } });
  web.check(pull.head, 'test');
  await house.quiet();
  const idle = await hour();
  pull.comment(box.person('bob'), '/deploy prod');
  // With its clock an hour ahead GitHub refuses a token before it takes the next one.
  const said = () => pull.comments.findLast(({ author }) => author === box.bot.login)?.body;
  while (said() === undefined) await house.quiet();
  if (!said()?.startsWith('### ⏳')) throw new Error(`the deploy does not wait: ${said()}`);
  return (await hour()) - idle;
}

export async function bench(): Promise<Figure[]> {
  await using house = await openHouse();
  const issue = house.web.issue({ by: house.box.person('bob'), title: 'The shop is slow' });
  await warmUp(house, issue);
  const deploy = await deployed(house);
  const refused = await said(house, issue, 'bob', '/deploy nowhere');
  const help = await said(house, issue, 'bob', '/help');
  const stranger = await said(house, issue, 'mallory', '/deploy prod');
  const ignored = await said(house, issue, 'bob', 'Looks good to me, thank you.');
  const hour = await waiting(house);
  return [
    { name: 'cost.waiting.calls_an_hour', value: hour, bound: { most: 0 } },
    { name: 'cost.deploy.calls', value: deploy.calls.length, bound: { most: 10 } },
    { name: 'cost.deploy.polls', value: deploy.polls.length, bound: { most: 15 } },
    { name: 'cost.deploy.apart', value: deploy.apart.length, bound: null },
    { name: 'cost.deploy.comments', value: deploy.comments, bound: { most: 1 } },
    { name: 'cost.refused.calls', value: refused.calls.length, bound: { most: 3 } },
    { name: 'cost.help.calls', value: help.calls.length, bound: { most: 3 } },
    { name: 'cost.stranger.calls', value: stranger.calls.length, bound: { most: 2 } },
    { name: 'cost.stranger.comments', value: stranger.comments, bound: { most: 0 } },
    { name: 'cost.ignored.calls', value: ignored.calls.length, bound: { most: 0 } },
  ];
}
