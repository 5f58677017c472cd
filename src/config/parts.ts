/** Parts that several sections of a team's file are made of. */
import * as z from 'zod/mini';
import type { Who } from '../core/command.ts';

const roles = ['triage', 'write', 'maintain', 'admin'] as const;

const named = z
  .string()
  .check(
    z.regex(/^@[a-z\d](?:[a-z\d-]{0,38})(?:\/[a-z\d][\w-]{0,99})?$/i),
    z.meta({ title: 'a person such as `@alice` or a team such as `@acme/web`' }),
  );
const one = z.union([z.enum(roles), named]);

/** Who may: a role, people, teams; any of these. */
export const whoSchema = z.union([one, z.array(one).check(z.minLength(1), z.maxLength(20))]);

export const whoOf = (said: z.infer<typeof whoSchema>): Who[] => [said].flat().map(asWho);

function asWho(said: string): Who {
  for (const role of roles) if (role === said) return role;
  return `@${said.replace(/^@/, '')}`;
}

export const workflowSchema = z
  .string()
  .check(
    z.regex(/^[\w][\w.-]{0,99}\.ya?ml$/),
    z.meta({ title: 'the name of a file in `.github/workflows`, such as `restart.yml`' }),
  );
