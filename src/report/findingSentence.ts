import type { Finding } from '../compare/comparison.ts';
import { digits } from './digits.ts';
import { oneLine } from './table.ts';

/** How one kind of finding is told. */
interface Words {
  /** The finding decides the verdict, so that it is the first line. */
  decisive: boolean;
  sentence: (finding: Finding) => string;
}

const words: Record<string, Words> = {};

/** True where the finding is the reason of a red test, and not only evidence. */
export const isDecisive = ({ kind }: Finding): boolean => words[kind]?.decisive ?? false;

/** A finding in one sentence; kinds that this version has no words for are told by their data. */
export function findingSentence(finding: Finding): string {
  const known = words[finding.kind];
  if (known !== undefined) return known.sentence(finding);
  const where = finding.where === '' ? '' : ` at ${oneLine(finding.where)}`;
  return `${finding.kind.replaceAll('-', ' ')}${where}: found ${shown(finding.found)}, expected ${shown(finding.expected)}`;
}

/** A value of a finding, short. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return digits(value, 4);
  if (typeof value === 'string') return oneLine(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'bigint' || typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(shown).join(', ')}${value.length > 8 ? ', ...' : ''}]`;
  const text = JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each));
  return oneLine(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
