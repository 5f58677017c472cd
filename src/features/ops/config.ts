import * as z from 'zod/mini';
import { whoOf, whoSchema, workflowSchema } from '../../config/parts.ts';
import type { Section, TeamFile } from '../../core/file.ts';
import type { Offer } from '../../core/offer.ts';
import { summary } from './messages.ts';

/** The section `commands`: each is a workflow of the team's own, whose inputs are what is said after it. */

const entry = z.strictObject({
  workflow: z
    .optional(workflowSchema)
    .check(z.describe('What is run, from the default branch; else the file called like the command.')),
  who: z._default(whoSchema, 'write').check(z.describe('Who may say it: a role, people, teams; any of these.')),
  about: z
    .optional(z.string().check(z.minLength(1), z.maxLength(120)))
    .check(z.describe('What it does, in a line, for `/help`.')),
});

const name = z
  .string()
  .check(z.regex(/^[a-z][a-z\d-]{0,38}[a-z\d]$/), z.meta({ title: 'a word of small letters, digits and `-`' }));

const all = z.record(name, entry);
type Entries = z.infer<typeof all>;

/** `taken`: names of commands that every repository has. */
export function opsSection(taken: string[]): Section<Entries> {
  const mine = z.record(name, entry).check(
    z.refine(entries => Object.keys(entries).length <= 50, 'has more than 50 commands'),
    z.superRefine((entries, context) => {
      for (const said of Object.keys(entries)) {
        if (!taken.includes(said)) continue;
        context.addIssue({
          code: 'custom',
          path: [said],
          message: 'is a command of Shipmate’s own; give it another name',
          input: said,
        });
      }
    }),
  );
  return {
    key: 'commands',
    about: 'Commands of your own: each starts a workflow, and the inputs of that are its arguments.',
    example: 'commands:\n  restart: { workflow: restart.yml }',
    schema: mine,
  };
}

/** Names that are taken are no matter here: a file with one has been refused. */
export const offersOf = (file: TeamFile, section: Section<Entries> = opsSection([])): Offer[] =>
  Object.entries(file.read(section) ?? {}).map(([command, { workflow = `${command}.yml`, who, about }]) => ({
    ...{ name: command, workflow, who: whoOf(who), about: about ?? summary(workflow), examples: [`/${command}`] },
    ...{ needs: section, path: ['commands', command], implied: false, inputs: {}, otherwise: '' },
  }));
