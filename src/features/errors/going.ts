/** What `/status` says of production: what goes wrong now, and where that is told. */
import { timezone } from '../../config/sections.ts';
import type { Part } from '../../core/feature.ts';
import { going } from '../../issues/store.ts';
import { code } from '../../text/inert.ts';
import { momentOf } from '../../time/moment.ts';
import { titleOf } from './body.ts';
import { closedTo, targetOf } from './claiming.ts';
import { errors, errorsOf } from './config.ts';
import { noneOpen, scanLines, toldIn } from './messages.ts';
import { scansOf } from './scan/store.ts';
import { homesOf, type KnownHome } from './store.ts';
import { problemOf } from './story.ts';

const most = 10;
const isPublic =
  '⚠️ This repository is public, so what goes wrong has no issues here: its file names a private `repository` for them, or says `public: true`.';

export const failing: Part = {
  section: errors,
  async says(session, { repository, file }) {
    const config = errorsOf(file);
    if (!config) return null;
    const homes = await homesOf(session, [repository.owner]);
    const home: KnownHome = { ...repository, repository, settings: config };
    const why = closedTo(home, homes);
    if (why !== null) return config.elsewhere === null ? isPublic : `⚠️ ${why}.`;
    const target = targetOf(home, homes)?.repository ?? null;
    const elsewhere = target && target.id !== repository.id ? target : null;
    // Whoever reads the code of a public repository reads its comments, and not what goes wrong elsewhere.
    const isHidden = elsewhere !== null && !repository.private;
    const here = (await going(session, repository, 'errors')).map(one => ({ ...problemOf(one), place: '' }));
    const there =
      elsewhere && !isHidden
        ? (await going(session, elsewhere, 'errors', String(repository.id))).map(one => ({
            ...problemOf(one),
            place: `${elsewhere.owner}/${elsewhere.name}`,
          }))
        : [];
    const zone = file.read(timezone) ?? 'UTC';
    const all = [...here, ...there];
    const lines = all.slice(0, most).map(({ story, beganAt, number, place }) => {
      const where = number === null ? '' : place === '' ? ` (#${number})` : ` (${code(`${place}#${number}`)})`;
      return `- ❌ ${titleOf(story)}, since ${momentOf(beganAt, zone)}${where}`;
    });
    return [
      ...(isHidden ? [toldIn(elsewhere)] : all.length === 0 ? [noneOpen(elsewhere)] : []),
      ...lines,
      ...(all.length > most ? [`- and ${all.length - most} more`] : []),
      ...scanLines(await scansOf(session, repository), zone),
    ].join('\n');
  },
};
