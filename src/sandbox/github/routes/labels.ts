/** A repository's labels and milestones. */
import * as z from 'zod/mini';
import { type Call, created, nothing, ok, route } from '../call.ts';
import { changeLabel, changeMilestone, createLabel, createMilestone, deleteLabel, findLabel } from '../changes/labels.ts';
import { page } from '../pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Label, Milestone } from '../rows-people.ts';
import { labelJson, milestoneJson } from '../shapes/label.ts';

const label = { color: z.optional(z.string()), description: z.nullish(z.string()) };
const milestone = {
  title: z.optional(z.string()),
  state: z.optional(z.enum(['open', 'closed'])),
  description: z.nullish(z.string()),
  due_on: z.nullish(z.string()),
};

export const labels = [
  route('GET /repos/{owner}/{repo}/labels', call => {
    const { repository } = call;
    return page(
      call,
      call.site.world.labels.where(row => row.repository === repository.id),
      row => labelJson(call.site, row),
    );
  }),
  route('POST /repos/{owner}/{repo}/labels', call => {
    const { repository } = call;
    const said = call.body(z.strictObject({ ...label, name: z.string() }));
    if (findLabel(call.site, repository, said.name))
      throw new Refusal(422, 'Validation Failed', { errors: [{ resource: 'Label', field: 'name', code: 'already_exists' }] });
    const values = { name: said.name, color: said.color ?? 'ededed', description: said.description ?? null };
    const made = createLabel(call.site, repository, call.actor, values);
    call.wrote({ repository, ids: { label: made.id } });
    return created(labelJson(call.site, made));
  }),
  route('GET /repos/{owner}/{repo}/labels/{name}', call => ok(labelJson(call.site, labelOf(call)))),
  route('PATCH /repos/{owner}/{repo}/labels/{name}', call => {
    const found = labelOf(call);
    const said = call.body(z.strictObject({ ...label, new_name: z.optional(z.string()) }));
    const changed = changeLabel(call.site, found, call.actor, {
      name: said.new_name ?? found.name,
      color: said.color ?? found.color,
      description: said.description === undefined ? found.description : said.description,
    });
    call.wrote({ repository: call.repository, ids: { label: found.id } });
    return ok(labelJson(call.site, changed));
  }),
  route('DELETE /repos/{owner}/{repo}/labels/{name}', call => {
    const found = labelOf(call);
    deleteLabel(call.site, found, call.actor);
    call.wrote({ repository: call.repository, ids: { label: found.id } });
    return nothing();
  }),
  route('GET /repos/{owner}/{repo}/milestones', call => {
    const { repository } = call;
    const state = call.query('state') ?? 'open';
    const found = call.site.world.milestones.where(
      row => row.repository === repository.id && (state === 'all' || row.state === state),
    );
    return page(call, found, row => milestoneJson(call.site, row));
  }),
  route('POST /repos/{owner}/{repo}/milestones', call => {
    const { repository } = call;
    const said = call.body(z.strictObject({ ...milestone, title: z.string() }));
    const dueOn = said.due_on ? new Date(said.due_on) : null;
    const made = createMilestone(call.site, repository, call.actor, {
      title: said.title,
      description: said.description ?? null,
      dueOn,
    });
    call.wrote({ repository, ids: { milestone: made.id } });
    return created(milestoneJson(call.site, made));
  }),
  route('GET /repos/{owner}/{repo}/milestones/{milestone_number}', call => ok(milestoneJson(call.site, milestoneOf(call)))),
  route('PATCH /repos/{owner}/{repo}/milestones/{milestone_number}', call => {
    const found = milestoneOf(call);
    const said = call.body(z.strictObject(milestone));
    const changed = changeMilestone(call.site, found, call.actor, {
      title: said.title ?? found.title,
      state: said.state ?? found.state,
      description: said.description === undefined ? found.description : said.description,
      dueOn: said.due_on === undefined ? found.dueOn : said.due_on === null ? null : new Date(said.due_on),
    });
    call.wrote({ repository: call.repository, ids: { milestone: found.id } });
    return ok(milestoneJson(call.site, changed));
  }),
];

function labelOf(call: Call): Label {
  const found = findLabel(call.site, call.repository, call.param('name'));
  if (!found) throw notFound();
  return found;
}

function milestoneOf(call: Call): Milestone {
  const { repository } = call;
  const number = call.number('milestone_number');
  const found = call.site.world.milestones.first(row => row.repository === repository.id && row.number === number);
  if (!found) throw notFound();
  return found;
}
