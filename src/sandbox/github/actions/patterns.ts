/** The patterns by which workflows choose branches, tags and paths: `*`, `**`, `?`, `[…]`, and `!` to take back. */
export function chosen(patterns: string[], name: string): boolean {
  let yes = false;
  for (const pattern of patterns) {
    const not = pattern.startsWith('!');
    if (compile(not ? pattern.slice(1) : pattern).test(name)) yes = !not;
  }
  return yes;
}

function compile(pattern: string): RegExp {
  const body = pattern
    .replaceAll(/[.^$(){}|\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*\*|\*|(?<=[^*])\?/g, found =>
      found === '**/' ? '(?:.*/)?' : found === '**' ? '.*' : found === '*' ? '[^/]*' : '?',
    );
  return new RegExp(`^${body}$`);
}
