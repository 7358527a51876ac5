import { digits } from '../digits.ts';
import { oneLine } from '../table.ts';

/** A value of a finding, short. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : digits(value, 4);
  if (typeof value === 'string') return oneLine(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'bigint' || typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(shown).join(', ')}${value.length > 8 ? ', ...' : ''}]`;
  const text = JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each));
  return oneLine(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

/** Text in quotes, other values as they are. */
export const quoted = (value: unknown): string => (typeof value === 'string' ? `"${shown(value)}"` : shown(value));
