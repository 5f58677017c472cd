/** What a page is drawn from: the house, who looks, and where. */
import { permissionOf, roleOf } from '../github/access.ts';
import type { Account, Repository } from '../github/index.ts';
import type { House } from '../house.ts';
import type { Around } from './markdown.ts';

export type Theme = 'auto' | 'light' | 'dark';

export interface View {
  house: House;
  me: Account;
  theme: Theme;
  /** Of this page, to come back to. */
  path: string;
  /** Goes into every form. */
  token: string;
  now: Date;
}

/** Whether whoever looks may change things there. */
export const mayWrite = ({ house: { box }, me }: Pick<View, 'house' | 'me'>, repository: Repository): boolean =>
  ['write', 'admin'].includes(permissionOf(roleOf(box.world, repository.row, me)));

export const roleIn = ({ house: { box } }: Pick<View, 'house'>, repository: Repository, person: Account): string =>
  roleOf(box.world, repository.row, person);

export const maySee = (view: Pick<View, 'house' | 'me'>, repository: Repository): boolean =>
  roleIn(view, repository, view.me) !== 'none';

/** Where names and numbers in a text of this repository lead. */
export function around({ house: { box } }: View, repository: Repository, ticks = false): Around {
  return {
    ticks,
    person: login => (box.world.account(login) ? '/' : null),
    thread: number => {
      const found = box.world.issue(repository.row, number);
      return found ? `/${repository.fullName}/${found.pull ? 'pull' : 'issues'}/${number}` : null;
    },
  };
}

export const pathOf = (repository: Repository, more = ''): string => `/${repository.fullName}${more}`;
