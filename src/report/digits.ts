/**
 * A number with the digits that matter: two significant ones, whole above 100, decimal down to 0.00001 and with an
 * exponent below.
 */
export function digits(value: number, significant = 2): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e7) return value.toExponential(significant - 1).replace('e+', 'e');
  if (size >= 10 ** significant) return String(Math.round(value));
  const rounded = Number(value.toPrecision(significant));
  if (Math.abs(rounded) < 1e-5) return trimmed(rounded.toExponential(significant - 1));
  return trimmed(rounded.toFixed(Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(rounded))))));
}

/** Two numbers with as many digits as it takes to tell them apart, so that no message says "0.01 is above 0.01". */
export function digitsApart(a: number, b: number): [string, string] {
  for (let significant = 2; significant < 8; significant++) {
    const shown = [digits(a, significant), digits(b, significant)] as [string, string];
    if (shown[0] !== shown[1] || a === b) return shown;
  }
  return [String(a), String(b)];
}

const trimmed = (text: string): string => text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');

/** `1 layer`, `2 layers`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** `a`, `a and b`, `a, b and c`; beyond `most` names, `a, b and 5 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.length > most + 1 ? names.slice(0, most) : names;
  const parts = shown.length < names.length ? [...shown, `${names.length - shown.length} more`] : [...shown];
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
