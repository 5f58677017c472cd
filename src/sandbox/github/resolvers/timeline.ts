/** The history of an issue or a pull request: events, and what was said and pushed between them. */
import type { Call } from '../call.ts';
import { stamp } from '../clock.ts';
import { pullCommits } from '../diff.ts';
import type { Issue, PullRequest } from '../rows.ts';
import type { IssueEvent } from '../rows-people.ts';
import { isPull } from '../world.ts';
import { connection } from './connection.ts';
import type { Args } from './fields.ts';

const kinds: Record<string, string> = {
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
  merged: 'MergedEvent',
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  assigned: 'AssignedEvent',
  unassigned: 'UnassignedEvent',
  milestoned: 'MilestonedEvent',
  demilestoned: 'DemilestonedEvent',
  renamed: 'RenamedTitleEvent',
  locked: 'LockedEvent',
  unlocked: 'UnlockedEvent',
  review_requested: 'ReviewRequestedEvent',
  review_request_removed: 'ReviewRequestRemovedEvent',
  review_dismissed: 'ReviewDismissedEvent',
  ready_for_review: 'ReadyForReviewEvent',
  convert_to_draft: 'ConvertToDraftEvent',
  head_ref_force_pushed: 'HeadRefForcePushedEvent',
  base_ref_changed: 'BaseRefChangedEvent',
  auto_merge_enabled: 'AutoMergeEnabledEvent',
  auto_merge_disabled: 'AutoMergeDisabledEvent',
};

interface Item {
  at: Date;
  kind: string;
  node: object;
}

export function timelineItems(call: Call, issue: Issue, args: Args) {
  const { world } = call.site;
  const wanted = Array.isArray(args.itemTypes) ? args.itemTypes.map(String) : null;
  const since = typeof args.since === 'string' ? Date.parse(args.since) : 0;
  const items: Item[] = [
    ...world.issueEvents.of('issue', issue.id).map(row => eventItem(call, issue, row)),
    ...world.comments.of('issue', issue.id).map(node => ({ at: node.createdAt, kind: node.kind, node })),
    ...world.reviews.of('issue', issue.id).map(node => ({ at: node.createdAt, kind: node.kind, node })),
    ...(isPull(issue) ? commitItems(call, issue) : []),
  ];
  const shown = items
    .filter(item => (wanted?.includes(wordOf(item.kind)) ?? true) && item.at.getTime() >= since)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const page = connection(
    'timelineItems',
    shown.map(item => item.node),
    args,
  );
  return { ...page, filteredCount: shown.length, pageCount: page.nodes.length, updatedAt: stamp(issue.updatedAt) };
}

/** `ClosedEvent` is asked for as `CLOSED_EVENT`. */
const wordOf = (kind: string) => kind.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

function commitItems(call: Call, pull: PullRequest): Item[] {
  const { world } = call.site;
  const repository = world.repositories.get(pull.repository);
  return pullCommits(world, pull).map(oid => {
    const commit = { kind: 'Commit', oid, repository };
    const node = { kind: 'PullRequestCommit', id: `PURC_${oid}`, commit, pullRequest: pull };
    return { at: world.git.commit(oid)?.author.at ?? pull.createdAt, kind: node.kind, node };
  });
}

function eventItem(call: Call, issue: Issue, row: IssueEvent): Item {
  const { world } = call.site;
  const repository = world.repositories.get(issue.repository);
  const about = row.about ?? '';
  const person = world.account(about) ?? null;
  const commitOf = (oid: string | null) => (oid === null ? null : { kind: 'Commit', oid, repository });
  const kind = kinds[row.event] ?? 'MentionedEvent';
  const review = kind === 'ReviewDismissedEvent' ? world.reviews.find(Number(about)) : undefined;
  const team = world.teams.first(one => one.organisation === repository.owner && one.slug === about) ?? null;
  return {
    at: row.at,
    kind,
    node: {
      kind,
      id: `EV_${row.id}`,
      createdAt: stamp(row.at),
      actor: world.accounts.get(row.actor),
      closable: issue,
      closer: row.closer === null ? commitOf(row.commit) : world.issues.get(row.closer),
      commit: commitOf(row.commit),
      stateReason: issue.stateReason?.toUpperCase() ?? null,
      // A label that is gone keeps its name here.
      label: world.labels.first(label => label.repository === issue.repository && label.name === about) ?? {
        ...{ id: row.id, kind: 'Label', repository: issue.repository },
        ...{ name: about, color: 'ededed', description: null },
      },
      assignee: person,
      milestoneTitle: about,
      currentTitle: about,
      requestedReviewer: person ?? team,
      review: review ?? null,
      previousReviewState: review?.state ?? null,
      currentRefName: about,
      beforeCommit: kind === 'HeadRefForcePushedEvent' ? commitOf(row.about) : null,
      afterCommit: commitOf(row.commit),
      pullRequest: isPull(issue) ? issue : null,
    },
  };
}
