/** What the Action found in CI: each check that fails has one issue, which closes itself when that very check passes again. */
import { infrastructure } from '../../checks/section.ts';
import type { Feature } from '../../core/feature.ts';
import { checkSection } from './check.ts';
import { gone } from './gone.ts';
import { pushes, strangers } from './related.ts';
import { reports } from './reporting.ts';

export const infrastructureFeature: Feature = {
  name: 'infrastructure',
  sections: [infrastructure, checkSection],
  handlers: [reports, strangers, pushes, gone],
};

export { checkKind } from './kind.ts';
export { checksHere } from './status.ts';
