/** Issues, their labels and people, and what happened to them. */
import * as z from 'zod/mini';
import { type Answer, type Call, created, nothing, ok, route } from '../call.ts';
import { assign, closeIssue, lockIssue, openIssue, relabel, reopenIssue, rewrite, setMilestone } from '../changes/issues.ts';
import { page, since } from '../pages.ts';
import { notFound, Refusal, withoutIssues } from '../refusal.ts';
import type { Account, Issue, Repository } from '../rows.ts';
import type { Milestone } from '../rows-people.ts';
import { eventJson } from '../shapes/event.ts';
import { issueJson } from '../shapes/issue.ts';
import { labelJson } from '../shapes/label.ts';

const name = z.union([z.string(), z.strictObject({ name: z.string() })]);
const values = {
  title: z.optional(z.string()),
  body: z.nullish(z.string()),
  labels: z.optional(z.array(name)),
  assignees: z.optional(z.array(z.string())),
  milestone: z.nullish(z.number()),
};
const newIssue = z.strictObject({ ...values, title: z.string() });
const change = z.strictObject({
  ...values,
  state: z.optional(z.enum(['open', 'closed'])),
  state_reason: z.nullish(z.enum(['completed', 'not_planned', 'duplicate', 'reopened'])),
});
const longest = 65_536;

export const issues = [
  route('GET /repos/{owner}/{repo}/issues', call => page(call, listed(call), row => issueJson(call.site, row))),
  route('POST /repos/{owner}/{repo}/issues', create, { content: true }),
  route('PATCH /repos/{owner}/{repo}/issues/{issue_number}', update),
  route('PUT /repos/{owner}/{repo}/issues/{issue_number}/lock', call => {
    call.body(z.strictObject({ lock_reason: z.optional(z.string()) }));
    lockIssue(call.site, call.issue(), call.actor);
    return wrote(call, nothing());
  }),
  route('DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock', call => {
    lockIssue(call.site, call.issue(), call.actor, false);
    return wrote(call, nothing());
  }),
  route('GET /repos/{owner}/{repo}/issues/{issue_number}/labels', call =>
    page(call, labelsOf(call), row => labelJson(call.site, row)),
  ),
  route('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', call => {
    relabel(call.site, call.issue(), call.actor, [...labelsOf(call).map(row => row.name), ...namesIn(call)]);
    return wrote(call, ok(labelsOf(call).map(row => labelJson(call.site, row))));
  }),
  route('PUT /repos/{owner}/{repo}/issues/{issue_number}/labels', call => {
    relabel(call.site, call.issue(), call.actor, namesIn(call));
    return wrote(call, ok(labelsOf(call).map(row => labelJson(call.site, row))));
  }),
  route('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', call => {
    const left = labelsOf(call).filter(row => row.name.toLowerCase() !== call.param('name').toLowerCase());
    if (left.length === labelsOf(call).length) throw new Refusal(404, 'Label does not exist');
    relabel(
      call.site,
      call.issue(),
      call.actor,
      left.map(row => row.name),
    );
    return wrote(call, ok(labelsOf(call).map(row => labelJson(call.site, row))));
  }),
  route('POST /repos/{owner}/{repo}/issues/{issue_number}/assignees', call => assigned(call, true)),
  route('DELETE /repos/{owner}/{repo}/issues/{issue_number}/assignees', call => assigned(call, false)),
  route('GET /repos/{owner}/{repo}/issues/{issue_number}/events', events),
  route('GET /repos/{owner}/{repo}/issues/{issue_number}/timeline', events),
];

const labelsOf = (call: Call) => call.issue().labels.map(id => call.site.world.labels.get(id));

function namesIn(call: Call): string[] {
  const said = call.body(z.strictObject({ labels: z.array(name) }));
  return said.labels.map(nameOf);
}
const nameOf = (label: z.infer<typeof name>) => (typeof label === 'string' ? label : label.name);

function wrote(call: Call, answer: Answer): Answer {
  const { id, number } = call.issue();
  call.wrote({ repository: call.repository, number, ids: { issue: id } });
  return answer;
}

