import * as z from 'zod/mini';
import { keyIn } from '../../../src/core/marker.ts';
import type { WorkflowRun } from '../../../src/sandbox/github/index.ts';
import type { Stage } from '../stage.ts';
import { approvers, type DeployWorld, isAnswered, required, stoodFor, type Word, writers } from './deploys-world.ts';
import { again, type Judge } from './judge.ts';

/** What came of every word, and of every deploy: judged from what stands on the box and what people did there, held against our rows. */

interface Row {
  id: string;
  environment: string;
  kind: 'asked' | 'auto' | 'hand';
  state: string;
  sha: string | null;
  comment: string | null;
  open: boolean;
  by: string | null;
  back: boolean;
  sign: string | null;
}

const rows = `
  select id, environment, kind, state, sha, comment, ended_at is null as open, story->'by'->>'login' as by,
         coalesce(story->'back', 'null') <> 'null' as back, story->'sign'->>'node' as sign
  from deploys where repository_id = $1`;

/** How a run ended, as a deploy says it. */
const endOf: Record<string, string> = { success: 'succeeded', failure: 'failed', cancelled: 'cancelled' };
const headOf: Record<string, string> = { succeeded: '✅', failed: '❌', cancelled: '⏹️', lost: '❓', dropped: '⏹️', running: '🚀' };
const deploymentOf: Record<string, string[]> = {
  succeeded: ['success', 'inactive'],
  failed: ['failure'],
  cancelled: ['inactive', 'error', 'failure'],
  lost: ['error'],
};
const Payload = z.object({ shipmate: z.string() });

export async function judgeDeploys(stage: Stage, world: DeployWorld, judge: Judge): Promise<void> {
  const { repository, place, box } = world;
  const known = await stage.query<Row>(rows, [repository.id]);
  const runs = repository.runs('deploy.yml').filter(({ row }) => row.actor === box.bot.id);
  const idOf = (run: WorkflowRun) => run.inputs.shipmate ?? '';
  const nameOf = ({ sha, environment, by, id }: Row) =>
    `${place.name}: ${sha?.slice(0, 7)} to ${environment} for ${by ?? 'nobody'} (${id})`;

  const twice = again(runs.map(idOf));
  judge.expects(twice.length === 0, () => `${place.name}: ${twice.join(', ')} was started twice`);
  for (const run of runs) {
    const row = known.find(({ id }) => id === idOf(run));
    judge.expects(row !== undefined, () => `${place.name}: ${run.title} runs, and nobody knows of it`);
    if (!row) continue;
    const { environment, sha } = run.inputs;
    judge.expects(
      row.environment === environment && row.sha === sha,
      () => `${nameOf(row)} runs as ${sha?.slice(0, 7)} to ${environment}`,
    );
    const ended = run.conclusion === null ? 'running' : endOf[run.conclusion];
    judge.expects(
      row.state === ended,
      () => `${nameOf(row)} is told as ${row.state}, and its run has ${run.conclusion ?? run.status}`,
    );
    const may = mayStart(world, row, run);
    judge.expects(may === null, () => `${nameOf(row)} was started, and ${may}`);
    const beside = runs.find(other => other.id !== run.id && other.inputs.environment === environment && overlap(other, run));
    judge.expects(!beside, () => `${nameOf(row)} ran while ${beside?.title} did`);
  }
  for (const row of known) {
    judge.expects(!row.open || row.state === 'waiting', () => `${nameOf(row)} is ${row.state} for ever`);
    const ran = runs.some(run => idOf(run) === row.id);
    judge.expects(row.state !== 'succeeded' || ran, () => `${nameOf(row)} is told as succeeded, and never ran`);
    const shown = repository.threads
      .flatMap(({ comments }) => comments)
      .find(one => isBot(world, one.author) && keyIn(one.body) === row.comment);
    if (!shown || row.comment === null || row.state === 'waiting') continue;
    const head = headOf[row.state] ?? '';
    judge.expects(
      shown.body.startsWith(`### ${head}`),
      () => `${nameOf(row)} is ${row.state}, and its comment says ${shown.body.split('\n')[0]}`,
    );
  }
  const deployments = repository.deployments.filter(({ creator }) => creator === box.bot.id);
  const keys = deployments.map(({ payload }) => z.parse(Payload, payload).shipmate);
  judge.expects(again(keys).length === 0, () => `${place.name}: deployments made twice: ${again(keys).join(', ')}`);
  for (const [at, { state }] of deployments.entries()) {
    const row = known.find(({ id }) => keys[at]?.includes(id));
    const fits = row ? deploymentOf[row.state] : undefined;
    if (row && fits) judge.expects(fits.includes(state), () => `${nameOf(row)} is ${row.state}, and its deployment ${state}`);
  }
  await judgeWords(stage, world, known, judge);
}

