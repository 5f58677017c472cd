/** Every type that GraphQL answers. What is not here is a page or a payload and answers from its own properties. */
import { accounts } from './accounts.ts';
import { checks } from './checks.ts';
import type { Fields } from './fields.ts';
import { gitObjects } from './git.ts';
import { issues } from './issues.ts';
import { people } from './people.ts';
import { repositories } from './repositories.ts';
import { root } from './root.ts';
import { said } from './said.ts';

const types: Record<string, Fields<unknown>> = {
  ...root,
  ...accounts,
  ...repositories,
  ...gitObjects,
  ...issues,
  ...said,
  ...checks,
  ...people,
};

export const fieldsOf = (type: string): Fields<unknown> | undefined => types[type];
