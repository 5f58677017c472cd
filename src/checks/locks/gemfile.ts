/** `Gemfile.lock`: sections, each with what comes from one place. */
import { code } from '../../text/inert.ts';
import { type LockFile, linesOf, type Package, Unreadable } from './lock-file.ts';

export const gemfile: LockFile = {
  names: ['Gemfile.lock', 'gems.locked'],
  ecosystem: 'RubyGems',
  read(text) {
    const found: Package[] = [];
    let section = '';
    for (const line of linesOf(text)) {
      if (/^[A-Z][A-Z ]*$/.test(line)) section = line;
      else if (/^\S/.test(line)) throw new Unreadable(`has a line that cannot be read: ${code(line, 60)}`);
      // Four spaces are a gem, six what it needs. What is behind a hyphen is the platform.
      const [, name, version] = /^ {4}([^\s(]+) \(([^\s)-]+)(?:-[^\s)]+)?\)$/.exec(line) ?? [];
      if (!name || !version) continue;
      if (section === 'GEM') found.push({ name, version });
      if (section === 'GIT' || section === 'PLUGIN SOURCE') found.push({ name, version: null });
    }
    if (section === '') throw new Unreadable('has no section');
    return found;
  },
};
