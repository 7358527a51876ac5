import type { Crop } from '../../../../recipe/recipe.ts';
import type { NamedGeometry } from '../geometry.ts';

/** Sides before the crop by side of the tensor: torchvision's and timm's. */
const shares = [1, 256 / 224, 232 / 224, 236 / 224, 342 / 299, 1 / 0.875, 1 / 0.9, 1 / 0.94, 1 / 0.95, 1 / 0.96];

const crops: Crop[] = [
  { at: 'center', offset: 'half-even' },
  { at: 'center', offset: 'trunc' },
  { at: 'center', offset: 'ceil' },
  { at: 'pixels', x: 0, y: 0 },
];

/** The shorter side to a number of pixels, the other in proportion, then the centre or the corner. */
export const shortSide: NamedGeometry = {
  name: 'short-side',
  list: ({ width, height }) => {
    const lengths = [...new Set([Math.max(width, height), Math.min(width, height)])];
    const sides = lengths.flatMap((length) =>
      shares.flatMap((share) => [Math.round(length * share), Math.floor(length * share + 1e-9)]),
    );
    return [...new Set(sides)].flatMap((side) =>
      (['trunc', 'half-even', 'float32'] as const).flatMap((other) =>
        crops.map((crop) => ({ resize: { to: 'short-side', side, other } as const, crop })),
      ),
    );
  },
};
