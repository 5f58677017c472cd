/** What is asked several times within one look is answered once: who owns the files, what somebody may do here, who is in a team. */
import type { Ask } from '../../../core/feature.ts';

export function askingOnce(ask: Ask): Ask {
  const { file, role, collaborator, account, teamMembers } = ask.github;
  return {
    ...ask,
    github: {
      ...ask.github,
      file: once(file, (path, ref) => `${ref}:${path}`),
      role: once(role, ({ id }) => String(id)),
      collaborator: once(collaborator, ({ id }) => String(id)),
      account: once(account, login => login.toLowerCase()),
      teamMembers: once(teamMembers, ({ organisation, slug }) => `${organisation}/${slug}`),
    },
  };
}

function once<A extends unknown[], T>(
  asks: (...about: A) => Promise<T>,
  nameOf: (...about: A) => string,
): (...about: A) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (...about) => {
    const name = nameOf(...about);
    const answer = asked.get(name) ?? asks(...about);
    asked.set(name, answer);
    return answer;
  };
}
