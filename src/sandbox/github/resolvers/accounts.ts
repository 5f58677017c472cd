import { GraphQLError } from 'graphql';
import { allows } from '../app.ts';
import type { Call } from '../call.ts';
import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Account } from '../rows.ts';
import type { Team } from '../rows-people.ts';
import { accountJson } from '../shapes/account.ts';
import { connection } from './connection.ts';
import type { Fields } from './fields.ts';

const common: Fields<Account> = {
  id: account => nodeId(account),
  databaseId: account => account.id,
  login: account => account.login,
  url: (account, _, call) => accountJson(call.site, account).html_url,
  resourcePath: account => `/${account.login}`,
  avatarUrl: (account, _, call) => accountJson(call.site, account).avatar_url,
  createdAt: account => stamp(account.createdAt),
};

export const accounts = {
  User: { ...common, name: () => null },
  Organization: {
    ...common,
    name: account => account.login,
    team: (account, args, call) => teamsOf(call, account).find(team => team.slug === args.slug) ?? null,
    teams: (account, args, call) => connection('teams', teamsOf(call, account), args),
  },
  // GraphQL names an App's bot without the `[bot]` that REST puts behind it.
  Bot: { ...common, login: account => account.login.replace(/\[bot\]$/, '') },
} satisfies Record<string, Fields<Account>>;

/** Only of the organisation that the token is for. */
function teamsOf(call: Call, organisation: Account): Team[] {
  const open = call.token.installation.account === organisation.id && allows(call.token.permissions, 'members', 'read');
  if (!open) throw new GraphQLError('Resource not accessible by integration', { extensions: { type: 'FORBIDDEN' } });
  return call.site.world.teams.where(team => team.organisation === organisation.id);
}
