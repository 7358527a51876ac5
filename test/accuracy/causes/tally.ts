import type { Finding } from '../../../src/verdicts/comparison.ts';
import type { Said } from './goldens.ts';

interface Counts {
  runs: number;
  at: number;
  golden: Score;
  values: Score;
}

interface Score {
  /** Runs of which a cause is to be told. */
  known: number;
  right: number;
  exact: number;
  /** Nothing said where something is to be told. */
  silent: number;
  /** Another name than the right one. */
  wrong: string[];
}

/** Counts what was said, by kind of fault. */
export const tally = () => {
  const kinds = new Map<string, Counts>();
  const none = (): Score => ({ known: 0, right: 0, exact: 0, silent: 0, wrong: [] });
  const count = (into: Score, finding: Finding | undefined, expected: string | undefined): void => {
    const name = finding?.kind.slice('cause/'.length);
    if (expected !== undefined) into.known++;
    if (name === undefined) {
      if (expected !== undefined) into.silent++;
    } else if (name !== expected) into.wrong.push(`${name}${finding?.evidence.certainty === 'exact' ? '!' : '?'}`);
    else {
      into.right++;
      if (finding?.evidence.certainty === 'exact') into.exact++;
    }
  };
  return {
    add: (
      kind: string,
      isAt: boolean,
      { byGolden, byValues }: Pick<Said, 'byGolden' | 'byValues'>,
      expected: { golden: string | undefined; values: string | undefined },
    ): void => {
      const counts = kinds.get(kind) ?? { runs: 0, at: 0, golden: none(), values: none() };
      kinds.set(kind, counts);
      counts.runs++;
      if (isAt) counts.at++;
      count(counts.golden, byGolden, expected.golden);
      count(counts.values, byValues, expected.values);
    },
    table: (): string =>
      [
        'fault | runs | at its layer | golden: named of known (exact), other names | values: the same',
        ...[...kinds].map(
          ([kind, { runs, at, golden, values }]) => `${kind} | ${runs} | ${at} | ${shown(golden)} | ${shown(values)}`,
        ),
      ].join('\n'),
  };
};

const shown = ({ known, right, exact, wrong }: Score): string =>
  `${right} of ${known} (${exact} exact), other ${wrong.length} ${listed(wrong)}`;

const listed = (names: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
};
