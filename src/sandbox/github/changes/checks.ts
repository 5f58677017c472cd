/** Check runs begin and end. */
import { Refusal } from '../refusal.ts';
import type { CheckRun, Repository } from '../rows.ts';
import { checkJson } from '../shapes/check.ts';
import type { Site } from '../site.ts';

/** What a check run can be told; annotations add to those that are there. */
export type CheckValues = Partial<Omit<CheckRun, 'id' | 'kind' | 'repository' | 'suite' | 'app' | 'head'>> &
  Pick<CheckRun, 'annotations'>;

const mostAnnotations = 50;

export function createCheck(site: Site, repository: Repository, name: string, head: string, values: CheckValues): CheckRun {
  const { world, app } = site;
  check(values);
  if (!world.git.commit(head)) throw new Refusal(422, `No commit found for SHA: ${head}`);
  const before = world.checkRuns.first(run => run.repository === repository.id && run.head === head && run.app === app.id);
  const made = world.checkRuns.add({
    id: world.nextId(),
    kind: 'CheckRun',
    repository: repository.id,
    suite: before?.suite ?? world.nextId(),
    app: app.id,
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
  announce(site, 'created', made);
  if (made.status === 'completed') announce(site, 'completed', made);
  return made;
}

export function changeCheck(site: Site, run: CheckRun, values: CheckValues): CheckRun {
  check(values);
  const annotations = [...run.annotations, ...values.annotations];
  const changed = site.world.checkRuns.change(run.id, { ...ended(site, values), annotations });
  if (changed.status === 'completed' && run.status !== 'completed') announce(site, 'completed', changed);
  return changed;
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

function announce(site: Site, action: string, run: CheckRun): void {
  const repository = site.world.repositories.get(run.repository);
  site.announce({ event: 'check_run', action, repository, sender: site.app.bot, parts: { check_run: checkJson(site, run) } });
}
