import { ExrayError } from '../../errors.ts';
import { parseOptions } from '../../options.ts';
import { type Judged, judgePreprocessing } from '../../preprocessing/judge/judge.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { resolveRecipe } from '../../preprocessing/resolve/resolveRecipe.ts';
import { refuseNoImage } from '../../preprocessing/tensor/imageTensor.ts';
import { type ReceivedTensor, receivedTensor } from '../../preprocessing/tensor/receivedTensor.ts';
import { type ImageLibrary, imageLibrary } from '../../runtimes/imageLibrary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Trace } from '../../trace/trace.ts';
import { isTrace } from '../isTrace.ts';
import { batchItems, type FedItem } from './batchItems.ts';
import { imageInput } from './imageInput.ts';
import { type PreprocessingOptions, preprocessingOptions } from './preprocessingOptions.ts';
import { rawImage } from './rawImage.ts';

/** Of the time that there is, the search's share: the rest is for the model and the pictures. */
const SEARCH_SHARE = 0.7;

/** One image of what was fed, and what is said of it. */
export interface JudgedItem extends FedItem {
  judged: Judged;
}

/** What a model was fed, judged by a recipe. */
export interface JudgedFed {
  /** `mismatch` where one image of the batch is wrong, else `undecided` where one is. */
  verdict: Judged['verdict'];
  recipe: Recipe;
  /** As many as the batch has images. */
  items: JudgedItem[];
  /** Which of them the verdict is about: the first that has it. */
  item: number;
  /** The tensor with all of its batch. */
  tensor: Tensor;
  /** Where a trace was given: it, and the name of the model's input that holds the image. */
  trace?: Trace;
  input?: string;
  /** As messages name the image (the images), where it has a name. */
  image?: string;
  /** The image was given in the test, and is not the one that the trace was recorded with. */
  isOtherImage?: true;
  /** Which library the app has loaded: the fix is written in it. */
  library?: ImageLibrary;
}

/**
 * Judges what a model was fed by the image that it was made of and by a recipe.
 *
 * @param received A trace, or a tensor as an app holds it.
 * @param recipe A preset's name, plain data, or the path of a Hugging Face `preprocessor_config.json`.
 * @param testFolder Where relative paths begin; the working directory where it is left out.
 * @param matcher As the user wrote it, for errors.
 * @param milliseconds That there are: the answer is what was found by then.
 * @throws ExrayError for wrong options, a recipe that is none, an image that is not there, and a tensor that is no image.
 */
export const judgeFed = async (
  received: Trace | ReceivedTensor,
  recipe: string | Recipe,
  options: PreprocessingOptions | undefined,
  { testFolder, matcher, milliseconds }: { testFolder: string | undefined; matcher: string; milliseconds: number },
): Promise<JudgedFed> => {
  const started = performance.now();
  const { level, allow, input: named, image: given } = parseOptions(preprocessingOptions, options, matcher);
  const trace = isTrace(received) ? received : undefined;
  const fed = isTrace(received) ? imageInput(received, named) : { tensor: await receivedTensor(received, matcher) };
  refuseNoImage(fed.tensor, matcher);
  const input = 'name' in fed ? fed.name : undefined;
  if (trace === undefined && named !== undefined) throw noInputs(matcher);
  // Before an image is decoded, which loads sharp. A tensor of transformers.js holds one of onnxruntime.
  const library = imageLibrary('ort_tensor' in received ? 'pixel_values' : input);
  const resolved = await resolveRecipe(recipe, testFolder);
  const { images, label, isOther } = await rawImage(trace, given, testFolder);
  const items: JudgedItem[] = [];
  const parts = batchItems(fed.tensor, images);
  for (const [i, part] of parts.entries()) {
    // Each gets its share of the time that is left.
    const now = performance.now();
    const left = Math.max(0, started + SEARCH_SHARE * milliseconds - now);
    const deadline = now + left / (parts.length - i);
    const judged = await judgePreprocessing(part.tensor, part.image, resolved, {
      deadline,
      ...(level && { level }),
      ...(allow && { allow }),
    });
    items.push({ ...part, judged });
  }
  const verdict = (['mismatch', 'undecided'] as const).find((each) =>
    items.some(({ judged }) => judged.verdict === each),
  );
  return {
    verdict: verdict ?? 'match',
    recipe: resolved,
    items,
    item: Math.max(
      0,
      items.findIndex(({ judged }) => judged.verdict === verdict),
    ),
    tensor: fed.tensor,
    ...(trace && { trace }),
    ...(input !== undefined && { input }),
    ...(label !== undefined && { image: label }),
    ...(isOther && { isOtherImage: isOther }),
    ...(library && { library }),
  };
};

const noInputs = (matcher: string): ExrayError =>
  new ExrayError('bad-option', {
    what: `${matcher}: the option input was given, and a tensor has no inputs to choose from`,
    fix: 'Leave it out, or give the trace that record() returned',
  });
