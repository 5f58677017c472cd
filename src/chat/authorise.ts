/** Who may give a command. Everything it needs is passed in, so that the audit and a test see the same answer. */
import type { Who } from '../core/command.ts';
import type { Reason } from '../core/decision.ts';
import type { Person, Repository } from '../core/event.ts';
import { type Role, roles } from '../core/reads.ts';
import { appNotAllowed, roleMissing } from './messages.ts';

export interface Speaker {
  author: Person;
  /** The slug of an App that wrote with the person's token. */
  throughApp: string | null;
  role: Role;
}

export type Verdict = { may: true; because: Reason } | { may: false; because: Reason; says: string };

export function reaches(role: Role, who: Who): boolean {
  return roles.indexOf(role) >= roles.indexOf(who);
}

/** Programs that write as themselves are heard only when the team's file lists them: two bots that answer each other never end. */
export function isHeard(author: Person, apps: string[]): boolean {
  return !author.bot || apps.includes(author.login.replace(/\[bot\]$/, ''));
}

/**
 * Everybody on GitHub can read and comment in a public repository, so there reading is no tie to it, whatever role a command
 * asks for. Strangers get no answer: whoever likes could otherwise make us write.
 */
export function isStranger(role: Role, repository: Pick<Repository, 'private'>): boolean {
  return !reaches(role, repository.private ? 'read' : 'triage');
}

/** For people who are no strangers. */
export function authorise(speaker: Speaker, apps: string[], command: { typed: string; who: Who }): Verdict {
  const { author, role, throughApp } = speaker;
  if (!reaches(role, command.who)) {
    const says = `${author.login} has ${role}, ${command.typed} needs ${command.who}`;
    return { may: false, because: { says, holds: false }, says: roleMissing(command.typed, command.who, role) };
  }
  if (throughApp !== null && !apps.includes(throughApp)) {
    const says = `the App ${throughApp} wrote this, and the file does not list it`;
    return { may: false, because: { says, holds: false }, says: appNotAllowed(throughApp) };
  }
  return { may: true, because: { says: `${author.login} has ${role}, ${command.typed} needs ${command.who}`, holds: true } };
}
