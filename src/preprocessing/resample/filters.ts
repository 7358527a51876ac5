/** A kernel as a function of the distance from its centre, in source pixels. */
export type Filter = (x: number) => number;

/** A kernel and how far it reaches to either side. */
export interface SupportedFilter {
  filter: Filter;
  support: number;
}

const { abs, sin, cos, PI } = Math;

const box: Filter = (x) => (x > -0.5 && x <= 0.5 ? 1 : 0);

export const triangle: Filter = (x) => {
  const d = abs(x);
  return d < 1 ? 1 - d : 0;
};

const hamming: Filter = (x) => {
  if (x === 0) return 1;
  if (abs(x) >= 1) return 0;
  const angle = abs(x) * PI;
  return (sin(angle) / angle) * (0.54 + 0.46 * cos(angle));
};

/** Keys' cubic convolution: a = -0.5 is Catmull-Rom (Pillow, TF2), a = -0.75 what OpenCV, torch and TF1 use. */
export const keys =
  (a: number): Filter =>
  (x) => {
    const d = abs(x);
    if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
  };

const sinc: Filter = (x) => (x === 0 ? 1 : sin(x * PI) / (x * PI));

export const lanczos =
  (lobes: number): Filter =>
  (x) =>
    x >= -lobes && x < lobes ? sinc(x) * sinc(x / lobes) : 0;

/** Pillow's filters (src/libImaging/Resample.c), which TF and torch share where they antialias. */
export const pillowFilters = {
  box: { filter: box, support: 0.5 },
  bilinear: { filter: triangle, support: 1 },
  hamming: { filter: hamming, support: 1 },
  bicubic: { filter: keys(-0.5), support: 2 },
  lanczos: { filter: lanczos(3), support: 3 },
} as const satisfies Record<string, SupportedFilter>;

/**
 * Weights that average over the source pixels under a widened filter, normalised to a sum of 1: `visit` gets each target
 * position with its first source position and its weights.
 *
 * Source: Pillow 13 `precompute_coeffs`.
 */
export const antialiasedWeights = (
  size: number,
  from: number,
  to: number,
  target: number,
  { filter, support }: SupportedFilter,
  visit: (position: number, first: number, weights: Float64Array) => void,
): void => {
  const scale = (to - from) / target;
  const widened = Math.max(scale, 1);
  const reach = support * widened;
  const weights = new Float64Array(Math.ceil(reach) * 2 + 1);
  for (let i = 0; i < target; i++) {
    const center = from + (i + 0.5) * scale;
    const first = Math.max(Math.trunc(center - reach + 0.5), 0);
    const count = Math.min(Math.trunc(center + reach + 0.5), size) - first;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = filter((k + first - center + 0.5) * (1 / widened));
      weights[k] = weight;
      sum += weight;
    }
    if (sum !== 0) for (let k = 0; k < count; k++) (weights[k] as number) /= sum;
    visit(i, first, weights.subarray(0, count));
  }
};

/** The most taps that {@link antialiasedWeights} gives to a position. */
export const tapsNeeded = (from: number, to: number, target: number, { support }: SupportedFilter): number =>
  Math.ceil(support * Math.max((to - from) / target, 1)) * 2 + 1;
