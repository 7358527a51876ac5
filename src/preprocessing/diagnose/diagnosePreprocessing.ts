import { realValues } from '../../tensor/realValues.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ImageSource } from '../../trace/trace.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { resolveRecipe } from '../resolve/resolveRecipe.ts';
import { imageTensor } from '../tensor/imageTensor.ts';
import type { ReceivedTensor } from '../tensor/receivedTensor.ts';
import { searchBlind } from './blind/blind.ts';
import { diagnoseByRecipe } from './byRecipe/byRecipe.ts';
import type { Diagnosis } from './diagnosis.ts';
import { NO_RESIDUAL } from './simulate/residual.ts';
import { openScene } from './simulate/scene.ts';

export interface DiagnoseOptions {
  /** What should have been done: a preset's name, plain data, or the path of a Hugging Face `preprocessor_config.json`. */
  recipe?: string | Recipe;
  /** When to stop searching, in `performance.now()` milliseconds; 3 s from now where it is left out. */
  deadline?: number;
}

/** How long a search may take where nobody says. */
export const SEARCH_MS = 3000;

/**
 * Finds out what was done to an image until it was fed to a model: decoding, orientation, geometry, kernel, colour,
 * channels, value map, layout, element type, memory.
 *
 * With a recipe, pipelines around it are tried first, one step at a time, and the answer says what differs from it by
 * effect on this image. Without one, or where none of those explains the tensor, the search knows nothing but the image:
 * geometry and value map are fitted.
 *
 * @param tensor one image as it was fed, [1, channels, height, width] or [1, height, width, channels], with or without
 *   the batch: of onnxruntime, tfjs, or `{ data, shape, dtype? }`
 * @param image path, `file:` URL, bytes of a file, or decoded pixels
 * @returns plain data; distances are in u8 units (0..255, with the value map inverted)
 * @throws ExrayError `bad-input`, `no-image-tensor`, `batch-images`; those of images and recipes
 */
export const diagnosePreprocessing = async (
  tensor: ReceivedTensor | Tensor,
  image: ImageSource,
  { recipe, deadline = performance.now() + SEARCH_MS }: DiagnoseOptions = {},
): Promise<Diagnosis> => {
  const fed = await imageTensor(tensor, 'diagnosePreprocessing');
  const scene = await openScene(image);
  if (recipe !== undefined)
    return { ...(await diagnoseByRecipe(scene, fed, await resolveRecipe(recipe), deadline)), ...notFinite(fed) };
  const {
    explained,
    fed: found,
    certain,
    residual,
    ties,
    notIdentifiable,
    cutShort,
  } = await searchBlind(scene, fed, deadline);
  return {
    explained: explained ? 'explained' : 'unexplained',
    recipe: explained ? found : undefined,
    ...(explained || Object.keys(certain).length === 0 ? {} : { certain }),
    differences: [],
    residual: found === undefined ? NO_RESIDUAL : residual,
    ties,
    notIdentifiable,
    ...notFinite(fed),
    ...(cutShort && { cutShort }),
  };
};

/** How many elements are no finite numbers, where there are any. */
export const notFinite = (tensor: Tensor): { notFinite?: number } => {
  const values = realValues(tensor);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i] as number)) count++;
  return count === 0 ? {} : { notFinite: count };
};
