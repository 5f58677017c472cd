/** A job's log as somebody would read it: no time stamps, no colours. */

const stamp = /^\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z ?/;
const stamps = new RegExp(stamp, 'gm');
// Colours, cursor moves, titles of windows and links: what a terminal would not show as letters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one
const terminal = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** The first line may be half of one, and goes when there are others. */
export function plainLog(bytes: Buffer): string {
  const text = bytes.toString('utf8').replace(/\r\n/g, '\n');
  const whole = stamp.test(text.slice(0, 40)) ? text : text.slice(text.indexOf('\n') + 1);
  return whole.replace(stamps, '').replace(terminal, '');
}
