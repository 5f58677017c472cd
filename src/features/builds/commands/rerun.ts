/** `/rerun`, also `/retry`: what failed runs again, of the build that an issue is about, or of a pull request. */
import { answer, type Command, command, refuse } from '../../../core/command.ts';
import type { Repository } from '../../../core/event.ts';
import type { Run } from '../../../core/run.ts';
import type { Session } from '../../../core/session.ts';
import { byNumber } from '../../../issues/store.ts';
import { outcomeOf } from '../../../store/outcomes.ts';
import { builds } from '../config.ts';
import { rerunKey } from '../keys.ts';
import { nothingToRun, runAlready, runsAgain, stillRuns } from '../messages.ts';
import { readAbout } from '../report.ts';
import { buildOf } from '../story.ts';

/** More would be a flood. */
const most = 10;

interface Failed {
  run: number;
  attempt: number;
  number: number;
  url: string | null;
}

const rerunAs = (name: string): Command =>
  command({
    name,
    summary: 'Run again what failed here.',
    who: 'write',
    examples: [`/${name}`],
    acts: true,
    needs: builds,
    async facts({ invocation: { place } }, ask): Promise<Record<'red' | 'running', Failed[]>> {
      const head = place.pull?.state === 'open' ? place.pull.head.sha : null;
      if (head === null) return { red: [], running: [] };
      const ours = await ask.startedByUs();
      const runs = (await ask.github.runsAt(head)).filter(run => !ours.includes(run.file));
      return { red: runs.filter(isRed).map(failedOf), running: runs.filter(({ status }) => status !== 'ended').map(failedOf) };
    },
    async rows(session, { invocation: { repository, place }, facts: { red } }) {
      const all = [...red, ...(await redIn(session, repository, place.subject.number))];
      const failed = all.filter((one, place) => all.findIndex(({ run }) => run === one.run) === place).slice(0, most);
      const keys = failed.map(one => rerunKey(repository, one));
      const asked = await outcomeOf(session, keys);
      return { failed, asked: failed.filter((_, place) => asked.has(keys[place] ?? '')) };
    },
    decide({ invocation: { repository, prefix }, facts: { running }, rows: { failed, asked } }) {
      const fresh = failed.filter(one => !asked.includes(one));
      if (fresh.length === 0) {
        if (asked.length > 0) return { reply: refuse(runAlready(asked)) };
        return { reply: refuse(running.length > 0 ? stillRuns(running.slice(0, most)) : nothingToRun(`${prefix}${name}`)) };
      }
      return {
        reply: answer(runsAgain(fresh)),
        effects: fresh.map(({ run, attempt }) => ({
          ...{ kind: 'rerun' as const, key: rerunKey(repository, { run, attempt }), repository, lane: 'answer' as const },
          ...{ run, attempt },
        })),
      };
    },
  });

async function redIn(session: Session, repository: Repository, number: number): Promise<Failed[]> {
  const episode = await byNumber(session, repository, number);
  if (episode?.of !== 'builds') return [];
  const red = buildOf(episode).story.checks.filter(({ about, fixed }) => fixed === null && readAbout(about)?.kind === 'workflow');
  return red.map(({ last }) => last);
}

const isRed = ({ status, conclusion }: Run): boolean =>
  status === 'ended' && ['failure', 'timed_out', 'cancelled'].includes(conclusion ?? '');
const failedOf = ({ id, attempt, number, url }: Run): Failed => ({ run: id, attempt, number, url });

export const reruns: Command[] = [rerunAs('rerun'), rerunAs('retry')];
