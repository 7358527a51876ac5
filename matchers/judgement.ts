import type { JudgedFed } from '../src/reference/fed/judgeFed.ts';
import type { Trace } from '../src/trace/trace.ts';
import type { Comparison, Verdict } from '../src/verdicts/comparison.ts';
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

/**
 * Keeps what a failing assertion about preprocessing was about: inputs and outputs (not the layers, which would take a
 * run), and pictures of what the model saw. Says so where that failed.
 */
export async function keepFed(
  judged: JudgedFed,
  { testName, testFile, attach }: Host,
): Promise<{ kept: string[]; pictures: string[] }> {
  const { keepTrace, roomBeside } = await import('../src/report/artifacts.ts');
  const { fedTrace } = await import('../src/reference/fed/fedTrace.ts');
  const { keepPictures } = await import('../src/report/picture.ts');
  const { tensor, image } = judged.items[judged.item] as JudgedFed['items'][number];
  try {
    const path = await keepTrace(fedTrace(judged), { testName, testFile });
    await attach(`trace ${path}`, path);
    const stem = path.replace(/\.safetensors$/, '');
    const pictures = await keepPictures(tensor, image, judged.recipe, stem, await roomBeside(path));
    for (const picture of pictures) await attach(`picture ${picture}`, picture);
    return { kept: [path], pictures };
  } catch (error) {
    return { kept: [`nothing, for ${(error as Error).message}`], pictures: [] };
  }
}