async function judgeWords(stage: Stage, world: DeployWorld, known: Row[], judge: Judge): Promise<void> {
  const { place, box } = world;
  const ran = await stage.query<{ id: string }>('select id from commands where repository_id = $1', [world.repository.id]);
  const heard = new Set(ran.map(({ id }) => id));
  const effects = await stage.query<{ key: string; says: string }>(
    `select key, format('its effect is %s, after %s attempts: %s', state, attempts, error) as says
     from effects where key like 'answer:%' and repository_id = $1`,
    [world.repository.id],
  );
  for (const word of world.words) {
    const name = `${word.by} in ${place.name}#${word.thread.number}, "${word.text}"`;
    const { node } = word.comment;
    const answers = word.thread.comments.filter(one => isBot(world, one.author) && keyIn(one.body) === `answer:${node}`).length;
    const deploys = known.filter(({ sign }) => sign === node);
    judge.expects(answers <= 1 && deploys.length <= 1, () => `${name} has ${answers} answers and ${deploys.length} deploys`);
    const foreign = deploys.filter(({ by }) => by === null || !writers.includes(by));
    judge.expects(foreign.length === 0, () => `${name} made a deploy for ${foreign[0]?.by}`);
    if (word.by === 'mallory') judge.expects(answers === 0, () => `${name} was answered`);
    if (!word.plain || !writers.includes(word.by)) continue;
    const signs = word.comment.reactions.filter(({ by }) => by === box.bot.login).map(({ content }) => content);
    judge.expects(signs.filter(one => one === 'eyes').length === 1, () => `${name} has as signs: ${signs.join(', ') || 'none'}`);
    judge.expects(heard.has(`comment:${node}:0`), () => `${name} was never decided`);
    const effect = effects.find(({ key }) => key === `answer:${node}`)?.says ?? 'there is no effect for it';
    if (isAnswered(word.text)) judge.expects(answers === 1, () => `${name} has ${answers} answers; ${effect}`);
  }
}

/** What the answer to `/status` says of each environment, held against its runs. */
export function judgeStatus(world: DeployWorld, asked: Word, judge: Judge): void {
  const answer = asked.thread.comments.find(
    one => isBot(world, one.author) && keyIn(one.body) === `answer:${asked.comment.node}`,
  );
  const lines = answer?.body.split('\n') ?? [];
  for (const environment of world.place.environments) {
    const runs = world.repository.runs('deploy.yml').filter(({ inputs }) => inputs.environment === environment);
    const last = runs.filter(({ status }) => status === 'completed').at(-1);
    if (last?.conclusion !== 'success') continue;
    const line = lines.find(one => one.includes(`**${environment}**`)) ?? 'nothing';
    const sha = last.inputs.sha?.slice(0, 7) ?? '';
    // A later one of which nobody knows how it ended says more.
    judge.expects(
      line.includes(sha) || line.includes('❓'),
      () => `${world.place.name}: ${environment} has ${sha}, and /status says ${line}`,
    );
  }
}

const isBot = ({ box }: DeployWorld, login: string): boolean => login === box.bot.login;

/** From its making to its end. A hundred of them are compared with each other, so only by times. */
const overlap = ({ row: a }: WorkflowRun, { row: b }: WorkflowRun): boolean => {
  const end = ({ status, updatedAt }: typeof a) => (status === 'completed' ? updatedAt.getTime() : Number.POSITIVE_INFINITY);
  return a.createdAt.getTime() < end(b) && b.createdAt.getTime() < end(a);
};

/** Null when it may; else what speaks against it. In doubt it may: what was true at the time is not written down. */
function mayStart(world: DeployWorld, { environment, sha, kind, by, back }: Row, run: WorkflowRun): string | null {
  const { place, repository, box } = world;
  const before = (at: Date) => at.getTime() <= run.row.createdAt.getTime();
  const saidBefore = ({ comment }: Word) => before(comment.row.createdAt);
  if (kind === 'hand') return 'we started what somebody else is said to have started';
  if (kind === 'auto') return place.auto === environment ? null : 'nothing goes there by itself';
  if (by === null || !writers.includes(by)) return `${by} may not deploy`;
  const asked = world.words.some(word => {
    const says = [word.text, word.comment.body].join(' ');
    return word.by === by && saidBefore(word) && says.includes(`/${back ? 'rollback' : 'deploy'} ${environment}`);
  });
  if (!asked) return `${by} has not asked for it`;
  if (back || place.guarded === null) return null;
  if (!repository.checkRuns(sha ?? '').some(one => one.name === required && one.conclusion === 'success'))
    return `${required} was never green`;
  if (environment !== place.guarded.environment) return null;
  const pull = world.pulls.find(one => one.row.pull.mergeCommit === sha || one.head === sha);
  const author = pull && box.world.accounts.get(pull.row.author).login;
  const agreed = world.words.some(
    word =>
      approvers.includes(word.by) &&
      ![by, author].includes(word.by) &&
      word.text.startsWith(`/approve ${environment}`) &&
      (word.stood === sha || word.text.includes(`@${sha?.slice(0, 12)}`)) &&
      saidBefore(word),
  );
  if (!agreed) return 'nobody of the team has agreed';
  const reviewed =
    pull && box.world.reviews.of('issue', pull.id).some(({ state, createdAt }) => state === 'APPROVED' && before(createdAt));
  // A pull request that went on has another head now.
  if (pull && !reviewed && stoodFor(pull) === sha) return 'nobody has reviewed it';
  const tree = box.world.git.commit(sha ?? '')?.tree;
  const passed = repository
    .runs('deploy.yml')
    .some(
      ({ inputs, conclusion, row }) =>
        inputs.environment === place.guarded?.after &&
        conclusion === 'success' &&
        before(row.updatedAt) &&
        (inputs.sha === sha || box.world.git.commit(inputs.sha ?? '')?.tree === tree),
    );
  return passed ? null : `it was not on ${place.guarded.after} before`;
}
