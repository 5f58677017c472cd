import { expect, test } from 'vitest';
import { bodyOf } from './body.ts';
import type { Became, Box, Findings } from './list.ts';
import { sizeWords, title } from './messages.ts';

const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const page = { repository, page: 'https://github.test/acme/web' };
const on = (date: string): number => Date.parse(`${date}T09:00:00Z`);
const sha = 'a'.repeat(40);
const none = { count: 0, size: 0 };

const tick = { by: 'alice', at: on('2026-11-03') };
const artifact = (name: string, became: Became | null = null): Box => ({
  ...{ what: 'artifacts', name, of: [{ id: 1, size: 1_234_000_000, at: on('2026-09-01') }], became },
});
const findings: Findings = {
  ...{ at: on('2026-11-02'), zone: 'UTC' },
  boxes: [
    artifact('dist'),
    {
      ...artifact('logs'),
      what: 'artifacts',
      name: 'logs',
      became: null,
      of: [1, 2].map(id => ({ id, size: 900, at: on(`2026-08-0${id}`) })),
    },
    artifact('`x` @bob #1', { is: 'going', ...tick, keys: [] }),
    artifact('deleted', { is: 'deleted', ...tick, deletedAt: on('2026-11-04') }),
    artifact('refused', { is: 'refused', ...tick }),
    artifact('changed', { is: 'changed', ...tick }),
    artifact('gone', { is: 'gone', ...tick }),
    artifact('failed', { is: 'failed', ...tick, why: 'GitHub is `out`' }),
    {
      what: 'cache',
      id: 3,
      key: 'npm-1',
      ref: 'refs/pull/4/merge',
      size: 340_000_000,
      at: 0,
      usedAt: on('2026-10-01'),
      became: null,
    },
  ],
  merged: [
    { name: 'feature/x', head: sha, at: on('2026-10-03'), pull: 12 },
    { name: "x';rm -rf ~;'", head: sha, at: on('2026-10-03'), pull: 13 },
  ],
  abandoned: ['old', 'refs/heads/old', '-f', 'HEAD', '$(id)', '@{u}', 'x`y'].map(name => ({
    name,
    head: sha,
    at: on('2026-03-01'),
    pull: null,
  })),
  environments: [
    { name: 'demo', deployedAt: null },
    { name: 'old', deployedAt: on('2026-05-01') },
  ],
  quietSince: on('2025-10-01'),
  rest: {
    artifacts: { count: 12, size: 5_000_000 },
    caches: none,
    merged: none,
    abandoned: { count: 3, size: 0 },
    environments: none,
  },
  cut: ['artifacts'],
};

