import type { NamedGeometry } from '../geometry.ts';

const fractions = [0.875, 0.9, 0.95, 0.8];

/** A part around the centre of the image, then resized: TensorFlow's ways. */
export const centralPart: NamedGeometry = {
  name: 'central-part',
  list: ({ width, height }) => {
    const resize = { to: 'size' } as const;
    const padding = Math.round((32 / 224) * Math.max(width, height));
    return [
      ...fractions.map((fraction) => ({ sourceCrop: { kind: 'central-fraction', fraction } as const, resize })),
      ...[...new Set([32, padding])].map((pixels) => ({
        sourceCrop: { kind: 'padded-square', padding: pixels } as const,
        resize,
      })),
      ...[1, ...fractions].flatMap((fraction) =>
        (['trunc', 'ceil'] as const).map((offset) => ({
          sourceCrop: { kind: 'central-square', fraction, offset } as const,
          resize,
        })),
      ),
    ];
  },
};
