import type { NamedGeometry } from '../geometry.ts';

/** Squashed to a larger square, then its centre. */
export const squashThenCrop: NamedGeometry = {
  name: 'squash-crop',
  list: ({ width, height }) =>
    [256 / 224, 232 / 224, 236 / 224, 1 / 0.9, 1 / 0.95, 1 / 0.96].flatMap((share) =>
      (['half-even', 'trunc'] as const).map((offset) => ({
        resize: { to: 'pixels', width: Math.round(width * share), height: Math.round(height * share) } as const,
        crop: { at: 'center', offset } as const,
      })),
    ),
};
