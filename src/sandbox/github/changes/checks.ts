/** Check runs begin and end, and with them the suites that hold them. */
import { Refusal } from '../refusal.ts';
import type { Account, CheckRun, CheckSuite, Repository } from '../rows.ts';
import { checkJson, simpleSuiteJson, suiteJson, suiteState } from '../shapes/check.ts';
import type { Site } from '../site.ts';

/** What a check run can be told; annotations add to those that are there. */
export type CheckValues = Partial<Omit<CheckRun, 'id' | 'kind' | 'repository' | 'suite' | 'app' | 'head'>> &
  Pick<CheckRun, 'annotations'>;

/** Whose check it is, when it is not our App's: another App's, or a job's in the suite of its run. */
export interface CheckOwner {
  app: number;
  suite?: CheckSuite;
  sender: Account;
}

const mostAnnotations = 50;

export function createCheck(
  site: Site,
  repository: Repository,
  name: string,
  head: string,
  values: CheckValues,
  owner: CheckOwner = { app: site.app.id, sender: site.app.bot },
): CheckRun {
  const { world } = site;
  check(values);
  if (!world.git.commit(head)) throw new Refusal(422, `No commit found for SHA: ${head}`);
  const suite = owner.suite ?? suiteOf(site, repository, head, owner.app);
  const made = world.checkRuns.add({
    id: world.nextId(),
    kind: 'CheckRun',
    repository: repository.id,
    suite: suite.id,
    app: owner.app,
    name,
    head,
    externalId: null,
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: world.clock.now(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    ...ended(site, values),
  });
  announce(site, 'created', made, owner.sender);
  if (made.status === 'completed') announce(site, 'completed', made, owner.sender);
  return made;
}

export function changeCheck(site: Site, run: CheckRun, values: CheckValues, sender = site.app.bot): CheckRun {
  check(values);
  const annotations = [...run.annotations, ...values.annotations];
  const changed = site.world.checkRuns.change(run.id, { ...ended(site, values), annotations });
  if (changed.status === 'completed' && run.status !== 'completed') announce(site, 'completed', changed, sender);
  return changed;
}

export function newSuite(site: Site, repository: Repository, head: string, app: number, branch: string | null): CheckSuite {
  const { world } = site;
  const [id, createdAt] = [world.nextId(), world.clock.now()];
  return world.checkSuites.add({ id, kind: 'CheckSuite', repository: repository.id, app, head, branch, createdAt });
}

function suiteOf(site: Site, repository: Repository, head: string, app: number): CheckSuite {
  const { world } = site;
  const known = world.checkSuites.of('head', head).find(row => row.repository === repository.id && row.app === app);
  const branch = world.refs.of('sha', head).find(ref => ref.repository === repository.id && ref.name.startsWith('refs/heads/'));
  return known ?? newSuite(site, repository, head, app, branch?.name.replace('refs/heads/', '') ?? null);
}

function check(values: CheckValues): void {
  if (values.annotations.length > mostAnnotations)
    throw new Refusal(422, 'Invalid request.', {
      errors: [`No more than ${mostAnnotations} items are allowed; ${values.annotations.length} were supplied.`],
    });
  if (values.status === 'completed' && !values.conclusion)
    throw new Refusal(422, 'Invalid request.', { errors: ['Missing required key: conclusion'] });
}

/** A conclusion ends the run, whether it says so or not. */
function ended(site: Site, values: CheckValues): CheckValues {
  if (!values.conclusion) return values;
  return { ...values, status: 'completed', completedAt: values.completedAt ?? site.world.clock.now() };
}

/** The suite is over with the last of its runs; that of a workflow says so itself, since more jobs may follow. */
function announce(site: Site, action: string, run: CheckRun, sender: Account): void {
  const { world } = site;
  const repository = world.repositories.get(run.repository);
  const suite = world.checkSuites.get(run.suite);
  const part = { ...checkJson(site, run), check_suite: simpleSuiteJson(site, suite) };
  site.announce({ event: 'check_run', action, repository, sender, parts: { check_run: part } });
  const ofWorkflow = world.runs.of('suite', suite.id)[0];
  if (action === 'completed' && !ofWorkflow && suiteState(site, suite).status === 'completed') announceSuite(site, suite, sender);
}

export function announceSuite(site: Site, suite: CheckSuite, sender: Account): void {
  const repository = site.world.repositories.get(suite.repository);
  const { repository: _, ...part } = suiteJson(site, suite);
  const parts = { check_suite: part };
  site.announce({ event: 'check_suite', action: 'completed', repository, sender, parts });
}
