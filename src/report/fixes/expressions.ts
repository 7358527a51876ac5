import type { Rounding } from '../../preprocessing/recipe/recipe.ts';
import type { KernelName } from '../../preprocessing/resample/resampler.ts';
import { type CodeLine, line } from './fix.ts';

/** JavaScript that rounds `inner` as the recipe says. Values are not negative. */
export function rounded(inner: string, rule: Rounding): string {
  switch (rule) {
    case 'trunc':
      return `Math.trunc(${inner})`;
    case 'ceil':
      return `Math.ceil(${inner})`;
    case 'half-up':
      return `Math.round(${inner})`;
    case 'half-even':
      return `halfEven(${inner})`;
  }
}

/** Math.round takes ties up, Python's `round` to the even neighbour. */
export const halfEvenLine: CodeLine = line(
  'const halfEven = (x) => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));',
);

/** `p / 255` for a scale that is one over a short number, else a product. `digits`: how exactly, where it is only told. */
export function scaled(inner: string, scale: number, digits = 12): string {
  if (Math.abs(scale - 1) < 10 ** -digits) return inner;
  const divisor = Number((1 / scale).toPrecision(Math.min(digits, 6)));
  const isShort = Math.abs(divisor * scale - 1) < 10 ** (3 - digits) && String(divisor).length <= 7;
  return isShort ? `${inner} / ${divisor}` : `${inner} * ${digits < 12 ? Number(scale.toPrecision(digits)) : scale}`;
}

/** A number for all channels where they agree. */
export const shared = (values: number | readonly number[]): number | undefined => {
  if (typeof values === 'number') return values;
  return values.every((value) => value === values[0]) ? values[0] : undefined;
};

const libraries: Record<string, string> = { opencv: 'OpenCV', tf: 'TensorFlow', pillow: 'Pillow', torch: 'PyTorch' };

/** `opencv/linear` as people call it: `OpenCV linear`. */
export const kernelTitle = (kernel: KernelName): string => {
  const [library = '', name = ''] = kernel.split('/');
  return `${libraries[library] ?? library} ${name}`;
};
