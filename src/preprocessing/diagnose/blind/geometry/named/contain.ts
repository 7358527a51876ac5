import type { Size } from '../../../../pixels/pixels.ts';
import type { Geometry, NamedGeometry } from '../geometry.ts';

const corners = ['center', 'top-left'] as const;

/** The whole image with bars around it, its sides rounded as libraries do. What fills the bars is read off the tensor. */
export const contain: NamedGeometry = {
  name: 'contain',
  list: (tensor, image) => [
    ...corners.flatMap((picture) =>
      [true, false].map((enlarge) => ({ resize: { to: 'contain', enlarge } as const, pad: bars(picture) })),
    ),
    ...otherwiseRounded(tensor, image),
  ],
};

const bars = (picture: (typeof corners)[number]) => ({ picture, fill: 0, when: 'before-values' }) as const;

const otherwiseRounded = (tensor: Size, image: Size): Geometry[] => {
  const factor = Math.min(tensor.width / image.width, tensor.height / image.height);
  return [Math.floor, Math.ceil, Math.round].flatMap((whole) => {
    const width = Math.min(tensor.width, Math.max(1, whole(image.width * factor - 1e-9)));
    const height = Math.min(tensor.height, Math.max(1, whole(image.height * factor - 1e-9)));
    return corners.map((picture) => ({ resize: { to: 'pixels', width, height } as const, pad: bars(picture) }));
  });
};
