import type { NamedGeometry } from '../geometry.ts';

/** Nothing resized: the centre or the corner of the image itself. */
export const unresized: NamedGeometry = {
  name: 'no-resize',
  list: () => [
    ...(['half-even', 'trunc', 'ceil'] as const).map((offset) => ({ crop: { at: 'center', offset } as const })),
    { crop: { at: 'pixels', x: 0, y: 0 } as const },
  ],
};
