import type { Finding } from '../verdicts/comparison.ts';
import { oneLine } from './table.ts';
import { causeWords } from './words/causeWords.ts';
import { goldenWords } from './words/goldenWords.ts';
import { inputWords } from './words/inputWords.ts';
import { layerWords } from './words/layerWords.ts';
import { resultWords } from './words/resultWords.ts';
import { shown } from './words/shown.ts';
import type { Words } from './words/words.ts';

/** Every kind of finding that has words of its own. */
export const words: Readonly<Record<string, Words>> = {
  ...inputWords,
  ...layerWords,
  ...resultWords,
  ...goldenWords,
  ...causeWords,
};

/** True where the finding is the reason of a red test, and not only evidence. */
export const isDecisive = ({ kind }: Finding): boolean => words[kind]?.decisive ?? false;

/** A finding in one sentence without a full stop; kinds that this version has no words for are told by their data. */
export function findingSentence(finding: Finding): string {
  const known = words[finding.kind];
  if (known !== undefined) return known.sentence(finding);
  const where = finding.where === '' ? '' : ` at ${oneLine(finding.where)}`;
  return `${finding.kind.replaceAll('-', ' ')}${where}: found ${shown(finding.found)}, expected ${shown(finding.expected)}`;
}

/** What to do about a finding, where there is one thing to do. */
export const findingFix = (finding: Finding): string | undefined => words[finding.kind]?.fix?.(finding);
