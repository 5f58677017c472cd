/** The door to GraphQL. */
import * as z from 'zod/mini';
import { ok, route } from '../call.ts';
import { answerQuery, loadSchema } from '../graphql.ts';

const asked = z.object({
  query: z.string(),
  variables: z.nullish(z.record(z.string(), z.unknown())),
  operationName: z.nullish(z.string()),
});

export const graphql = [
  route(
    'POST /graphql',
    call => {
      const { query, variables, operationName } = call.body(asked);
      return ok(answerQuery(call, { query, variables: variables ?? {}, operationName: operationName ?? null }));
    },
    { ready: loadSchema, content: rawBody => /\baddComment\s*\(/.test(rawBody) },
  ),
];
