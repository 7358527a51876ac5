import type { Finding } from '../verdicts/comparison.ts';
import { counted, listed } from './digits.ts';
import { findingFix, findingSentence } from './findingSentence.ts';
import { type MessageContext, MOST_LINES } from './message.ts';

/** What is compared by findings alone: inputs and results. */
interface Compared {
  verdict: 'match' | 'mismatch';
  findings: readonly Finding[];
  notes: readonly Finding[];
  compared: number;
}

/** Why an assertion on inputs or results fails (under `.not`: everything agrees): the first finding, the others, notes, one fix, the kept files. */
export function findingsMessage(comparison: Compared, noun: 'input' | 'value', context: MessageContext = {}): string {
  const { findings, notes, compared } = comparison;
  const { title, after = [], kept = [], reference } = context;
  const [first, ...others] = findings;
  const fix = first === undefined ? undefined : findingFix(first);
  const start = [
    ...(title === undefined ? [] : [title]),
    first === undefined
      ? compared === 0
        ? `nothing could be compared: the reference has no ${noun}`
        : `expected the ${noun === 'input' ? 'inputs' : 'result'} not to match, but ${counted(compared, `${noun} agrees`, `${noun}s agree`)} with the reference`
      : findingSentence(first),
  ];
  const end = [
    ...after,
    ...(reference === undefined ? [] : [`Reference: ${reference}`]),
    ...(fix === undefined ? [] : [`Hint: ${fix}`]),
    ...(kept.length === 0 ? [] : [`Kept: ${listed(kept)}`]),
  ];
  const room = MOST_LINES - start.length - end.length - 2;
  const evidence = [
    ...others.map((finding) => `Also: ${findingSentence(finding)}.`),
    ...notes.map((finding) => `Note: ${findingSentence(finding)}.`),
  ];
  const shownEvidence =
    evidence.length <= room
      ? evidence
      : [...evidence.slice(0, room - 1), `... and ${counted(evidence.length - room + 1, 'more line')}`];
  return [start, shownEvidence, end]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}
