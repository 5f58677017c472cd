import type { ErrorPlace } from './errors-place.ts';

/** What must be true when all is quiet: judged from what the pager said, and what can be read on GitHub. */
export async function wrongsOf(one: ErrorPlace): Promise<string[]> {
  const wrongs: string[] = [...one.wrongs];
  const { box } = one.stage;
  const counts = await one.counts();
  for (const thing of one.world.things) {
    const letters = one.world.of(thing);
    const told = letters.filter(({ status }) => status === 'firing').length;
    const counted = counts.filter(({ title }) => title.includes(thing));
    if (counted.length !== (letters.length > 0 ? 1 : 0)) wrongs.push(`${thing} has ${counted.length} rows`);
    const alerts = counted[0]?.alerts ?? 0;
    if (alerts !== told) wrongs.push(`${thing} was told ${told} times, and counted ${alerts} times`);
    const issues = one.issuesOf(thing);
    if (issues.length > 1) wrongs.push(`${thing} has ${issues.length} issues`);
    const [issue] = issues;
    const isOpen = issue?.row.state === 'open';
    if (isOpen !== one.world.isOn(thing))
      wrongs.push(`${thing} ${isOpen ? 'is over, and open' : 'goes on, and is not open'}: ${await one.knownOf(thing)}`);
    if (!issue) continue;
    const turned = box.world.issueEvents.of('issue', issue.row.id).filter(({ event }) => event === 'reopened').length;
    const back = issue.comments.filter(({ body }) => body.includes('It is back')).length;
    const over = issue.comments.filter(({ body }) => body.startsWith('✅')).length;
    const returns = one.world.returns(thing);
    if (turned > returns) wrongs.push(`${thing} came back ${returns} times, and was opened again ${turned} times`);
    if (back > returns) wrongs.push(`${thing} came back ${returns} times, and that was said ${back} times`);
    if (over > returns + 1) wrongs.push(`${thing} was over ${returns + 1} times at most, and that was said ${over} times`);
  }
  const texts = one.ours.flatMap(({ row, comments }) => [row.title, row.body ?? '', ...comments.map(({ body }) => body)]);
  // In a span of code nobody is.
  if (texts.some(text => /@(?:alice|bob)\b/.test(text.replace(/`[^`\n]*`/g, '')))) wrongs.push('somebody is called');
  if (one.ours.length > one.world.things.length) wrongs.push(`there are ${one.ours.length} issues`);
  const aside = await one.stage.query<{ name: string; error: string }>(
    `select name, error from deliveries where state = 'aside'`,
  );
  return [
    ...wrongs,
    ...aside.map(({ name, error }) => `${name} was set aside: ${error}`),
    ...box.unknownRoutes.map(route => `the box does not know ${route}`),
  ];
}
