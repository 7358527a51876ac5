import type { NamedGeometry } from '../geometry.ts';

/** The largest centre part of the tensor's aspect: cut and then resized, or resized (as sharp and OpenCV do) and then cut. */
export const cover: NamedGeometry = {
  name: 'cover',
  list: () => [
    ...(['trunc', 'half-even', 'ceil'] as const).map((offset) => ({
      sourceCrop: { kind: 'central-aspect', offset } as const,
      resize: { to: 'size' } as const,
    })),
    ...(['trunc', 'half-even', 'ceil'] as const).map((offset) => ({
      resize: { to: 'cover' } as const,
      crop: { at: 'center', offset } as const,
    })),
  ],
};