function check(title: string | undefined, body: string | null | undefined): void {
  const refuse = (field: string, code: string, message: string) =>
    new Refusal(422, 'Validation Failed', { errors: [{ resource: 'Issue', field, code, message }] });
  if (title !== undefined && title.trim() === '') throw refuse('title', 'missing_field', "title can't be blank");
  if ((title?.length ?? 0) > 256) throw refuse('title', 'custom', 'title is too long (maximum is 256 characters)');
  if ((body?.length ?? 0) > longest) throw refuse('body', 'custom', `body is too long (maximum is ${longest} characters)`);
}

function peopleOf(call: Call, logins: string[]): Account[] {
  return logins.map(login => call.site.world.account(login)).filter(person => person !== undefined);
}

function milestoneOf(call: Call, repository: Repository, number: number | null): Milestone | null {
  if (number === null) return null;
  const found = call.site.world.milestones.first(row => row.repository === repository.id && row.number === number);
  if (!found)
    throw new Refusal(422, 'Validation Failed', { errors: [{ resource: 'Issue', field: 'milestone', code: 'invalid' }] });
  return found;
}

function create(call: Call): Answer {
  const { repository } = call;
  if (!repository.issues) throw withoutIssues();
  const said = call.body(newIssue);
  check(said.title, said.body);
  const made = openIssue(call.site, repository, {
    by: call.actor,
    title: said.title,
    body: said.body ?? null,
    labels: (said.labels ?? []).map(nameOf),
    assignees: peopleOf(call, said.assignees ?? []),
    milestone: milestoneOf(call, repository, said.milestone ?? null),
    throughApp: call.site.app.slug,
  });
  call.wrote({ repository, number: made.number, ids: { issue: made.id } });
  return created(issueJson(call.site, made));
}

function update(call: Call): Answer {
  const { site, repository, actor } = call;
  const said = call.body(change);
  check(said.title, said.body);
  let issue: Issue = rewrite(site, call.issue(), actor, {
    ...(said.title === undefined ? {} : { title: said.title }),
    ...(said.body === undefined ? {} : { body: said.body }),
  });
  if (said.labels) issue = relabel(site, issue, actor, said.labels.map(nameOf));
  if (said.assignees) issue = assign(site, issue, actor, peopleOf(call, said.assignees));
  if (said.milestone !== undefined) issue = setMilestone(site, issue, actor, milestoneOf(call, repository, said.milestone));
  const reason = said.state_reason === 'reopened' ? undefined : said.state_reason;
  if (said.state === 'closed' && issue.state === 'open') closeIssue(site, issue, actor, reason ? { reason } : {});
  if (said.state === 'open' && issue.state === 'closed') reopenIssue(site, issue, actor);
  return wrote(call, ok(issueJson(site, call.issue())));
}

function assigned(call: Call, add: boolean): Answer {
  const { assignees } = call.body(z.strictObject({ assignees: z.array(z.string()) }));
  const issue = call.issue();
  const now = issue.assignees.map(id => call.site.world.accounts.get(id));
  const named = peopleOf(call, assignees);
  assign(call.site, issue, call.actor, add ? [...now, ...named] : now.filter(person => !named.includes(person)));
  return wrote(call, (add ? created : ok)(issueJson(call.site, call.issue())));
}

function events(call: Call): Answer {
  const issue = call.issue();
  return page(call, call.site.world.issueEvents.of('issue', issue.id), row => eventJson(call.site, row));
}

/** Pull requests are among them, as on GitHub. */
function listed(call: Call): Issue[] {
  const { world } = call.site;
  const { repository } = call;
  const state = call.query('state') ?? 'open';
  const labels =
    call
      .query('labels')
      ?.split(',')
      .filter(one => one !== '') ?? [];
  const [creator, assignee] = [call.query('creator'), call.query('assignee')];
  const sort = call.query('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  if (creator && !world.account(creator)) throw notFound();
  const found = world.issues
    .where(row => row.repository === repository.id && (state === 'all' || row.state === state))
    .filter(since(call))
    .filter(row => labels.every(label => row.labels.some(id => world.labels.get(id).name.toLowerCase() === label.toLowerCase())))
    .filter(row => creator === undefined || row.author === world.account(creator)?.id)
    .filter(row => assignee === undefined || assignee === '*' || row.assignees.includes(world.account(assignee)?.id ?? 0))
    .toSorted((a, b) => a[sort].getTime() - b[sort].getTime() || a.id - b.id);
  return call.query('direction') === 'asc' ? found : found.toReversed();
}
