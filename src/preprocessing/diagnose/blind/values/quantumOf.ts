/** Distinct values above which a channel is not quantized. */
const most = 256;
/** How far a distance between two values may be from a multiple of the step, as a share of the step. */
const off = 0.02;

/**
 * The step that all values of a channel are multiples of, apart from an offset: what rounding to integers leaves. 0 where
 * there is none, and where every level of a picture has its own value.
 */
export const quantumOf = (values: Float32Array): number => {
  const seen = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    seen.add(values[i] as number);
    if (seen.size > most) return 0;
  }
  const sorted = [...seen].sort((a, b) => a - b);
  if (sorted.length < 3) return 0;
  let step = Infinity;
  for (let i = 1; i < sorted.length; i++) step = Math.min(step, (sorted[i] as number) - (sorted[i - 1] as number));
  for (let i = 1; i < sorted.length; i++) {
    const steps = ((sorted[i] as number) - (sorted[i - 1] as number)) / step;
    if (Math.abs(steps - Math.round(steps)) > off * Math.max(1, steps)) return 0;
  }
  return step;
};

/** What rounding to a step leaves on average, in units of what has this gain. */
export const roundingOf = (step: number, gain: number): number =>
  gain === 0 ? 0 : step / Math.abs(gain) / Math.sqrt(12);
