import { writeFile } from 'node:fs/promises';
import { defineCommand } from 'citty';
import { ExrayError, isExrayError } from '../errors.ts';
import { nearest } from '../options.ts';

const args = {
  tensor: { type: 'string', valueHint: 'fed.npy', description: 'What the model was fed: .npy, .npz or .safetensors' },
  reference: {
    type: 'string',
    valueHint: 'trace.safetensors',
    description: 'Instead of --tensor: a trace from Python, whose input is taken',
  },
  image: { type: 'string', valueHint: 'photo.jpg', description: 'The image that it was made of' },
  recipe: {
    type: 'string',
    valueHint: 'transformers/clip',
    description: 'What should have been done: a preset, or a .json; without it, what was done is searched for',
  },
  input: { type: 'string', valueHint: 'images', description: 'Which array or input, where the file has several' },
  out: { type: 'string', valueHint: 'recipe.json', description: 'Write the recipe that was found' },
} as const;

/** Exit codes: as judged, wrong or not explained, and where nothing could be judged. */
const [RIGHT, WRONG, FAILED] = [0, 1, 2];

/** `npx exray diagnose`: which preprocessing made this tensor of this image? */
export const diagnose = defineCommand({
  meta: {
    name: 'diagnose',
    description: 'Say what was done to an image to make a tensor, or whether it is what a recipe says',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    try {
      checkNames(rawArgs);
      process.exitCode = await answer(given);
    } catch (error) {
      process.stderr.write(`${isExrayError(error) ? error.message : (error as Error).stack}\n`);
      process.exitCode = FAILED;
    }
  },
});

interface Given {
  tensor?: string | undefined;
  reference?: string | undefined;
  image?: string | undefined;
  recipe?: string | undefined;
  input?: string | undefined;
  out?: string | undefined;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Says what was found; the exit code. */
const answer = async ({ tensor: file, reference, image, recipe, input, out }: Given): Promise<number> => {
  const path = file ?? reference;
  if (path === undefined) throw usage('no tensor was given', '--tensor fed.npy, or --reference trace.safetensors');
  if (file !== undefined && reference !== undefined) throw usage('two tensors were given', '--tensor or --reference');
  const { fedFile } = await import('../reference/fed/fedFile.ts');
  const { tensor, trace } = await fedFile(path, input);
  if (image === undefined && trace?.image === undefined) throw usage('no image was given', '--image photo.jpg');
  const { rawImage } = await import('../reference/fed/rawImage.ts');
  const { itemCount, itemOf } = await import('../reference/fed/batchItems.ts');
  const { images } = await rawImage(trace, image, undefined);
  const count = itemCount(tensor);
  if (count === 0) throw usage('the tensor holds no image', 'a tensor with a batch of at least 1');
  const item = {
    tensor: count === 1 ? tensor : itemOf(tensor, 0, count),
    image: Array.isArray(images) ? images[0] : images,
  };
  const { resolveRecipe } = await import('../preprocessing/resolve/resolveRecipe.ts');
  const { answerWithRecipe, answerWithoutRecipe } = await import('./diagnosisAnswer.ts');
  const { firstOfBatch, outLine } = await import('../report/preprocessing/foundReport.ts');
  const { text, isRight, found } =
    recipe === undefined ? await answerWithoutRecipe(item) : await answerWithRecipe(item, await resolveRecipe(recipe));
  if (count > 1) say(`${firstOfBatch(count)}\n`);
  say(text);
  if (out !== undefined) {
    if (found !== undefined) await writeFile(out, `${JSON.stringify(found, null, 2)}\n`);
    say(`\n${outLine(out, found !== undefined)}`);
  }
  return isRight ? RIGHT : WRONG;
};

const usage = (what: string, fix: string): ExrayError =>
  new ExrayError('bad-option', { what: `exray diagnose: ${what}`, fix: `Give ${fix}` });

/** Options that do not exist would be passed over in silence. */
const checkNames = (rawArgs: readonly string[]): void => {
  const known = Object.keys(args);
  const names = rawArgs.flatMap((arg) => /^--?([^=]+)/.exec(arg)?.[1] ?? []);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new ExrayError('bad-option', {
    what: `exray diagnose: there is no option --${unknown}`,
    fix:
      near === undefined ? `Known options: ${known.map((name) => `--${name}`).join(', ')}` : `Did you mean --${near}?`,
  });
};
