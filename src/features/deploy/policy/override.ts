/** A wish to go in spite of a freeze, as the row of its deploy has it, in the words that the gate asks for. */
import type { Story } from '../deploy.ts';
import type { Override } from './rows.ts';

export const overrideIn = ({ override }: Pick<Story, 'override'>): Override | null =>
  override && { reason: override.reason, by: override.by, secondBy: override.second };
