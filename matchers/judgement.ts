import type { Comparison, Verdict } from '../src/compare/comparison.ts';
import type { Trace } from '../src/trace/trace.ts';
import type { Host, MatcherResult } from './host.ts';

/** What a matcher found out. */
export interface Judgement {
  verdict: Verdict;
  /** Why it does not match, or, under `.not`, that it does. */
  message: string;
}

/** As the frameworks take it: only `match` passes, and only `mismatch` passes under `.not`. */
export const resultOf = ({ verdict, message }: Judgement, { isNot }: Host): MatcherResult => ({
  pass: isNot ? verdict !== 'mismatch' : verdict === 'match',
  message: () => message,
});

/** True where the judgement fails the assertion. */
export const fails = (verdict: Verdict, { isNot }: Host): boolean => verdict !== (isNot ? 'mismatch' : 'match');

/** Keeps the traces of a failing assertion and shows them where the framework can; says so where that failed. */
export async function keepTraces(traces: readonly Trace[], host: Host, comparison?: Comparison): Promise<string[]> {
  const { keepTrace } = await import('../src/report/artifacts.ts');
  const kept: string[] = [];
  try {
    for (const [index, trace] of traces.entries()) {
      const { testName, testFile } = host;
      const path = await keepTrace(trace, { testName, testFile, comparison, index, of: traces.length });
      kept.push(path);
      await host.attach(`trace ${path}`, path);
    }
  } catch (error) {
    kept.push(`nothing, for ${(error as Error).message}`);
  }
  return kept;
}

/** How a message names a reference. */
export const referenceName = (reference: unknown): string | undefined =>
  typeof reference === 'string' ? reference : reference instanceof URL ? String(reference) : undefined;
