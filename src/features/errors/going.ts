/** What `/status` says of production: what goes wrong now, and where that is told. */
import { timezone } from '../../config/sections.ts';
import type { Part } from '../../core/feature.ts';
import { momentOf } from '../../core/moment.ts';
import { going } from '../../issues/store.ts';
import { titleOf } from './body.ts';
import { errors, errorsOf } from './config.ts';
import { scanLines } from './messages.ts';
import { scansOf } from './scan/store.ts';
import { problemOf } from './story.ts';

const most = 10;
const isPublic =
  '⚠️ This repository is public, so what goes wrong has no issues here: its file names a private `repository` for them, or says `public: true`.';

export const failing: Part = {
  section: errors,
  async says(session, { repository, file }) {
    const config = errorsOf(file);
    if (!config) return null;
    if (!repository.private && !config.mayBePublic && config.elsewhere === null) return isPublic;
    const zone = file.read(timezone) ?? 'UTC';
    const all = (await going(session, repository, 'errors')).map(problemOf);
    const scans = scanLines(await scansOf(session, repository), zone);
    if (all.length === 0) return ['✅ No error of production is open here.', ...scans].join('\n');
    const lines = all.slice(0, most).map(({ story, beganAt, number }) => {
      const where = number === null ? '' : ` (#${number})`;
      return `- ❌ ${titleOf(story)}, since ${momentOf(beganAt, zone)}${where}`;
    });
    return [...lines, ...(all.length > most ? [`- and ${all.length - most} more`] : []), ...scans].join('\n');
  },
};
