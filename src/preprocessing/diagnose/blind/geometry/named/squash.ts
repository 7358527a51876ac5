import type { NamedGeometry } from '../geometry.ts';

/** All of the image to the tensor's size, whatever its aspect. */
export const squash: NamedGeometry = { name: 'squash', list: () => [{ resize: { to: 'size' } }] };
