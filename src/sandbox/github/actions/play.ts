/** Runs that have a script go by themselves, as the box's clock does; jobs that wait for time to pass do so without one. */
import { passGate } from '../changes/gates.ts';
import { endStep, loseRunner, startJob } from '../changes/jobs.ts';
import type { Agenda } from '../clock.ts';
import type { Job } from '../rows-actions.ts';
import type { Site } from '../site.ts';

export function play(site: Site): Agenda {
  const waiting = () => site.world.jobs.of('moves', 1);
  const dueFirst = () => waiting().toSorted((a, b) => (a.nextAt?.getTime() ?? 0) - (b.nextAt?.getTime() ?? 0));
  return {
    next: () => dueFirst()[0]?.nextAt ?? null,
    run: () => {
      const now = site.world.clock.now();
      for (const job of dueFirst()) if (job.nextAt && job.nextAt <= now) site.world.journal.step(false, () => move(site, job));
    },
  };
}

function move(site: Site, asked: Job): void {
  const { world } = site;
  // One before it may have ended the run.
  const job = world.jobs.get(asked.id);
  if (job.status === 'waiting' && job.nextAt !== null) {
    passGate(site, world.jobs.change(job.id, { nextAt: null }));
    return;
  }
  const script = world.scripts.find(world.runs.get(job.run).script ?? -1);
  if (job.nextAt === null || !script) return;
  const step = job.steps.find(one => one.status === 'in_progress');
  if (job.status === 'queued') startJob(site, job);
  else if (step && script.fate === 'lost' && (script.fail ?? step.name) === step.name) loseRunner(site, job);
  else if (step) {
    const last = job.steps.at(-2) === step;
    const fails = script.fail === step.name || (last && (script.fail === job.name || script.fail === job.key));
    const log = script.logs[step.name];
    const annotations = fails ? script.annotations : [];
    endStep(site, job, { conclusion: fails ? 'failure' : 'success', annotations, ...(log === undefined ? {} : { log }) });
  }
  const now = world.jobs.get(job.id);
  if (now.status === 'completed') return;
  const next = now.steps.find(one => one.status === 'in_progress');
  const takes = next ? (script.steps[next.name] ?? script.step) : 0;
  world.jobs.change(job.id, { nextAt: new Date(world.clock.now().getTime() + takes) });
}
