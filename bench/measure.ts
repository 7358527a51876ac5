/** Milliseconds of one call. */
export const timed = async (run: () => unknown): Promise<number> => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};

/** The middle value. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** Two things measured in turns, so that other load of the machine meets both. */
export interface Ratio {
  /** Median of the first over median of the second. */
  ratio: number;
  /** Medians in milliseconds. */
  first: number;
  second: number;
}

/**
 * Runs two functions in turns after some warm-up.
 *
 * @param rounds of both, after `warmUp` rounds that do not count
 */
export const inTurns = async (
  first: () => unknown,
  second: () => unknown,
  rounds: number,
  warmUp = 5,
): Promise<Ratio> => {
  const times: [number[], number[]] = [[], []];
  for (let round = -warmUp; round < rounds; round++) {
    const both =
      round % 2 === 0 ? [await timed(first), await timed(second)] : [await timed(second), await timed(first)].reverse();
    if (round < 0) continue;
    times[0].push(both[0] as number);
    times[1].push(both[1] as number);
  }
  const [a, b] = [median(times[0]), median(times[1])];
  return { ratio: a / b, first: a, second: b };
};
