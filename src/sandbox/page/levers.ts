/** The levers of this small world: what a person can do to it that no person can do to GitHub. */
import { html } from 'hono/html';
import type { Repository } from '../github/index.ts';
import { checksWorkflow, isRunOut } from '../infrastructure.ts';
import { running } from '../production.ts';
import { workflowsOf } from './actions.ts';
import { type Html, icon, nothing } from './parts.ts';
import { mayWrite, type View } from './view.ts';

interface Lever {
  name: string;
  symbol: string;
  words: string;
  /** Said while it waits for its moment. */
  armed?: string;
}

const time: Lever[] = [
  { name: 'seconds', symbol: 'clock', words: 'Let twenty seconds pass' },
  { name: 'minutes', symbol: 'clock', words: 'Let five minutes pass' },
  { name: 'day', symbol: 'calendar', words: 'Let a day pass' },
  { name: 'days', symbol: 'calendar', words: 'Let three working days pass' },
];

const mishaps: Lever[] = [
  { name: 'drop', symbol: 'mail', words: 'Drop the next webhook', armed: 'The next webhook gets lost.' },
  {
    name: '502',
    symbol: 'alert',
    words: 'Answer the next write with 502',
    armed: 'The next write happens, and is answered with 502.',
  },
  { name: 'die', symbol: 'zap', words: 'Kill the bot in its next write', armed: 'The bot dies in its next write.' },
];

const states = {
  running: ['dot-fill', 'success', 'running'],
  starting: ['sync', 'attention', 'starting'],
  stopping: ['sync', 'attention', 'stopping'],
  killed: ['x-circle-fill', 'danger', 'killed'],
  ended: ['x-circle-fill', 'danger', 'not running'],
} as const;

export function levers(view: View, repository: Repository | null, number: number | null): Html {
  return html`<section class="Box levers" id="levers" aria-labelledby="levers-title">
    <div class="Box-header"><h2 class="Box-title" id="levers-title">Levers</h2></div>
    <form method="post" action="/act/lever" class="quiet">
      <input type="hidden" name="token" value="${view.token}" />
      <input type="hidden" name="back" value="${view.path}" />
      <input type="hidden" name="repository" value="${repository?.fullName ?? ''}" />
      <input type="hidden" name="number" value="${number ?? ''}" />
      ${ofBot(view)} ${repository ? ofRepository(view, repository, number) : nothing}
      ${group('Time', time, view)} ${group('Mishaps', mishaps, view)}
    </form>
  </section>`;
}

function ofBot({ house: { bot } }: View): Html {
  const [symbol, colour, words] = states[bot.state];
  const up = bot.state === 'running';
  return html`<div class="lever-group" id="bot">
    <h3>The bot</h3>
    <p class="bot-state">
      ${icon(symbol, { colour })} <span id="bot-state">${words}</span>${bot.pid === null ? '' : html` <span class="color-fg-muted">process ${bot.pid}</span>`}
    </p>
    ${
      bot.state === 'starting' || bot.state === 'stopping'
        ? ''
        : button(
            up
              ? { name: 'kill', symbol: 'skip', words: 'Kill it (-9)' }
              : { name: 'start', symbol: 'play', words: 'Start it again' },
          )
    }
  </div>`;
}

function ofRepository(view: View, repository: Repository, number: number | null): Html {
  const pull = number === null ? null : repository.numbered(number).row;
  const writes = mayWrite(view, repository);
  const open = pull !== null && pull.pull !== null && pull.state === 'open' && (writes || pull.author === view.me.id);
  if (!writes && !open) return nothing;
  const all: Lever[] = [
    ...(open ? [{ name: 'push', symbol: 'git-commit', words: `Push to #${number}` }] : []),
    ...(writes
      ? [
          { name: 'push-main', symbol: 'git-commit', words: 'Push to main' },
          { name: 'red', symbol: 'flame', words: 'Let the next build fail', armed: 'The next build fails.' },
          {
            name: 'red-deploy',
            symbol: 'flame',
            words: 'Let the next deploy fail in migrate',
            armed: 'The next deploy fails in migrate.',
          },
          { name: 'break', symbol: 'file-removed', words: 'Break shipmate.yml on main' },
          { name: 'mend', symbol: 'tools', words: 'Mend shipmate.yml on main' },
        ]
      : []),
  ];
  return html`${group('Code', all, view)} ${writes ? ofProduction(view, repository) : nothing}`;
}

function ofProduction(view: View, repository: Repository): Html {
  const there = running(repository);
  if (!there) return nothing;
  const all = [{ name: 'raise', symbol: 'bug', words: `Raise an error on ${there.environment}` }];
  if (view.house.failing.length > 0) all.push({ name: 'subside', symbol: 'check-circle', words: 'Let the error stop' });
  if (workflowsOf(view, repository, repository.row.defaultBranch).some(({ file }) => file === checksWorkflow))
    all.push(
      isRunOut(view.house.box)
        ? { name: 'renew', symbol: 'shield-check', words: 'Renew the certificate' }
        : { name: 'run-out', symbol: 'shield-x', words: 'Let the certificate run out' },
    );
  return group('Production', all, view);
}

const group = (title: string, all: Lever[], view: View): Html =>
  html`<div class="lever-group">
    <h3>${title}</h3>
    ${all.map(lever => (lever.armed && view.house.armed.has(lever.name) ? armed(lever) : button(lever)))}
  </div>`;

/** Still a button, so that whoever pulled it by keyboard keeps their place. */
const armed = (lever: Lever): Html =>
  html`<button type="button" class="lever armed" id="lever-${lever.name}" aria-disabled="true">
    <span id="armed-${lever.name}">${icon('broadcast', { colour: 'attention' })} ${lever.armed ?? ''}</span>
  </button>`;

const button = ({ name, symbol, words }: Lever): Html =>
  html`<button class="lever" id="lever-${name}" name="lever" value="${name}">${icon(symbol, { colour: 'muted' })} ${words}</button>`;
