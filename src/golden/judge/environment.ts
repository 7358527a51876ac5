import type { GoldenContext } from '../../verdicts/comparison.ts';
import type { Golden } from '../golden.ts';

/** One thing that differs between where a golden was made and where it is judged. */
export type EnvironmentChange = GoldenContext['environment'][number];

const absent = 'unknown';

/**
 * What of the environment that decides over kernels differs: runtime, version, provider, optimization level,
 * instruction-set class (not the CPU's name) and capture. Empty where a healthy model computes the same bits.
 */
export const environmentChange = (
  expected: Pick<Golden, 'runtime' | 'capture'>,
  now: Pick<Golden, 'runtime' | 'capture'>,
): EnvironmentChange[] => {
  const { runtime: was } = expected;
  const { runtime: is } = now;
  // Versions, providers and levels are each runtime's own.
  const runtimes: Sides[] =
    was.name === is.name
      ? [
          ['version', was.version, is.version],
          ['provider', was.provider, is.provider],
          ['level', was.level, is.level],
        ]
      : [['runtime', `${was.name} ${was.version}`.trim(), `${is.name} ${is.version}`.trim()]];
  return changed([...runtimes, ['isa', was.isa, is.isa], ['capture', expected.capture, now.capture]]);
};

type Sides = readonly [what: string, was: string | undefined, is: string | undefined];

/** Versions of the image library on both sides, where they differ: why an input may differ within rounding. */
export const libraryChange = ({ runtime: was }: Pick<Golden, 'runtime'>, { runtime: is }: Pick<Golden, 'runtime'>) =>
  changed([
    ['sharp', was.sharp, is.sharp],
    ['libvips', was.libvips, is.libvips],
  ]);

const changed = (all: readonly Sides[]): EnvironmentChange[] =>
  all.filter(([, was, is]) => was !== is).map(([what, was, is]) => ({ what, was: was || absent, is: is || absent }));
