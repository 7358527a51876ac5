import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { imageFacts } from '../../../../src/preprocessing/decode/decode.ts';
import { diagnosePreprocessing } from '../../../../src/preprocessing/diagnose/diagnosePreprocessing.ts';
import type { Hypothesis } from '../../../../src/preprocessing/diagnose/hypotheses/hypothesis.ts';
import { hypotheses } from '../../../../src/preprocessing/diagnose/hypotheses/index.ts';
import type { Fed } from '../../../../src/preprocessing/diagnose/pipeline/fed.ts';
import { feed, feedScene } from '../../../../src/preprocessing/diagnose/simulate/feed.ts';
import { residual } from '../../../../src/preprocessing/diagnose/simulate/residual.ts';
import { openScene } from '../../../../src/preprocessing/diagnose/simulate/scene.ts';
import { preprocess } from '../../../../src/preprocessing/preprocess.ts';
import { recipes } from '../../../../src/preprocessing/presets/recipes.ts';

const photo = (name: string) => fileURLToPath(new URL(`../../../../fixtures/photos/${name}`, import.meta.url));

/** Small enough to try every hypothesis, and different in every step. */
const cases: readonly { recipe: Fed; image: string }[] = [
  { recipe: { ...recipes['torchvision/imagenet-v1'], size: 112 } as Fed, image: 'chelsea-301x227.jpg' },
  {
    recipe: { ...recipes['keras/caffe'], size: { width: 96, height: 80 }, kernel: 'opencv/linear' } as Fed,
    image: 'flower-rgba.png',
  },
  { recipe: { ...recipes['ultralytics/yolo'], size: 128 } as Fed, image: 'coffee-exif6.jpg' },
];

/** The first variant in one case, the last in the next. */
const some = (variants: Fed[], turn: number): Fed[] =>
  [variants.at(turn % 2 === 0 ? 0 : -1)].filter((each) => each !== undefined);

const LATE = Number.POSITIVE_INFINITY;

describe('a pipeline without anything wrong in it', () => {
  test.each(
    ['torchvision/imagenet-v1', 'keras/caffe', 'ultralytics/yolo', 'paddle/rec', 'tflite/int8'].filter(
      (name) => name in recipes,
    ),
  )('%s is fed as preprocess makes it, and found equal', async (name) => {
    const recipe = recipes[name] as Fed;
    const image = photo('chelsea-301x227.jpg');
    const fed = await feed(image, recipe);
    const own = await preprocess(image, recipe);
    expect(fed.shape).toEqual(own.shape);
    expect(fed.data).toEqual(own.data);
    const found = await diagnosePreprocessing(fed, image, { recipe, deadline: LATE });
    expect(found.explained).toBe('equal');
    expect(found.differences).toEqual([]);
  });
});

describe('each hypothesis', () => {
  test('has a name of its own, which begins with its step', () => {
    const names = hypotheses.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, step } of hypotheses) expect(name.startsWith(`${step}/`), name).toBe(true);
  });

  test.each(hypotheses.map((each) => [each.name, each] as const))(
    '%s is found where it is injected, and nothing wins over it',
    async (_, hypothesis) => {
      for (const [i, { recipe, image }] of cases.entries()) await holds(hypothesis, recipe, photo(image), i);
    },
    60_000,
  );
});

/** Checks those variants of a hypothesis that make a difference on an image. */
const holds = async (hypothesis: Hypothesis, recipe: Fed, image: string, turn: number): Promise<void> => {
  const scene = await openScene(image);
  const right = await feedScene(scene, recipe);
  const variants = some(hypothesis.inject(recipe, await imageFacts(image, recipe.decode)), turn);
  for (const variant of variants) {
    const fed = await feedScene(scene, variant);
    const costs = residual(fed, right, recipe).rms;
    // Half floats and twins within rounding are no wrong step.
    if (costs < 0.4 && hypothesis.step !== 'memory') continue;
    const found = await diagnosePreprocessing(fed, image, { recipe, deadline: LATE });
    const said = `${hypothesis.name} on ${image.split('/').at(-1)}: ${JSON.stringify(found.differences.map(({ found: keys }) => keys))}`;
    expect(found.explained, said).toBe('explained');
    const steps = found.differences.map(({ step }) => step);
    // Another name for the same pixels is right, another step is right where it makes the same tensor.
    const again = await feedScene(scene, found.recipe as Fed);
    expect(steps.length, said).toBe(1);
    expect(residual(fed, again, found.recipe as Fed).rms, said).toBeLessThan(0.05);
  }
};
