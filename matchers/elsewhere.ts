import type { Comparison, GoldenContext } from '../src/verdicts/comparison.ts';

interface Count {
  all: number;
  loose: number;
  changes: GoldenContext['environment'][number][];
}

/** Goldens that were judged, by the framework's snapshot state: one for each test file. */
const counts = new WeakMap<object, Count>();

/** Counts a golden that was judged. */
export function noteElsewhere(state: object, { golden }: Comparison): void {
  const count = counts.get(state) ?? { all: 0, loose: 0, changes: [] };
  const environment = golden?.environment ?? [];
  counts.set(state, {
    all: count.all + 1,
    loose: count.loose + (environment.length > 0 ? 1 : 0),
    changes: [...count.changes, ...environment],
  });
}

/** At the end of a test file: says once how many of its goldens were judged loosely, and nothing where none was. */
export async function sayElsewhere(state: object | undefined): Promise<void> {
  const count = state && counts.get(state);
  if (count === undefined || count.loose === 0) return;
  counts.delete(state as object);
  const { elsewhereLine } = await import('../src/report/golden/elsewhereLine.ts');
  console.warn(`exray: ${elsewhereLine(count.loose, count.all, count.changes)}`);
}
