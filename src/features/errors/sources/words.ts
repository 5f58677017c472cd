/** Words that tools use for how bad it is and how it stands, in ours. */
import type { Alert, Level } from '../alert.ts';

const levelWords: Record<Level, string> = {
  critical: 'critical fatal emergency emerg alert page disaster blocker sev0 sev1 s1 p0 p1 down unreachable',
  error: 'error err high major severe unknown sev2 s2 p2',
  warning: 'warning warn minor medium average moderate sev3 s3 p3',
  info: 'info information informational notice low debug trace log sample none ok up sev4 sev5 s4 s5 p4 p5',
};

const statusWords: Record<Alert['status'], string> = {
  firing: [
    'firing trigger triggered open opened new active alert alerting problem fail failed failing failure error critical warning down red',
    'unhealthy unresolved reopened',
  ].join(' '),
  resolved:
    'resolved resolve ok okay closed close recovered recovery fixed up normal success succeeded pass passed passing healthy green cleared clear inactive',
  acknowledged: 'acknowledged acknowledge ack acked ignored archived muted silenced snoozed',
};

const table = <T extends string>(words: Record<T, string>): Map<string, T> => {
  const all = new Map<string, T>();
  for (const name in words) for (const word of words[name].split(' ')) all.set(word, name);
  return all;
};
const [levels, statuses] = [table(levelWords), table(statusWords)];

export const levelOf = (word: string | null): Level | null => levels.get(word?.toLowerCase() ?? '') ?? null;
export const statusOf = (word: string | null): Alert['status'] | null => statuses.get(word?.toLowerCase() ?? '') ?? null;

/** Whose code it is, where the source does not say: what a package manager or a runtime has put there is nobody's here. */
const foreign =
  /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|vendor|gems|rubygems|\.cargo|go[\\/]pkg[\\/]mod)[\\/]|^(?:node:|internal\/|\/usr\/lib|<)/i;

export const looksOwn = (file: string): boolean => !foreign.test(file);
