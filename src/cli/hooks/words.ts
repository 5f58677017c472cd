/** What is written on the command line about a hook, and what is wrong with it. */

import { isHookName } from '../../engine/hook-door.ts';
import type { Settings, Source } from '../../features/errors/sources/source.ts';
import { nearest } from '../../text/nearest.ts';
import { plain } from '../plain.ts';
import { Misuse } from '../verb.ts';

export function sourceNamed(sources: Source[], kind: string): Source {
  const found = sources.find(source => source.kind === kind);
  if (found) return found;
  // Several tools may be of one kind.
  const [heard, ...more] = sources.filter(({ about }) => about.toLowerCase().split(/\W+/).includes(kind.toLowerCase()));
  if (heard && more.length === 0)
    throw new Misuse(`${plain(kind)} is of the kind ${heard.kind} (${heard.about}): "hooks add ${heard.kind} acme/web".`);
  const kinds = sources.map(source => source.kind);
  const meant = nearest(kind, kinds);
  throw new Misuse(
    `There is no source "${plain(kind)}"${meant === null ? '.' : `; did you mean "${meant}"?`}${kinds.length > 0 ? ` There are ${kinds.join(', ')}.` : ''}`,
  );
}

export function placeNamed(text: string): { owner: string; repository: string | null } {
  const [owner = '', name, ...more] = text.split('/');
  if (!/^[A-Za-z\d][A-Za-z\d-]{0,99}$/.test(owner) || (name !== undefined && !/^[\w.-]{1,100}$/.test(name)) || more.length > 0)
    throw new Misuse(`"${plain(text)}" is neither an owner as in acme nor a repository as in acme/web.`);
  return { owner, repository: name === undefined ? null : text };
}

/** What it is called where nobody said so. */
export function nameFor(given: string | undefined, kind: string, place: string): string {
  const name =
    given ??
    `${kind}-${place.split('/').at(-1)}`
      .toLowerCase()
      .replaceAll(/[^a-z\d]+/g, '-')
      .replace(/-+$/, '')
      .slice(0, 63);
  if (!isHookName(name))
    throw new Misuse(
      `A hook is the last part of an address: small letters, digits and dashes, at most 63, as in --name ${kind}-web.`,
    );
  return name;
}

/** `key=value`; objects, lists, true and false as JSON, all else as it stands. What is not named stays. */
export function settingsOf(pairs: string[], source: Source, known: Settings = {}): Settings {
  const read = pairs.map((pair): [string, unknown] => {
    const [, key, value] = /^([^=\s]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) throw new Misuse(`"${plain(pair)}" is no setting; write --set key=value.`);
    return [key, valueIn(key, value)];
  });
  const names = source.settings ?? [];
  const stray = read.find(([key]) => !names.includes(key));
  if (stray)
    throw new Misuse(
      `${source.kind} has no setting "${plain(stray[0])}". ${names.length === 0 ? 'It has none at all.' : `It has ${names.join(', ')}.`}`,
    );
  const twice = read.find(([key], at) => read.findIndex(([other]) => other === key) !== at);
  if (twice) throw new Misuse(`"${plain(twice[0])}" is set twice.`);
  const settings = { ...known, ...Object.fromEntries(read) };
  const wrong = source.wrong?.(settings) ?? null;
  if (wrong !== null) throw new Misuse(wrong);
  return settings;
}

function valueIn(key: string, value: string): unknown {
  if (!/^\s*[[{]|^(?:true|false)$/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new Misuse(`The value of "${plain(key)}" begins like JSON and is none.`);
  }
}

/** Where the server is reached, without a slash at the end. */
export function baseOf(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw new Misuse('--url is where the server is reached, as in https://shipmate.example.org.');
  return url.href.replace(/\/+$/, '');
}

export const noKey =
  'SECRETS_KEY is not set, and without it no hook has a secret. Make one with "openssl rand -base64 32", set it here and where the server runs, and start that again.';
