const { fround } = Math;

/**
 * How a target index becomes a source position. `half-pixel`: centres on centres (TF2). `top-left`: index times scale (TF1,
 * TFLite and tfjs by default). `align-corners`: first on first, last on last.
 */
export type Convention = 'half-pixel' | 'top-left' | 'align-corners';

/** Source pixels per target pixel, in float32. */
export const scaleOf = (size: number, target: number, convention: Convention): number =>
  convention === 'align-corners' && target > 1 ? fround((size - 1) / (target - 1)) : fround(size / target);

/** The source position of a pixel's value, in float32. */
export const positionOf = (index: number, scale: number, convention: Convention): number =>
  convention === 'half-pixel' ? fround(fround((index + 0.5) * scale) - 0.5) : fround(index * scale);
