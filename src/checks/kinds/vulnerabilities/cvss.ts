/** The base score of CVSS 3, by the formula of its specification (3.1, section 7). */

const weights: Record<string, Record<string, number>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
const privileges: Record<string, [unchanged: number, changed: number]> = { N: [0.85, 0.85], L: [0.62, 0.68], H: [0.27, 0.5] };

/** From 0 to 10, or null where it is no such vector. */
export function scoreOf(vector: string): number | null {
  if (!/^CVSS:3\.[01]\//.test(vector)) return null;
  const said = new Map(
    vector
      .split('/')
      .map(part => part.split(':', 2))
      .map(([key = '', value = '']) => [key, value]),
  );
  const weight = (key: string): number => weights[key]?.[said.get(key) ?? ''] ?? Number.NaN;
  const scope = said.get('S');
  const pr = privileges[said.get('PR') ?? '']?.[scope === 'C' ? 1 : 0] ?? Number.NaN;
  const lost = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact = scope === 'C' ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost;
  const ease = 8.22 * weight('AV') * weight('AC') * pr * weight('UI');
  if (Number.isNaN(impact + ease) || (scope !== 'C' && scope !== 'U')) return null;
  if (impact <= 0) return 0;
  return roundedUp(Math.min((scope === 'C' ? 1.08 : 1) * (impact + ease), 10));
}

/** To one decimal, upwards, but for what only floating point has added. */
function roundedUp(score: number): number {
  const whole = Math.round(score * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
