/** What the Action found: the section that it reads. */
import { infrastructure } from '../../checks/section.ts';
import type { Feature } from '../../core/feature.ts';

export const infrastructureFeature: Feature = { name: 'infrastructure', sections: [infrastructure] };
