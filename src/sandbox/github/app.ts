/** The App that is registered on this GitHub: its credentials, how it proves who it is, and the tokens it is given. */
import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID, verify } from 'node:crypto';
import * as z from 'zod/mini';
import type { Manifest } from './manifest.ts';
import { Refusal } from './refusal.ts';
import type { Account, Installation, Repository } from './rows.ts';
import { covers, type World } from './world.ts';

export type Permissions = Record<string, string>;

export interface App {
  id: number;
  slug: string;
  clientId: string;
  clientSecret: string;
  privateKey: string;
  webhookSecret: string;
  manifest: Manifest;
  owner: Account;
  bot: Account;
  createdAt: Date;
}

export interface Token {
  value: string;
  installation: Installation;
  permissions: Permissions;
  /** Null: whatever the installation covers. */
  repositories: number[] | null;
  expiresAt: Date;
}

// Making a key takes longer than starting a box, so all boxes of a process share one.
let sharedKey: string | undefined;
export function privateKey(): string {
  sharedKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  return sharedKey;
}

export const newClientId = (): string => `Iv23li${randomBytes(7).toString('hex')}`;
export const newSecret = (): string => randomBytes(20).toString('hex');

const claims = z.object({ iat: z.unknown(), exp: z.unknown(), iss: z.unknown() });
const badToken = () => new Refusal(401, 'A JSON web token could not be decoded');

/** Throws what GitHub answers to a bad assertion; clients read these sentences to find out that their clock is wrong. */
export function verifyAssertion(app: App, jwt: string, now: Date): void {
  const [head, body, signature, ...rest] = jwt.split('.');
  if (!head || !body || !signature || rest.length > 0) throw badToken();
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    createPublicKey(app.privateKey),
    Buffer.from(signature, 'base64url'),
  );
  if (!signed || !usesRs256(head)) throw badToken();
  const said = z.safeParse(claims, readPart(body));
  if (!said.success) throw badToken();
  const { iat, exp, iss } = said.data;
  const seconds = now.getTime() / 1000;
  if (String(iss) !== String(app.id) && iss !== app.clientId) throw new Refusal(401, 'Integration must generate a public key');
  if (typeof exp !== 'number' || exp <= seconds)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > seconds + 600) throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== 'number' || !Number.isInteger(iat) || iat > seconds)
    throw new Refusal(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
}

const usesRs256 = (head: string) => z.safeParse(z.object({ alg: z.literal('RS256') }), readPart(head)).success;

function readPart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return null;
  }
}

/** The tokens that are out. They look like nothing, and end after an hour. */
export class Tokens {
  readonly #world: World;
  readonly #tokens = new Map<string, Token>();

  constructor(world: World) {
    this.#world = world;
  }

  issue(app: App, installation: Installation, asked: { permissions?: Permissions; repositories?: Repository[] }): Token {
    if (installation.suspended) throw new Refusal(403, 'This installation has been suspended');
    const granted = app.manifest.default_permissions;
    const permissions = asked.permissions ?? granted;
    const missing = Object.entries(permissions).some(([name, level]) => !allows(granted, name, level));
    if (missing) throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    if (asked.repositories?.some(repository => !covers(installation, repository)))
      throw new Refusal(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    const token: Token = {
      value: `ghs_${randomUUID().replaceAll('-', '')}${randomBytes(2).toString('hex')}`,
      installation,
      permissions: { metadata: 'read', ...permissions },
      repositories: asked.repositories?.map(repository => repository.id) ?? null,
      expiresAt: new Date(this.#world.clock.now().getTime() + 3_600_000),
    };
    this.#tokens.set(token.value, token);
    return token;
  }

  /** Throws when the token is unknown, over, or its installation is gone. */
  read(value: string): Token {
    const token = this.#tokens.get(value);
    const installation = token && this.#world.installations.find(token.installation.id);
    if (!token || !installation || token.expiresAt <= this.#world.clock.now()) throw new Refusal(401, 'Bad credentials');
    return { ...token, installation };
  }
}

export function reaches(token: Token, repository: Repository): boolean {
  return covers(token.installation, repository) && (token.repositories?.includes(repository.id) ?? true);
}

const levels = ['read', 'write', 'admin'];
export function allows(permissions: Permissions, name: string, level: string): boolean {
  const granted = permissions[name];
  return granted !== undefined && levels.indexOf(granted) >= levels.indexOf(level);
}
