/** Every room of the API. A new one is a file here and a line below. */
import type { Route } from '../call.ts';
import { app } from './app.ts';
import { comments } from './comments.ts';
import { graphql } from './graphql.ts';
import { hooks } from './hooks.ts';
import { reactions } from './reactions.ts';
import { repositories } from './repositories.ts';

export const routes: Route[] = [...app, ...hooks, ...repositories, ...comments, ...reactions, ...graphql];
