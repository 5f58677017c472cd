import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Account } from '../rows.ts';
import { accountJson } from '../shapes/account.ts';
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
  Organization: { ...common, name: account => account.login },
  // GraphQL names an App's bot without the `[bot]` that REST puts behind it.
  Bot: { ...common, login: account => account.login.replace(/\[bot\]$/, '') },
} satisfies Record<string, Fields<Account>>;
