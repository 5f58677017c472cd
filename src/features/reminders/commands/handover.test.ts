import { expect, test } from 'vitest';
import { alice, bob, carol, dave, on, person, pull, web } from '../../../../test/nudges.ts';
import { type Handing, handedOver } from './handover.ts';

/** Who may give whose review to whom. Alice has written it. */

const mallory = person('mallory');
const asked = (...people: Handing['actor'][]) => pull({ asked: { people, teams: [] } });
const ofTeam = pull({ asked: { people: [], teams: [web] } });
const reviewed = pull({ reviews: [{ by: carol, state: 'changes', at: on('Mon 12:00'), writer: true }] });
const given = (actor: Handing['actor'], more: Partial<Handing> = {}): Handing => ({
  ...{
    actor,
    role: 'read',
    pull: asked(carol),
    to: 'dave',
    person: dave,
    collaborator: true,
    from: null,
    prefix: '/',
    called: [],
  },
  ...more,
});

function story(of: Handing): string {
  const handed = handedOver(of);
  if ('refusal' in handed) return handed.refusal;
  return `${handed.person.login}${handed.instead ? ` instead of ${handed.instead.login}` : ''}`;
}

test.each<[what: string, given: Handing, becomes: string]>([
  ['whoever is asked gives it away', given(carol), 'dave instead of carol'],
  ['of two each their own', given(bob, { pull: asked(carol, bob) }), 'dave instead of bob'],
  ['to somebody who is asked, too', given(carol, { pull: asked(carol, dave) }), 'dave instead of carol'],
  ['whoever has reviewed asks somebody else to', given(carol, { pull: reviewed }), 'dave'],
  ['an author who has asked nobody', given(alice, { pull: asked() }), 'dave'],
  ['somebody with triage for another', given(bob, { role: 'triage' }), 'dave instead of carol'],
  ['to themselves', given(bob, { role: 'triage', person: bob, to: 'bob' }), 'bob instead of carol'],
  ['for one of two, by name', given(bob, { role: 'write', pull: asked(carol, mallory), from: 'Carol' }), 'dave instead of carol'],
  ['of a team whoever was called for it', given(carol, { pull: ofTeam, called: [bob, carol] }), 'dave'],
  ['where nobody is asked', given(bob, { role: 'triage', pull: asked() }), 'dave'],
])('%s', (_, of, becomes) => {
  expect(story(of)).toBe(becomes);
});

test('what is in the way, and what unblocks it', () => {
  expect(story(given(carol, { pull: null }))).toMatchInlineSnapshot(
    `"😕 Reviews are handed over on an open pull request, and this is none."`,
  );
  expect(story(given(carol, { person: null }))).toMatchInlineSnapshot(
    `"😕 GitHub knows nobody called \`dave\`. Is the name spelled right?"`,
  );
  expect(story(given(carol, { person: person('robot[bot]') }))).toMatchInlineSnapshot(
    `"😕 \`robot[bot]\` is a bot. Name a person who can read this repository."`,
  );
  expect(story(given(carol, { person: alice }))).toMatchInlineSnapshot(
    `"😕 \`alice\` has written this, and GitHub lets nobody review their own. Name somebody else."`,
  );
  expect(story(given(carol, { collaborator: false }))).toMatchInlineSnapshot(
    `"😕 \`dave\` is no collaborator of this repository, and GitHub lets nobody else be asked. Whoever administers it can invite them, or name somebody else."`,
  );
  expect(story(given(carol, { person: carol }))).toMatchInlineSnapshot(`"😕 \`carol\` is asked for a review already."`);
  expect(story(given(bob))).toMatchInlineSnapshot(
    `"😕 \`carol\` is asked for a review here. Only they can hand theirs over, or somebody with the role \`triage\`."`,
  );
  expect(story(given(alice))).toMatchInlineSnapshot(
    `"😕 \`carol\` is asked for a review here. Only they can hand theirs over, or somebody with the role \`triage\`."`,
  );
  const own = { by: alice, state: 'commented', at: on('Mon 12:00'), writer: false } as const;
  expect(story(given(alice, { pull: { ...asked(carol), reviews: [own] } }))).toMatchInlineSnapshot(
    `"😕 \`carol\` is asked for a review here. Only they can hand theirs over, or somebody with the role \`triage\`."`,
  );
  expect(story(given(bob, { pull: asked(carol, dave), from: 'carol' }))).toMatchInlineSnapshot(
    `"😕 \`carol\` and \`dave\` are asked for a review here. Only they can hand theirs over, or somebody with the role \`triage\`."`,
  );
  expect(story(given(bob, { role: 'triage', pull: asked(carol, mallory) }))).toMatchInlineSnapshot(
    `"😕 \`carol\` and \`mallory\` are asked. Say whose review it is: \`/handover @dave from=@carol\`"`,
  );
  expect(story(given(bob, { role: 'triage', from: 'mallory' }))).toMatchInlineSnapshot(
    `"😕 \`mallory\` is not asked for a review here; \`carol\` is."`,
  );
  expect(story(given(bob, { role: 'triage', from: 'mallory', pull: asked() }))).toMatchInlineSnapshot(
    `"😕 No person is asked for a review here, so there is none of \`mallory\` to hand over. Leave out \`from=\`."`,
  );
  expect(story(given(bob, { pull: ofTeam, called: [carol] }))).toMatchInlineSnapshot(
    `"😕 \`acme/web\` is asked for a review here. Whoever of it I have called can hand it over, \`alice\`, or somebody with the role \`triage\`."`,
  );
  expect(story(given(bob, { pull: asked() }))).toMatchInlineSnapshot(
    `"😕 Nobody is asked for a review here. \`alice\`, who has written this, can ask, or somebody with the role \`triage\`."`,
  );
});
