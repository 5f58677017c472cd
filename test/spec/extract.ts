import { readFileSync } from 'node:fs';
import { Cut, type Fields, fields, type Json, list } from './cut.ts';

/** What the two extracts hold: the operations that the box serves, and every webhook. */

const results = 'POST /twirp/github.actions.results.api.v1.ArtifactService';

/** Answered by the box as by GitHub, and in none of its descriptions: GraphQL has its own schema, storage and what runs talk to are elsewhere. */
export const undescribed: readonly string[] = [
  'POST /graphql',
  'GET /_stored/{key}',
  `${results}/CreateArtifact`,
  `${results}/FinalizeArtifact`,
  'PUT /_uploads/{key}',
];

export function operations(document: unknown, version: string, routes: readonly string[]): string {
  const cut = new Cut(document);
  const paths = fields(fields(document).paths);
  const roots = new Map<string, Json>([['@octokit/openapi', version]]);
  for (const route of routes.filter(name => !undescribed.includes(name))) {
    const [method = '', path = ''] = route.split(' ');
    const operation = fields(paths[path])[method.toLowerCase()];
    if (!operation)
      throw new Error(`GitHub's description has no ${route}. Is its path, or one of its parameters, written otherwise there?`);
    roots.set(route, described(cut, fields(operation)));
  }
  return cut.lines(roots);
}

function described(cut: Cut, operation: Fields): Fields {
  const answers = Object.entries(fields(operation.responses)).map(([status, answer]): [string, Json] => [
    status,
    content(cut, cut.at(answer)),
  ]);
  return {
    parameters: Object.fromEntries(
      list(operation.parameters).map(parameter => {
        const { name, in: where = '', required = false, schema } = cut.at(parameter);
        return [String(name), { in: where, required, schema: cut.schema(schema) }];
      }),
    ),
    ...(operation.requestBody ? { body: content(cut, cut.at(operation.requestBody)) } : {}),
    answers: Object.fromEntries(answers),
  };
}

/** By media type, null where no body is named. */
function content(cut: Cut, { content: types }: Fields): Json {
  if (!types) return null;
  return Object.fromEntries(Object.entries(fields(types)).map(([type, said]) => [type, cut.schema(fields(said).schema)]));
}

/** The package is at hand, so its extract can be told to be fresh at any time. */
export function webhooksPackage(): { version: string; document: unknown } {
  const at = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.resolve('@octokit/openapi-webhooks')), 'utf8'));
  return { version: at('package.json').version, document: at('generated/api.github.com.json') };
}

export function payloads(document: unknown, version: string): string {
  const cut = new Cut(document);
  const roots = new Map<string, Json>([['@octokit/openapi-webhooks', version]]);
  for (const webhook of Object.values(fields(fields(document).webhooks))) {
    const { requestBody, 'x-github': about } = fields(fields(webhook).post);
    const schema = fields(fields(fields(requestBody).content)['application/json']).schema;
    // A request for a review has two forms, one for people and one for teams.
    const form = cut.at(list(cut.at(schema).oneOf)[0] ?? schema);
    const [action = ''] = list(fields(fields(form.properties).action).enum);
    roots.set([fields(about).subcategory, action].filter(word => word !== '').join('.'), cut.schema(schema));
  }
  return cut.lines(roots);
}
