/** THE list of kinds, in the order of the reference. */
import * as z from 'zod/mini';
import type { Kind } from '../kind.ts';
import { tcp } from './tcp.ts';

const said = ({ schema, about }: Kind) => z.optional(schema).check(z.describe(about));

/** What an entry of the file may have, by the name of its kind. */
export const settings = {
  tcp: said(tcp),
};

export const kinds: Record<keyof typeof settings, Kind> = { tcp };
