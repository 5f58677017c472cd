/** Pull requests as people move them: who only gives us a command has neither answered anybody nor moved anything, but was there. */
import type { Ask } from '../../core/feature.ts';
import type { OpenPull, PullsAsked, PullsPage } from '../../core/open-pull.ts';
import { nothingElse } from '../../store/commands.ts';

/** `besides`: the comment that asks for this, which is no move either, and which nobody has written down yet. */
export async function pullsRead(
  asked: PullsAsked,
  ask: Pick<Ask, 'peek'> & { github: Pick<Ask['github'], 'pulls'> },
  besides: string | null = null,
): Promise<PullsPage> {
  const page = await ask.github.pulls(asked);
  const commands = await ask.peek(session => nothingElse(session, page.pulls.flatMap(saidOn)));
  if (besides !== null) commands.add(besides);
  return { ...page, pulls: page.pulls.map(pull => marked(commands, pull)) };
}

const saidOn = ({ deeds }: OpenPull): string[] => deeds.flatMap(deed => (deed.what === 'commented' ? [deed.node] : []));

const marked = (commands: ReadonlySet<string>, pull: OpenPull): OpenPull => ({
  ...pull,
  deeds: pull.deeds.map(deed =>
    deed.what === 'commented' && commands.has(deed.node) ? { what: 'commanded', at: deed.at, by: deed.by } : deed,
  ),
});
