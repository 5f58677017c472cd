/** GraphQL over GitHub's own schema. A field that no resolver knows is an error here and is remembered, never a silent null. */
import {
  buildClientSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { Call } from './call.ts';
import { Refusal } from './refusal.ts';
import { fieldsOf } from './resolvers/index.ts';

export interface Query {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
}

// Half a second of work, so once per process and only when somebody asks.
let loading: Promise<GraphQLSchema> | undefined;
let schema: GraphQLSchema | undefined;
export function loadSchema(): Promise<GraphQLSchema> {
  loading ??= import('@octokit/graphql-schema').then(loaded => {
    schema = buildClientSchema({ __schema: loaded.schema.json.__schema }, { assumeValid: true });
    return schema;
  });
  return loading;
}

export function answerQuery(call: Call, asked: Query): object {
  if (!schema) throw new Error('The GraphQL schema is not loaded yet.');
  try {
    const document = parse(asked.query);
    const errors = validate(schema, document);
    if (errors.length > 0) return { errors: errors.map(invalid) };
    const result = execute({
      schema,
      document,
      contextValue: call,
      variableValues: asked.variables,
      operationName: asked.operationName,
      fieldResolver: resolve,
      typeResolver: kindOf,
    });
    if (result instanceof Promise) throw new Error('A resolver of the box waits for something; none may.');
    return shown(result);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [invalid(error)] };
    throw error;
  }
}

const resolve: GraphQLFieldResolver<unknown, Call> = (source, args, call, info) => {
  const type = info.parentType.name;
  const known = fieldsOf(type);
  const field = known?.[info.fieldName];
  if (field) return allowed(() => field(source, args, call));
  // What has no list of fields of its own (a page, a payload) is the plain answer itself.
  const plain = known ? undefined : property(source, info.fieldName);
  if (typeof plain === 'function') return allowed(() => plain(args));
  if (plain !== undefined) return plain;
  call.unknown(`GraphQL ${type}.${info.fieldName}`);
  throw new GraphQLError(`This GitHub does not know ${type}.${info.fieldName} yet.`);
};

const kindsOfError: Record<number, string> = { 403: 'FORBIDDEN', 404: 'NOT_FOUND', 422: 'UNPROCESSABLE' };

/** What a change refuses is said in this door's words. */
function allowed(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new GraphQLError(error.message, { extensions: { type: kindsOfError[error.status] ?? 'UNPROCESSABLE' } });
  }
}

function property(source: unknown, name: string): unknown {
  return typeof source === 'object' && source !== null ? Object.entries(source).find(([key]) => key === name)?.[1] : undefined;
}

function kindOf(source: unknown): string {
  const kind = property(source, 'kind');
  if (typeof kind !== 'string') throw new GraphQLError('This GitHub does not know what that is.');
  return kind;
}

function shown(result: ExecutionResult): object {
  if (!result.errors) return { data: result.data };
  return {
    data: result.data ?? null,
    errors: result.errors.map(error => ({
      ...(error.extensions.type ? { type: error.extensions.type } : {}),
      path: error.path,
      ...(error.extensions.type === 'FORBIDDEN' ? { extensions: { saml_failure: false } } : {}),
      locations: error.locations,
      message: error.message,
    })),
  };
}

/** A query that is wrong before anything is asked, said as GitHub says it. */
function invalid(error: GraphQLError): object {
  const field = /^Cannot query field "(.+?)" on type "(.+?)"/.exec(error.message);
  if (!field) return { locations: error.locations, message: error.message };
  const [, fieldName, typeName] = field;
  return {
    path: ['query', fieldName],
    extensions: { code: 'undefinedField', typeName, fieldName },
    locations: error.locations,
    message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
  };
}
