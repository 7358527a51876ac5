import { basename } from 'node:path';
import type { Diagnosis } from '../../../src/preprocessing/diagnose/diagnosis.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { twinsOf } from '../../../src/preprocessing/resample/index.ts';
import { decodeFloat16, encodeFloat16 } from '../../../src/tensor/float16.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import type { Base } from './bases.ts';
import { describe, differing } from './compose.ts';
import { feedFault } from './feedFault.ts';
import { randomOf } from './random.ts';

/** A tensor in which nothing is wrong, though it is not the recipe's to the last digit. */
export interface Benign {
  label: string;
  photo: string;
  recipe: Recipe;
  tensor: Tensor;
}

const throughFloat16 = (tensor: Tensor): Tensor => ({
  ...tensor,
  data: Float32Array.from(decodeFloat16(encodeFloat16(tensor.data as Float32Array))),
});

/** As another resampler rounds: up to a unit, here and there. */
const otherwiseRounded = (base: Base): Base => {
  const random = randomOf(Number(base.key));
  const pixels = base.pixels.map((pixel) =>
    Math.min(255, Math.max(0, pixel + (random.next() < 0.2 ? random.pick([-1, 1]) : 0))),
  );
  return { ...base, pixels };
};

/** Noise of 3 units (rms), the same at no two places. */
const noisy = (base: Base): Base => {
  const random = randomOf(1000 + Number(base.key));
  const pixels = base.pixels.map((pixel) =>
    Math.min(255, Math.max(0, Math.round(pixel + (random.next() - 0.5) * 10.4))),
  );
  return { ...base, pixels };
};

const fed = (base: Base): Tensor => {
  const picture = { data: base.pixels, width: base.width, height: base.height };
  return feedFault(picture, base.recipe, picture);
};

/** Other decoders, kernels' twins, JPEG at 92, float16, other rounding, noise. */
export const benignVariations = (bases: readonly Base[]): Benign[] => {
  const healthy = bases.filter((base) => base.benign === undefined && differing(base.fed, base.recipe).length === 0);
  const one = (name: string, base: Base, tensor: Tensor): Benign => ({
    label: `${name}: ${basename(base.photo)} (${base.key}, ${base.recipe.name})`,
    photo: base.photo,
    recipe: base.recipe,
    tensor,
  });
  return [
    ...bases.flatMap((base) => (base.benign === undefined ? [] : [one(base.benign, base, fed(base))])),
    ...healthy.map((base) => one('itself', base, fed(base))),
    ...healthy.map((base) => one('float16', base, throughFloat16(fed(base)))),
    ...healthy.map((base) => one('rounding', base, fed(otherwiseRounded(base)))),
    ...healthy.map((base) => one('noise of 3', base, fed(noisy(base)))),
  ];
};

/** What a diagnosis names though nothing is wrong; a kernel's twin is only a note. */
export const wronglyNamed = ({ recipe }: Benign, { explained, differences, recipe: found }: Diagnosis): string[] => [
  ...(explained === 'unexplained' ? ['unexplained'] : []),
  ...differences
    .filter(({ step }) => !(step === 'kernel' && found !== undefined && twinsOf(recipe.kernel).includes(found.kernel)))
    .map(({ step }) => (found === undefined ? step : describe(step, found, recipe))),
];
