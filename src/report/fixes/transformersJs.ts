import { type Fix, line } from './fix.ts';
import { sharp } from './sharp.ts';

/** Transformers.js resizes without antialias whatever its config says: the model is given its own `pixel_values`, made by sharp, which it brings along. */
export const transformersJs: Fix = {
  library: '@huggingface/transformers',
  obstacle: sharp.obstacle,
  lines: (recipe) => [...sharp.lines(recipe), ...after(recipe.dtype)],
  after: after('float32'),
};

function after(dtype: string) {
  return [line(`const pixel_values = new Tensor('${dtype}', data, dims); // for model({ pixel_values })`)];
}
