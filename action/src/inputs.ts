/** THE inputs and outputs of the Action: `action.yml` and the tables of its page are made of these. */

interface Input {
  description: string;
  /** What counts where nobody says; empty: nothing. */
  default: string;
}

export const inputs = {
  config: {
    description: 'The file with the checks: one with a section `infrastructure`, or with nothing but their list.',
    default: '.github/shipmate.yml',
  },
  checks: { description: 'The list of checks itself, in place of a file.', default: '' },
  only: {
    description: 'Only these: names, kinds, environments or moments, with commas or in lines.',
    default: '',
  },
  environment: { description: 'Only the checks of this environment, and those of none.', default: '' },
  when: {
    description:
      'Only the checks of this moment: `before-deploy`, `after-deploy`, `schedule` or `pull-request`; `none` for no moment. Without, what the event of the run says.',
    default: '',
  },
  variables: { description: 'What `{{name}}` in the checks stands for: lines of `name=value`.', default: '' },
  parallel: { description: 'How many run at once, from 1 to 100.', default: '10' },
  unknown: { description: '`fail` or `warn`: what a check that nobody could answer does to the build.', default: 'fail' },
  token: { description: 'What GitHub is asked and told with.', default: `\${{ github.token }}` },
  'check-run': {
    description: '`true`, or a name: a check run on the commit. Needs `permissions: checks: write`.',
    default: 'false',
  },
  comment: {
    description: '`true`: one comment on the pull request, edited in place. Needs `permissions: pull-requests: write`.',
    default: 'false',
  },
  junit: { description: 'Where to write the outcomes as JUnit XML.', default: '' },
  report: {
    description: 'A Markdown file that the comment of this deploy ends with, where Shipmate started it.',
    default: '',
  },
  state: {
    description:
      "What is kept between runs goes into this folder. Without, the runner's folder of tools, which hosted runners forget.",
    default: '',
  },
} as const satisfies Record<string, Input>;

export type InputName = keyof typeof inputs;

export const outputs = {
  verdict: '`pass`, `warn`, `fail` or `unknown`: the worst of all.',
  passed: 'How many passed.',
  warned: 'How many warned.',
  failed: 'How many failed.',
  unknown: 'Of how many nobody could say.',
  json: 'Every outcome, as JSON; without details where it would be longer than GitHub takes.',
} as const;

export type OutputName = keyof typeof outputs;
