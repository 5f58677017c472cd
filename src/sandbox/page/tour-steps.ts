/** What there is to try, in the order in which it is easiest. A step checks itself off when it happened, however it came about. */
import { html } from 'hono/html';
import type { House } from '../house.ts';
import { certificate as aboutCheck } from '../infrastructure.ts';
import type { Html } from './parts.ts';

export interface Step {
  name: string;
  title: string;
  how(home: string): Html;
  happened(house: House): boolean;
}

interface Part {
  title: string;
  steps: Step[];
}

/** Leads to a lever, which may stand far below. */
const lever = (name: string, words: string): Html => html`<a href="#lever-${name}">${words}</a>`;

const isLook = (path: string) => /\/issues\/\d+\/comments|\/check-runs\?/.test(path);

/** A write came to such an end, and then the bot looked whether it had happened. */
const lookedAfter = ({ box }: House, status: number | null): boolean => {
  const all = box.requests.all;
  const from = all.findIndex(one => /^(POST|PATCH)$/.test(one.method) && one.path.startsWith('/repos/') && one.status === status);
  return from >= 0 && all.slice(from + 1).some(one => one.method === 'GET' && isLook(one.path));
};

/** Every text that the bot gave to one of its comments, oldest first. */
const told = ({ box: { world, bot } }: House): string[][] =>
  world.comments.where(({ author }) => author === bot.id).map(({ edits, body }) => [...edits.map(({ from }) => from), body]);

const ended = (house: House, heading: RegExp): boolean => told(house).some(texts => heading.test(texts.at(-1) ?? ''));

