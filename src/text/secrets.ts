/** Takes out of text what has a secret's shape, whoever wrote it there. Pure, and linear in the text: strangers write what comes in here. */

const hidden = '***';

/**
 * By their shapes, wherever they turn up. Where one may begin inside another, a look behind keeps each from being read twice;
 * every one of them must either match or give up within a bounded distance.
 */
const shapes: [RegExp, string][] = [
  [/-----BEGIN [A-Z ]{1,60}-----.*?(?:-----END [A-Z ]{1,60}-----|$)/gs, hidden],
  // The same in base64.
  [/\bLS0tLS1CRUdJTi[A-Za-z0-9+/=]+/g, hidden],
  // GitHub's; some have a JWT inside.
  [/(?<![A-Za-z0-9])gh[pousr]_\w{16,}[\w-]*(?:\.[\w-]{8,})*/g, hidden],
  [/(?<![A-Za-z0-9])github_pat_\w{20,}/g, hidden],
  [/(?<![A-Za-z0-9])npm_[A-Za-z0-9]{30,}/g, hidden],
  [/(?<![A-Za-z0-9])glpat-[\w-]{20,}/g, hidden],
  [/(?<![A-Za-z0-9])pypi-[\w-]{50,}/g, hidden],
  [/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, hidden],
  [/(?<![A-Za-z0-9])xox[a-z]-[\w-]{10,}/g, hidden],
  [/(?<=\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g, hidden],
  [/(?<![A-Za-z0-9])AIza[\w-]{35}/g, hidden],
  [/(?<![A-Za-z0-9])(?:[srp]k_(?:live|test)|whsec)_[A-Za-z0-9]{10,}/g, hidden],
  [/(?<![\w-])[\w-]{0,20}?eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, hidden],
  [/(?<=:\/\/[^:/?#\s@]{0,100}:)[^@/\s]{1,500}(?=@)/g, hidden],
];

const headers = /\b(authorization\\?["']?[:=] {0,2}\\?["']?)((?:bearer|token|basic|digest) {1,2})?([^\s"'`,\\]+)/gi;
const schemes = /\b((?:bearer|token|basic) )([\w.~+/=-]{16,})/gi;
const options = /(--[a-z-]{0,20}(?:password|token|secret|api-key) )([^\s"'`]+)/gi;

/** What is said to be a secret: its name, what stands between, and its value, in quotes or not. */
const named =
  /(passw(?:or)?d|passphrase|pwd|secret|token|_auth|(?:api|access|auth|encryption|private|secret|signing)[_-]?key)(\\?["'])?( {0,2}[=:] {0,2})(?:(\\?")([^"\\\n]{1,500})|(\\?')([^'\\\n]{1,500})|([^\s"'`\\,;&(){}[\]<>]+))/gi;
const nothing = /^(?:null|undefined|none|nil|true|false|empty)$/i;

/** Words of a sentence have no digits and no signs. */
const odd = (value: string): boolean => value.length >= 6 && /[\d!@#$%^*+/=~]/.test(value);

/** A variable's name, a place, or what somebody has masked already. */
const harmless = (name: string, value: string): boolean =>
  /^[$*=%]/.test(value) || nothing.test(value) || value.length < 3 || (/^pwd$/i.test(name) && /^(?:[a-z]:)?[/\\]/i.test(value));

type Groups = [name: string, shut: string | undefined, sign: string, ...(string | undefined)[]];

function ofName(whole: string, ...[name, shut = '', sign, double, doubly, single, singly, bare]: Groups): string {
  const quoted = doubly ?? singly;
  const value = quoted ?? bare ?? '';
  if (harmless(name, value)) return whole;
  const hide = `${name}${shut}${sign}${double ?? single ?? ''}${hidden}`;
  if (sign === '=') return hide;
  if (quoted !== undefined) return odd(value) || !value.includes(' ') ? hide : whole;
  // After a name in quotes it is a number or a word of JSON, and what is left has to be JSON.
  return shut === '' && odd(value) ? hide : whole;
}

export function withoutSecrets(text: string): string {
  let left = text;
  for (const [shape, instead] of shapes) left = left.replace(shape, instead);
  return left
    .replace(headers, (whole, name: string, scheme: string | undefined, value: string) =>
      scheme !== undefined || odd(value) ? `${name}${scheme ?? ''}${hidden}` : whole,
    )
    .replace(schemes, (whole, scheme: string, value: string) => (/[A-Z0-9]/.test(value) ? scheme + hidden : whole))
    .replace(options, (whole, name: string, value: string) => (odd(value) ? name + hidden : whole))
    .replace(named, ofName);
}
