/** How single variables are read. What is wrong is thrown as the end of a sentence that begins with the variable's name. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import { Sentence } from '../core/sentence.ts';
import { allowedHost } from '../outside/allowed.ts';
import { privateKey, secretsKey, weakness } from './env-secrets.ts';

/** A variable that may be missing, read by `parse`. */
export function variable<T>(parse: (text: string) => T) {
  return z.optional(
    z.pipe(
      z.string(),
      z.transform((text, context) => {
        try {
          return parse(text);
        } catch (error) {
          if (!(error instanceof Sentence)) throw error;
          context.issues.push({ code: 'custom', message: error.message, input: undefined });
          return z.NEVER;
        }
      }),
    ),
  );
}

export function oneOf<const W extends string>(...words: W[]) {
  return variable(text => {
    const word = words.find(candidate => candidate === text.trim().toLowerCase());
    if (word === undefined) throw new Sentence(`must be one of ${words.join(', ')}.`);
    return word;
  });
}

export function appId(text: string): number {
  if (/^\s*Iv/.test(text))
    throw new Sentence('is a client id; set it to the App ID, the number above it on the settings page of the App.');
  if (!/^\d{1,15}$/.test(text.trim()))
    throw new Sentence('must be the number on the settings page of the App, as in APP_ID=12345.');
  return Number(text);
}

export function keyFile(folder: string) {
  return (text: string): string => {
    if (/-----BEGIN|^LS0tLS1/.test(text))
      throw new Sentence('holds a key and must hold the path of a file; call it PRIVATE_KEY instead.');
    let content: string;
    try {
      content = readFileSync(resolve(folder, text.trim()), 'utf8');
    } catch {
      throw new Sentence('names a file that cannot be read; correct the path, or let the user that runs Shipmate read it.');
    }
    return privateKey(content);
  };
}

export function webhookSecret(text: string): string {
  const why = weakness(text);
  if (why !== null)
    throw new Sentence(`${why}; make a new one ("openssl rand -hex 32"), and set it here and on the settings page of the App.`);
  return text;
}

/** Several while it is being changed, the new one first. */
export const secretsKeys = (text: string): Buffer[] => text.split(',').map(one => secretsKey(one.trim()));

export function metricsToken(text: string): string {
  if (text.trim().length < 16) throw new Sentence('is shorter than 16 characters; make one with "openssl rand -hex 16".');
  return text.trim();
}

export function port(text: string): number {
  const number = Number(text);
  if (!/^\s*\d+\s*$/.test(text) || number > 65535)
    throw new Sentence('must be a number from 1 to 65535, as in 3000 (0 takes any port that is free).');
  return number;
}

export function host(text: string): string {
  const name = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name))
    throw new Sentence('must be an address to listen on, without http:// and port, as in HOST=0.0.0.0.');
  return name;
}

export function hosts(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter(one => one !== '')
    .map(one => {
      const host = allowedHost(one);
      if (host === null)
        throw new Sentence(
          'must be hosts with or without a port, as in loki.internal:3100,10.0.0.5 (no http://, no path, no *).',
        );
      return host;
    });
}

export function path(text: string): string {
  const way = text.trim();
  if (!/^\/[\w.~/-]*$/.test(way)) throw new Sentence('must be a path that begins with a slash, as in /api/github/webhooks.');
  return way.length > 1 ? way.replace(/\/+$/, '') : way;
}

function parsedUrl(text: string, kinds: string[], sample: string): URL {
  const url = URL.parse(text.trim());
  if (url === null || !kinds.includes(url.protocol)) throw new Sentence(`must be a whole URL, as in ${sample}.`);
  return url;
}

/** Without the slash at its end. */
export function webUrl(text: string, sample = 'https://smee.io/abc'): string {
  const url = parsedUrl(text, ['https:', 'http:'], sample);
  if (url.username || url.password) throw new Sentence('must not carry a user and a password.');
  if (url.search || url.hash) throw new Sentence('must end before any "?" or "#".');
  return url.href.replace(/\/+$/, '');
}

export function apiUrl(text: string): string {
  const url = webUrl(text, 'https://api.github.com or https://github.example.com/api/v3');
  if (/^(www\.)?github\.com$/.test(new URL(url).hostname))
    throw new Sentence('is the site and must be its API; set it to https://api.github.com or leave it out.');
  return url;
}

export function databaseUrl(text: string): string {
  const sample =
    'postgres://user:password@host:5432/shipmate (other signs than letters and digits in the password written as %40)';
  parsedUrl(text, ['postgres:', 'postgresql:'], sample);
  return text.trim();
}
