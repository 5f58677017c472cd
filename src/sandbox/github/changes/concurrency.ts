/** Of the runs and jobs of one concurrency group one is under way and one waits; a newer one takes the place of the one that waits. */
import { fill } from '../actions/expressions.ts';
import type { Concurrency } from '../actions/workflow-file.ts';
import { contextsOf } from '../actions/workflows.ts';
import type { Job, WorkflowRun } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { endJob, letJobGo } from './jobs.ts';
import { cancelRun, letRunGo } from './runs.ts';

type Member = Job | WorkflowRun;

/** What stands in a file as this group is called here. */
export function groupOf(site: Site, run: WorkflowRun, said: Concurrency | null | undefined, matrix = {}) {
  if (!said) return null;
  const contexts = contextsOf(site, run, matrix);
  return { name: fill(said.group, contexts).toLowerCase(), cancels: fill(said.cancels, contexts) === 'true' };
}

function members({ world }: Site, one: Member): Member[] {
  const mates = (row: Member) =>
    row.repository === one.repository && row.group === one.group && row.id !== one.id && row.status !== 'completed';
  // A job in the group of its own run does not wait for it.
  const related = (row: Member) =>
    row.kind === 'WorkflowJob' ? row.run === one.id : one.kind === 'WorkflowJob' && one.run === row.id;
  return [...world.runs.of('group', one.group), ...world.jobs.of('group', one.group)].filter(row => mates(row) && !related(row));
}

/** Whether it has to wait. What it replaces is cancelled. */
export function waitsFor(site: Site, one: Member, cancels: boolean): boolean {
  if (one.group === null) return false;
  const others = members(site, one);
  const ends = [...others.filter(row => row.status === 'pending'), ...(cancels ? others : [])];
  for (const row of ends) end(site, row);
  return members(site, one).length > 0;
}

function end(site: Site, member: Member): void {
  const why = `Canceling since a higher priority waiting request for '${member.group}' exists`;
  if (member.kind === 'WorkflowRun') {
    const now = site.world.runs.get(member.id);
    if (now.status !== 'completed') cancelRun(site, now, [why]);
  } else {
    const now = site.world.jobs.get(member.id);
    if (now.status !== 'completed') endJob(site, now, 'cancelled', [why]);
  }
}

/** Its end lets the next one of its group go. */
export function leaveGroup(site: Site, one: Member): void {
  if (one.group === null) return;
  const others = members(site, one);
  const next = others.find(row => row.status === 'pending');
  if (!next || others.some(row => row.status !== 'pending')) return;
  if (next.kind === 'WorkflowRun') letRunGo(site, next);
  else letJobGo(site, next);
}