/** Somebody met a lock and was told whose it is, and it was lifted again. */
const lockedAndUnlocked = (house: House): boolean =>
  told(house)
    .flat()
    .some(text => /^`[\w-]+` locked \*\*/.test(text)) && ended(house, /^### 🔓/);

/** Issues about a branch that is red. */
const builds = ({ world, bot }: House['box']) =>
  world.issues.where(({ author, title }) => author === bot.id && / is red: /.test(title));

/** Issues about what goes wrong in production. */
const errors = ({ world, bot }: House['box']) =>
  world.issues.where(({ author, title }) => author === bot.id && /^\[prod/.test(title) && !title.includes(aboutCheck));

/** Issues about infrastructure that is not as it should be. */
const checks = ({ world, bot }: House['box']) =>
  world.issues.where(({ author, title }) => author === bot.id && title.includes(aboutCheck));

const said = ({ box: { world, bot } }: House, words: RegExp): boolean =>
  world.comments.first(({ author, body }) => author !== bot.id && words.test(body)) !== undefined;

/** What was said to whoever was waited for. */
const reminded = ({ box: { world, bot } }: House) =>
  world.comments.where(({ author, body }) => author === bot.id && /^@[\w-]+, `[\w-]+` has waited .+ for your review /.test(body));

/** The bot died while it began a deploy, and carried it to its end all the same. */
const survived = ({ box, bot }: House): boolean => {
  const begin = box.requests.all.find(({ status, path }) => status === null && /\/(?:deployments|dispatches)$/.test(path));
  const good = box.world.deploymentStatuses.where(({ state, app }) => state === 'success' && app === box.credentials.appId);
  return bot.starts > 1 && begin !== undefined && good.some(({ createdAt }) => createdAt >= begin.at);
};

export const parts: Part[] = [
  {
    title: 'Deploy',
    steps: [
      {
        name: 'ping',
        title: 'Say hello',
        how: home =>
          html`Comment <code>/ping</code> in <a href="${home}/pull/5">a pull request</a>. 👀 comes first, then the answer.`,
        happened: ({ box }) => {
          const { world, bot } = box;
          const asked = world.comments.where(row => row.author !== bot.id && /^\s*\/ping\b/m.test(row.body));
          return asked.some(row =>
            world.comments.first(other => other.issue === row.issue && other.author === bot.id && other.id > row.id),
          );
        },
      },
      {
        name: 'deploy',
        title: 'Deploy a pull request',
        how: home =>
          html`Comment <code>/deploy prerelease</code> in <a href="${home}/pull/5">a pull request</a>. One comment tells all of it, and 🚀 on yours
        says that it went well. It takes half a minute; ${lever('seconds', 'Let twenty seconds pass')} is quicker.`,
        happened: house => ended(house, /^### ✅ .+ is on \*\*/),
      },
      {
        name: 'watch',
        title: 'Watch its steps',
        how: () => html`Deploy once more, and stay on the page: after twenty seconds the comment shows each step. The run behind it moves on the
        page that <em>run #</em> leads to.`,
        happened: house =>
          told(house)
            .flat()
            .some(text => text.includes('| 🔄 |')),
      },
      {
        name: 'cancel',
        title: 'Stop one',
        how: () => html`Comment <code>/deploy prerelease</code>, and then <code>/cancel</code>.`,
        happened: house => ended(house, /^### ⏹️ Deploying/),
      },
      {
        name: 'fail',
        title: 'Let one fail',
        how: () =>
          html`Pull ${lever('red-deploy', 'Let the next deploy fail in migrate')}, and <code>/deploy prerelease</code>. The comment names the step, shows the line
        that killed it, and says what runs there still.`,
        happened: house => ended(house, /^### ❌ Deploying/),
      },
      {
        name: 'ask',
        title: 'Say too little',
        how: () =>
          html`Comment nothing but <code>deploy</code>. The bot asks where to: tick <em>prerelease</em>, or answer with its name. The question
        becomes the deploy.`,
        happened: house =>
          told(house).some(
            texts =>
              texts.some(text => text.includes('Tick one')) &&
              !texts.at(-1)?.includes('Tick one') &&
              /^### \S+ .*(?:Deploying|is on|goes to)/.test(texts.at(-1) ?? ''),
          ),
      },
      {
        name: 'own',
        title: 'Say a command of your own',
        how: home =>
          html`Comment <code>/restart web</code>. The team made it from a workflow, under <code>commands</code> in
        <a href="${home}/file">shipmate.yml</a>. What the script printed stands folded in the answer.`,
        happened: house => ended(house, /^### ✅ `\/restart/),
      },
    ],
  },
  {
    title: 'Lock, approve, roll back',
    steps: [
      {
        name: 'lock',
        title: 'Keep deploys out',
        how: () =>
          html`Comment <code>/lock prerelease database migration</code>, then <code>/deploy prerelease</code>: you are told who locked it, why,
        and the way out. <code>/unlock prerelease</code> is that way.`,
        happened: lockedAndUnlocked,
      },
      {
        name: 'wait',
        title: 'Wait for somebody',
        how: home =>
          html`<a href="${home}/file">shipmate.yml</a> says that <em>prod</em> takes only what works on <em>prerelease</em>, and only once
        <code>carol</code> approves. As <code>alice</code>, comment <code>/deploy prod</code>: it waits, and shows what for.`,
        happened: house =>
          told(house)
            .flat()
            .some(text => /^### ⏳ .+ goes to \*\*prod\*\* as soon as/.test(text)),
      },
      {
        name: 'approve',
        title: 'Approve it as carol',
        how: () =>
          html`Be <code>carol</code> at the top right, and comment <code>/approve prod</code>: 👍, and what waited goes by itself. It counts for
        this commit; a push makes it void.`,
        happened: house => said(house, /^\s*\/approve prod\b/m) && ended(house, /^### ✅ .+ is on \*\*prod\*\*/),
      },
      {
        name: 'back',
        title: 'Roll back',
        how: home =>
          html`Comment <code>/deploy prerelease</code> in <a href="${home}/pull/3">another pull request</a>, and once that is there
        <code>/rollback prerelease</code>. It says what leaves, goes back to what ran before, and locks the door behind it:
        <code>/unlock prerelease</code> opens it.`,
        happened: house => ended(house, /^### ✅ [\s\S]+ is locked, so that nothing new goes there/),
      },
    ],
  },
  {
    title: 'A build that is red',
    steps: [
      {
        name: 'break',
        title: 'Break the build',
        how: home =>
          html`Pull ${lever('red', 'Let the next build fail')}, then ${lever('push-main', 'Push to main')}, and let ${lever('minutes', 'five minutes pass')} for the run, and five
        more. What fails that long has <a href="${home}/issues">an issue</a>: the line that killed it, the last green commit, and what came since.`,
        happened: ({ box }) => builds(box).length > 0,
      },
      {
        name: 'look',
        title: 'Ask it why',
        how: () => html`Comment <code>/why</code> in that issue. <code>/status</code> in any thread says what is red.`,
        happened: ({ box }) =>
          builds(box).some(issue =>
            box.world.comments.of('issue', issue.id).some(one => one.author === box.bot.id && one.body.startsWith('Red since')),
          ),
      },
      {
        name: 'heal',
        title: 'Mend it',
        how: () =>
          html`${lever('push-main', 'Push to main')} once more, and let ${lever('minutes', 'five minutes pass')}: the same job is green at a later commit, so the issue says by
        which one, and closes itself.`,
        happened: ({ box }) => builds(box).some(({ closedBy }) => closedBy === box.bot.id),
      },
    ],
  },
  {
    title: 'An error of production',
    steps: [
      {
        name: 'raise',
        title: 'Break production',
        how: home =>
          html`Bring <a href="${home}/pull/3">another pull request</a> to <em>prod</em>: <code>/deploy prerelease</code>,
        <code>/deploy prod</code>, and as <code>carol</code> <code>/approve prod</code>. Then pull ${lever('raise', 'Raise an error on prod')}: it comes
        as Sentry would tell it.`,
        happened: ({ box }) => errors(box).some(({ body }) => /^It began .* after the deploy of/m.test(body ?? '')),
      },
      {
        name: 'hear',
        title: 'See who hears of it',
        how: home =>
          html`<a href="${home}/issues">Its issue</a> says where in the code, after which deploy, and which change touched that line. Whoever
        deployed is called, once; let ${lever('seconds', 'twenty seconds pass')}, and the comment of the deploy lists it.`,
        happened: house =>
          told(house)
            .flat()
            .some(text => /^⚠️ .+ began on \*\*prod/m.test(text)),
      },
      {
        name: 'retreat',
        title: 'Go back',
        how: () => html`The issue and the call say how: comment <code>/rollback prod</code>.`,
        happened: house => ended(house, /^### ✅ .+ is on \*\*prod[\s\S]+ is locked, so that nothing new goes there/),
      },
      {
        name: 'over',
        title: 'See it close',
        how: () =>
          html`What brought it is gone, so pull ${lever('subside', 'Let the error stop')}, and let ${lever('seconds', 'twenty seconds pass')}. Sentry says that it is resolved, and the
        issue closes itself.`,
        happened: ({ box }) => errors(box).some(({ closedBy }) => closedBy === box.bot.id),
      },
    ],
  },
  {
    title: 'Infrastructure',
    steps: [
      {
        name: 'run-out',
        title: 'Let a certificate run out',
        how: home =>
          html`<a href="${home}/file">shipmate.yml</a> says what has to be true of <em>prod</em>, and a workflow checks it each morning. Pull
        ${lever('run-out', 'Let the certificate run out')}, which runs it now: what fails has <a href="${home}/issues">an issue</a> of its own.`,
        happened: ({ box }) => checks(box).length > 0,
      },
      {
        name: 'check',
        title: 'Check it yourself',
        how: () =>
          html`${lever('renew', 'Renew the certificate')}, and comment <code>/check prod</code>: the table comes into the thread, and the issue closes itself.`,
        happened: ({ box }) => checks(box).some(({ closedBy }) => closedBy === box.bot.id),
      },
    ],
  },
  {
    title: 'A review that is forgotten',
    steps: [
      {
        name: 'turn',
        title: 'Forget a review',
        how: home =>
          html`<code>alice</code> has asked <code>carol</code> to review <a href="${home}/pull/3">another pull request</a>. Comment
        <code>/status</code> there: below what runs where it says whose turn it is, since when, and why.`,
        happened: house =>
          told(house)
            .flat()
            .some(text => /^It has (?:been|just become) the turn of /m.test(text)),
      },
      {
        name: 'days',
        title: 'Let three days pass',
        how: () =>
          html`Pull ${lever('days', 'Let three working days pass')}. <code>carol</code> alone is called there, once, in working hours; let another
        ${lever('day', 'day pass')}, and nobody says it again.`,
        happened: house => reminded(house).length > 0,
      },
      {
        name: 'pass',
        title: 'Pass the turn on',
        how: () =>
          html`Be <code>carol</code>, and comment <code>/handover @bob</code> or review the change. Let ${lever('minutes', 'five minutes pass')}: the turn is another
        one, so the reminder is folded away.`,
        happened: house => reminded(house).some(({ minimized }) => minimized !== null),
      },
    ],
  },
  {
    title: 'What goes wrong around it',
    steps: [
      {
        name: 'file',
        title: 'Write nonsense into shipmate.yml',
        how: home => html`<a href="${home}/file">Edit the file</a>, propose the change as a pull request, and look at its check.`,
        happened: ({ box }) =>
          box.world.checkRuns.first(run => run.app === box.credentials.appId && run.conclusion === 'failure') !== undefined,
      },
      {
        name: 'drop',
        title: 'Lose a webhook',
        how: () =>
          html`Pull ${lever('drop', 'Drop the next webhook')}, comment <code>/ping</code>: silence. Let ${lever('minutes', 'five minutes pass')}, and the bot finds it in
        GitHub's delivery log.`,
        happened: ({ box }) => {
          const read = new Set(box.requests.all.map(one => one.path));
          return box.deliveries.some(one => one.status === 'timed out' && read.has(`/app/hook/deliveries/${one.id}`));
        },
      },
      {
        name: '502',
        title: 'Answer 502 after the write',
        how: () =>
          html`Pull ${lever('502', 'Answer the next write with 502')}, then <code>/ping</code>. The comment is there, and the bot was told it failed. Let
        ${lever('minutes', 'five minutes pass')}: it looks before it writes again, so there is one.`,
        happened: house => lookedAfter(house, 502),
      },
      {
        name: 'kill',
        title: 'Kill me in the middle',
        how: () =>
          html`Pull ${lever('die', 'Kill the bot in its next write')}, then <code>/ping</code>. Let ${lever('minutes', 'five minutes pass')}: it has come back, found what it
        had begun, and says it once.`,
        happened: house => house.bot.starts > 1 && lookedAfter(house, null),
      },
      {
        name: 'survive',
        title: 'Kill me while I deploy',
        how: () =>
          html`Pull ${lever('die', 'Kill the bot in its next write')}, then <code>/deploy prerelease</code>. There is one deployment and one run, and the
        story goes on to its end.`,
        happened: survived,
      },
    ],
  },
];

export const steps: Step[] = parts.flatMap(part => part.steps);
