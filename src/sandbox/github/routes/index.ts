/** Every room of the API. A new one is a file here and a line below. */
import type { Route } from '../call.ts';
import { actions } from './actions.ts';
import { app } from './app.ts';
import { checks } from './checks.ts';
import { comments } from './comments.ts';
import { contents } from './contents.ts';
import { deployments } from './deployments.ts';
import { graphql } from './graphql.ts';
import { hooks } from './hooks.ts';
import { pulls } from './pulls.ts';
import { reactions } from './reactions.ts';
import { repositories } from './repositories.ts';
import { statuses } from './statuses.ts';
import { storage } from './storage.ts';

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
  ...storage,
  ...deployments,
  ...graphql,
];
