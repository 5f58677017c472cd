/** The story the sandbox begins with: an organisation, its web app, its people, and work in every state. */
import type { Account, Box, PullRequest, Repository } from './github/index.ts';
import { checksFlow, checksSection, checksWorkflow, findsThere } from './infrastructure.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** The same as in README.md, word for word. */
export const deployWorkflow = `# Shipmate starts it with the commit as an input. Anybody else has to say why, and Shipmate tells the thread.
name: Deploy
run-name: Deploy \${{ inputs.sha }} to \${{ inputs.environment }} \${{ inputs.shipmate }}
on:
  workflow_dispatch:
    inputs:
      environment: { type: choice, options: [prerelease, prod], required: true }
      sha: { type: string, required: true }
      emergency: { type: string, description: Why past Shipmate }
      shipmate: { type: string, description: Filled in by Shipmate }
permissions: { contents: read }
jobs:
  deploy:
    # Neither "Run workflow" nor "Re-run" gets past this: it looks at who started this very attempt.
    if: github.triggering_actor == 'shipmate[bot]' || inputs.emergency != ''
    runs-on: ubuntu-latest
    environment: { name: '\${{ inputs.environment }}', deployment: false }
    steps:
      - uses: actions/checkout@v4
        with: { ref: '\${{ inputs.sha }}', persist-credentials: false }
      - run: ./scripts/build
      - run: ./scripts/migrate
      - run: ./scripts/restart
`;

const ci = `name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm test
`;

const restart = `# A command of the team's own: /restart web
name: Restart
run-name: Restart \${{ inputs.service }} (\${{ inputs.shipmate }})
on:
  workflow_dispatch:
    inputs:
      service: { type: choice, options: [web, worker], required: true }
      shipmate: { type: string, description: Filled in by Shipmate }
jobs:
  restart:
    runs-on: ubuntu-latest
    steps:
      - run: ./scripts/restart
`;

export const soundFile = `# What Shipmate does here. Break this file and see what it says.
environments:
  prerelease: { url: https://prerelease.acme.example }
  prod: { url: https://acme.example, after: prerelease, approved_by: '@carol' }
commands:
  restart: { about: Restart one service }
builds: true
errors: { from: { sentry: acme/web }, public: true } # or they stay out of a public repository
reminders: { review_after: 2d, start: now } # or an issue asks first whether to begin
${checksSection}prefix: /
`;

/** Long enough to watch. */
export const deploySteps = { 'Run ./scripts/build': 12_000, 'Run ./scripts/migrate': 10_000, 'Run ./scripts/restart': 8_000 };

const release = `# A repository without Shipmate's file: say /deploy in its issue.
name: Release
on: workflow_dispatch
jobs:
  release:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v4
      - run: ./scripts/release
`;

const readme = `# web

The shop of **acme**. It runs on two machines:

| environment | what runs there |
|---|---|
| \`prerelease\` | whatever is being tried |
| \`prod\` | what customers see: only what works on \`prerelease\`, and only once \`carol\` approves |

Say \`/ping\` in an issue or a pull request to see whether Shipmate listens, \`/deploy prerelease\` to try a change, \`/restart web\` when it hangs,
\`/status\` to see whose turn it is.
`;

const server = `import { createServer } from 'node:http';

createServer((request, response) => {
  response.end('Welcome to acme');
}).listen(8080);
`;

export const people = { alice: 'admin', bob: 'write', carol: 'maintain', dave: 'read', mallory: 'none' } as const;
export type PersonName = keyof typeof people;

const files = {
  'README.md': readme,
  'package.json': '{\n  "name": "web",\n  "private": true\n}\n',
  'src/server.js': server,
  '.github/shipmate.yml': soundFile,
  '.github/workflows/ci.yml': ci,
  '.github/workflows/deploy.yml': deployWorkflow,
  '.github/workflows/restart.yml': restart,
  [`.github/workflows/${checksWorkflow}`]: checksFlow,
};