test('a list with one of each', () => {
  expect(bodyOf({ findings, rewordedAt: new Date(on('2026-11-05')) }, page)).toMatchInlineSnapshot(`
    "This lay around in \`acme/web\` on 2 Nov 2026 09:00 (UTC). Nothing of it goes by itself.

    ⚠️ Somebody changed the words of this list on 5 Nov 2026 09:00, so I put them back. Boxes that were ticked in other words do not count.

    ### Old artifacts (at least 21, 8.6 GB)
    Older than 30 days. A tick deletes what the line names, if it is still the same, and needs write access.

    - [ ] \`dist\`, 1.2 GB, of 1 Sep 2026
    - [ ] \`logs\` × 2, 1.8 KB, of 1 Aug 2026 to 2 Aug 2026
    - [x] \`ˋxˋ @bob #1\`, 1.2 GB, of 1 Sep 2026
    - [x] \`deleted\`, 1.2 GB, of 1 Sep 2026: deleted by \`alice\` on 4 Nov 2026 09:00
    - [ ] \`refused\`, 1.2 GB, of 1 Sep 2026: \`alice\` ticked it on 3 Nov 2026 09:00, and needs write access for that
    - [ ] \`changed\`, 1.2 GB, of 1 Sep 2026: \`alice\` ticked it on 3 Nov 2026 09:00; it was not what is listed here any more, so I left it
    - [x] \`gone\`, 1.2 GB, of 1 Sep 2026: was gone when \`alice\` ticked it on 3 Nov 2026 09:00
    - [ ] \`failed\`, 1.2 GB, of 1 Sep 2026: \`alice\` ticked it on 3 Nov 2026 09:00, and it was not deleted (\`GitHub is ˋoutˋ\`). Tick it again to try again

    And 12 more with 5 MB. I looked at the 1,000 oldest only.

    ### Unused caches (1, 340 MB)
    Nobody has used them for 14 days. A tick deletes what the line names, if it is still the same, and needs write access.

    - [ ] \`npm-1\` of \`pull/4/merge\`, 340 MB, last used on 1 Oct 2026

    ### Merged branches (2)
    Merged at least a week ago, and nothing came after. The first command deletes the branch if it still stands there, the second brings it back.

    - \`feature/x\`, merged with #12 on 3 Oct 2026: \`git push --force-with-lease=refs/heads/feature/x:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa origin --delete refs/heads/feature/x\` · \`git fetch origin aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa && git push origin FETCH_HEAD:refs/heads/feature/x\`
    - \`x';rm -rf ~;'\`, merged with #13 on 3 Oct 2026: stands at \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`; [among all branches](https://github.test/acme/web/branches/all) it is deleted, and Restore there brings it back

    ### Abandoned branches (10)
    No open pull request, and no commit for 90 days. The first command deletes the branch if it still stands there, the second brings it back.

    - \`old\`, last commit on 1 Mar 2026: \`git push --force-with-lease=refs/heads/old:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa origin --delete refs/heads/old\` · \`git fetch origin aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa && git push origin FETCH_HEAD:refs/heads/old\`
    - \`refs/heads/old\`, last commit on 1 Mar 2026: stands at \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`; [among all branches](https://github.test/acme/web/branches/all) it is deleted, and Restore there brings it back
    - \`-f\`, last commit on 1 Mar 2026: stands at \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`; [among all branches](https://github.test/acme/web/branches/all) it is deleted, and Restore there brings it back
    - \`HEAD\`, last commit on 1 Mar 2026: stands at \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`; [among all branches](https://github.test/acme/web/branches/all) it is deleted, and Restore there brings it back
    - \`$(id)\`, last commit on 1 Mar 2026: stands at \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`; [among all branches](https://github.test/acme/web/branches/all) it is deleted, and Restore there brings it back
    - \`@{u}\`, last commit on 1 Mar 2026: stands at \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`; [among all branches](https://github.test/acme/web/branches/all) it is deleted, and Restore there brings it back
    - \`xˋy\`, last commit on 1 Mar 2026: stands at \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`; [among all branches](https://github.test/acme/web/branches/all) it is deleted, and Restore there brings it back

    And 3 more.

    ### Stale environments (2)
    No deployment for 90 days, and \`.github/shipmate.yml\` does not name them. Whoever administers the repository [deletes them](https://github.test/acme/web/settings/environments). That deletes their secrets and rules, too, and nothing brings them back.

    - \`demo\`, never deployed to
    - \`old\`, last deployment on 1 May 2026

    Nobody has pushed, or written in an issue or a pull request, since 1 Oct 2025. If it is done, whoever administers it can [archive the repository](https://github.test/acme/web/settings), and bring it back there.

    On the first working day of the next month I look again, and close this list. \`cleanup: false\` in \`.github/shipmate.yml\` ends them."
  `);
});

test('what is not there has no heading', () => {
  const alone = {
    ...findings,
    boxes: [],
    merged: [],
    environments: [],
    quietSince: null,
    abandoned: findings.abandoned.slice(0, 1),
    cut: [],
  };
  expect(
    bodyOf({ findings: { ...alone, rest: { ...findings.rest, abandoned: none } }, rewordedAt: null }, page),
  ).toMatchInlineSnapshot(`
    "This lay around in \`acme/web\` on 2 Nov 2026 09:00 (UTC). Nothing of it goes by itself.

    ### Abandoned branches (1)
    No open pull request, and no commit for 90 days. The first command deletes the branch if it still stands there, the second brings it back.

    - \`old\`, last commit on 1 Mar 2026: \`git push --force-with-lease=refs/heads/old:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa origin --delete refs/heads/old\` · \`git fetch origin aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa && git push origin FETCH_HEAD:refs/heads/old\`

    On the first working day of the next month I look again, and close this list. \`cleanup: false\` in \`.github/shipmate.yml\` ends them."
  `);
});

test.each([
  ['with commands', 'b'.repeat(60)],
  ['without', `${'b'.repeat(254)}'`],
])('the longest list there can be fits into an issue, branches %s', (_, name) => {
  const many = <T>(one: T, length = 40) => Array.from({ length }, () => one);
  const line = { head: sha, at: on('2026-09-30'), pull: null };
  const said: Became = { is: 'failed', by: 'a'.repeat(39), at: on('2026-09-30'), why: 'w'.repeat(500) };
  const longest: Findings = {
    ...findings,
    boxes: [
      ...many<Box>({
        ...artifact('n'.repeat(300), said),
        what: 'artifacts',
        name: 'n'.repeat(300),
        became: said,
        of: [
          { id: 1, size: 1, at: 0 },
          { id: 2, size: 1, at: 9e10 },
        ],
      }),
      ...many<Box>({
        what: 'cache',
        id: 1,
        key: 'k'.repeat(512),
        ref: `refs/heads/${'r'.repeat(200)}`,
        size: 1,
        at: 0,
        usedAt: on('2026-09-30'),
        became: said,
      }),
    ],
    merged: many({ ...line, name, pull: 100_000 }, 30),
    abandoned: many({ ...line, name }, 30),
    environments: many({ name: 'e'.repeat(255), deployedAt: on('2026-09-30') }),
  };
  const where = { ...page, page: `https://github.example.com/${'o'.repeat(39)}/${'r'.repeat(100)}` };
  expect(bodyOf({ findings: longest, rewordedAt: new Date() }, where).length).toBeLessThan(65_000);
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 KB'],
  [9_940, '9.9 KB'],
  [9_960, '10 KB'],
  [340_400_000, '340 MB'],
  [999_700_000, '1 GB'],
  [1_234_000_000, '1.2 GB'],
  [5e15, '5000 TB'],
])('%d is %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words));

test('a title', () => expect(title('2026-11')).toBe('Clean-up of November 2026'));
