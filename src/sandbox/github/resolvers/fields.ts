/** How a GraphQL type is answered: one function per field, from the row that stands for it. */
import { GraphQLError } from 'graphql';
import { allows, reaches } from '../app.ts';
import type { Call } from '../call.ts';
import type { Repository } from '../rows.ts';

export type Args = Record<string, unknown>;

// A method's parameter may be given wider than declared; so lists for different rows fit into one table.
interface Resolver<S> {
  resolve(source: S, args: Args, call: Call): unknown;
}
export type Fields<S> = Record<string, Resolver<S>['resolve']>;

export const notResolved = (message: string): GraphQLError => new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });

/** Whether this token sees the repository at all. */
export const sees = (call: Call, repository: Repository): boolean => !repository.private || reaches(call.token, repository);

/** Throws unless the token has one of these permissions there. */
export function need(call: Call, repository: Repository, ...wanted: `${string}:${'read' | 'write'}`[]): void {
  const inside = reaches(call.token, repository);
  const open = wanted.some(one => {
    const [name = '', level = ''] = one.split(':');
    return inside ? allows(call.token.permissions, name, level) : level === 'read';
  });
  if (repository.archived && wanted.some(one => one.endsWith(':write')))
    throw new GraphQLError('Repository was archived so is read-only.', { extensions: { type: 'UNPROCESSABLE' } });
  if (!open) throw new GraphQLError('Resource not accessible by integration', { extensions: { type: 'FORBIDDEN' } });
}

export const text = (args: Args, name: string): string => {
  const value = args[name];
  if (typeof value !== 'string') throw new GraphQLError(`${name} has to be a text.`);
  return value;
};

export const input = (args: Args): Args => {
  const value = args.input;
  return typeof value === 'object' && value !== null ? { ...value } : {};
};