/** Tells what happened until now. The clock stands at the real time when it is done. */
export function seed(box: Box): void {
  const person = (name: PersonName): Account => box.person(name);
  const { alice, bob, carol, dave, mallory } = {
    alice: person('alice'),
    bob: person('bob'),
    carol: person('carol'),
    dave: person('dave'),
    mallory: person('mallory'),
  };
  // Builds go by themselves, and quickly enough to watch.
  box.actions.script({ queued: 2_000, step: 3_000 });
  box.actions.script({ workflow: 'deploy.yml', queued: 2_000, step: 3_000, steps: deploySteps });
  box.actions.script({
    workflow: 'restart.yml',
    queued: 2_000,
    step: 3_000,
    logs: { 'Run ./scripts/restart': 'stopped\nstarted' },
  });
  findsThere(box, soundFile, false);
  box.clock.advance(-40 * day);
  box.organisation('acme').member(alice, 'admin');
  const web = box.repository('acme/web', { files });
  for (const [name, role] of Object.entries(people)) if (role !== 'none') web.collaborator(box.person(name), role);

  web.deploy('prod', { by: carol, state: 'success', url: 'https://acme.example' });
  stale(web, carol, bob);
  box.clock.advance(31 * day);
  const slow = web.issue({
    by: dave,
    title: 'The basket is slow on phones',
    body: 'It takes three seconds to open.\n\n- [x] measure it\n- [ ] load pictures later\n- [ ] measure again',
  });
  slow.comment(bob, 'I can see it too. Most of it is pictures; see `src/server.js`.').react(dave, '+1');
  box.clock.advance(6 * day);
  const pictures = waiting(web, alice, carol);
  box.clock.advance(2 * day);
  web.deploy('prerelease', { by: carol, sha: pictures.head, state: 'failure' });
  box.clock.advance(hour);
  web.deploy('prerelease', { by: carol, sha: pictures.head, state: 'success', url: 'https://prerelease.acme.example' });
  const fork = web.pullRequest({
    by: mallory,
    fork: mallory,
    branch: 'typo',
    title: 'Mend a typo in the README',
    body: 'I came by and saw this.',
    files: { 'README.md': readme.replace('The shop of', 'The web shop of') },
  });
  fork.comment(dave, 'Thank you, `mallory`.');
  // Nobody's turn: of all that lies open, two wait for somebody.
  fork.label(bob, 'on hold');
  box.clock.advance(19 * hour);
  green(web, alice, bob);
  pictures.askReview(alice, { people: [carol] });
  fresh(box, alice, [bob, carol]);
  box.clock.advance(-box.clock.ahead);
  // Only now: what happened before, the App was never told.
  box.install('acme', { by: alice });
}

/** Where the App is installed and nobody has told it anything yet. */
function fresh(box: Box, by: Account, writers: Account[]): void {
  const docs = box.repository('acme/docs', {
    files: { 'README.md': '# docs\n\nHow to buy at **acme**.\n', '.github/workflows/release.yml': release },
  });
  docs.collaborator(by, 'admin');
  for (const one of writers) docs.collaborator(one, 'write');
  docs.environment('production', { reviewers: writers });
  docs.issue({ by, title: 'Release the new pages', body: 'Can we do that from here?' });
}

function stale(web: Repository, by: Account, other: Account): void {
  const pull = web.pullRequest({
    by,
    branch: 'new-search',
    title: 'Try another search',
    body: 'Not sure yet whether this is the way.',
    files: { 'src/search.js': 'export const search = words => words;\n' },
    draft: true,
  });
  pull.comment(other, 'Interesting. Does it find plurals?');
}

function waiting(web: Repository, by: Account, reviewer: Account): PullRequest {
  const pull = web.pullRequest({
    by,
    branch: 'cache-pictures',
    title: 'Keep pictures for a day',
    body: 'So that a phone loads them once.',
    files: { 'src/pictures.js': "export const headers = { 'cache-control': 'max-age=86400' };\n" },
  });
  pull.comment(by, `@${reviewer.login}, could you have a look?`);
  return pull;
}

function green(web: Repository, by: Account, reviewer: Account): PullRequest {
  const pull = web.pullRequest({
    by,
    branch: 'greeting',
    title: 'Greet people by their name',
    body: 'Says `Welcome, alice` instead of `Welcome to acme`.\n\n```js\nresponse.end(greeting(request));\n```',
    files: {
      'src/server.js': server.replace("'Welcome to acme'", 'greeting(request)'),
      'src/greeting.js': "export const greeting = request => 'Welcome, ' + request.headers['x-name'];\n",
    },
  });
  pull.review(reviewer, 'Reads well.', 'APPROVED');
  return pull;
}
