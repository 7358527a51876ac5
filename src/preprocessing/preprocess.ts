import type { Tensor } from '../tensor/tensor.ts';
import type { ImageSource } from '../trace/trace.ts';
import { decode } from './decode/decode.ts';
import { planGeometry } from './geometry/planGeometry.ts';
import { render } from './geometry/render.ts';
import type { Recipe } from './recipe/recipe.ts';
import { resolveRecipe } from './resolve/resolveRecipe.ts';
import { toTensor } from './tensor/toTensor.ts';

/**
 * Computes the tensor that a recipe makes of an image, as the recipe's own library would.
 *
 * @param image a path or `file:` URL, the file's bytes, or decoded pixels (RGB, RGBA or gray, interleaved)
 * @param recipe a preset's name (`torchvision/imagenet-v2`), a recipe as plain data, or the path of a Hugging Face `preprocessor_config.json`
 * @returns batch of one, in the recipe's layout and element type
 * @throws ExrayError `image-unreadable` and others that name the file where it can't be decoded, `bad-recipe`, `recipe-unknown`, `recipe-impossible`, `sharp-missing`
 */
export const preprocess = async (image: ImageSource, recipe: string | Recipe): Promise<Tensor> => {
  const resolved = await resolveRecipe(recipe);
  const pixels = await decode(image, resolved.decode);
  return toTensor(render(pixels, planGeometry(resolved, pixels), resolved), resolved);
};
