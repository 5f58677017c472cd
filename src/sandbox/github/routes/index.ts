/** Every room of the API. A new one is a file here and a line below. */
import type { Route } from '../call.ts';
import { actions } from './actions.ts';
import { app } from './app.ts';
import { approvals } from './approvals.ts';
import { artifacts } from './artifacts.ts';
import { branches } from './branches.ts';
import { checks } from './checks.ts';
import { comments } from './comments.ts';
import { contents } from './contents.ts';
import { deployments } from './deployments.ts';
import { graphql } from './graphql.ts';
import { hooks } from './hooks.ts';
import { issues } from './issues.ts';
import { labels } from './labels.ts';
import { pullChanges } from './pull-changes.ts';
import { pulls } from './pulls.ts';
import { reactions } from './reactions.ts';
import { repositories } from './repositories.ts';
import { results } from './results.ts';
import { statuses } from './statuses.ts';
import { storage } from './storage.ts';
import { teams } from './teams.ts';

export const routes: Route[] = [
  ...app,
  ...hooks,
  ...repositories,
  ...contents,
  ...comments,
  ...pulls,
  ...reactions,
  ...checks,
  ...statuses,
  ...actions,
  ...approvals,
  ...storage,
  ...artifacts,
  ...results,
  ...branches,
  ...issues,
  ...labels,
  ...pullChanges,
  ...teams,
  ...deployments,
  ...graphql,
];
