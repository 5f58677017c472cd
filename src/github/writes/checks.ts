/** What we say of a commit: a check run with its annotations, and a status. */
import type { ReportCheck, SetStatus } from '../../core/effect.ts';
import { type Look, longest, placeOf, type Writing } from './writing.ts';

const mostAnnotations = 50;
/** GitHub refuses one character more. */
const longestDescription = 140;

export const shortly = (description: string) =>
  description.length > longestDescription ? `${description.slice(0, longestDescription - 1)}…` : description;

export async function reportCheck(writing: Writing<ReportCheck>): Promise<string> {
  const { octokit, effect } = writing;
  const made = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    ...placeOf(writing),
    name: effect.name,
    head_sha: effect.head,
    external_id: effect.key,
    status: 'completed',
    conclusion: effect.conclusion,
    output: {
      title: effect.title,
      summary: effect.summary.slice(0, longest),
      annotations: effect.annotations.slice(0, mostAnnotations).map(one => ({
        path: one.path,
        start_line: one.line,
        end_line: one.line,
        annotation_level: one.level,
        message: one.message,
      })),
    },
  });
  return String(made.data.id);
}

export async function lookForCheck(writing: Writing<ReportCheck>, appId: number): Promise<Look> {
  const { octokit, effect } = writing;
  const runs = await octokit.paginate('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...placeOf(writing),
    ref: effect.head,
    check_name: effect.name,
    app_id: appId,
    filter: 'all',
    per_page: 100,
  });
  const found = runs.find(run => run.external_id === effect.key);
  return found ? String(found.id) : null;
}

export async function setStatus(writing: Writing<SetStatus>): Promise<string> {
  const { octokit, effect } = writing;
  const made = await octokit.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
    ...placeOf(writing),
    sha: effect.head,
    context: effect.context,
    state: effect.state,
    description: shortly(effect.description),
    ...(effect.url === null ? {} : { target_url: effect.url }),
  });
  return String(made.data.id);
}
