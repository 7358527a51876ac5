import { realValues } from '../../../tensor/realValues.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { Decode } from '../../recipe/recipe.ts';
import { type Scene, sourceOf } from '../simulate/scene.ts';
import { tailOf } from '../simulate/tailOf.ts';
import type { Alternative, Found } from './found.ts';
import { search } from './search.ts';

const STORED: Decode = { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'pillow' };

/** The search without a recipe, on the image as it is stored, or decoded otherwise where that explains nothing. */
export const searchBlind = async (scene: Scene, tensor: Tensor, deadline: number): Promise<Found> => {
  const fed = { decode: STORED } as Parameters<typeof sourceOf>[1];
  const alternatives = async function* (): AsyncIterable<Alternative> {
    const { icc, alpha, format, size } = scene.facts;
    const decoded = async (keys: Partial<typeof fed>): Promise<Alternative> => ({
      pixels: await sourceOf(scene, { ...fed, ...keys }),
      fed: keys,
    });
    if (icc) yield decoded({ decode: { ...STORED, icc: 'applied' } });
    if (alpha) {
      yield decoded({ decode: { ...STORED, alpha: [255, 255, 255] } });
      yield decoded({ decode: { ...STORED, alpha: [0, 0, 0] } });
      yield decoded({ colour: { kind: 'premultiplied' } });
    }
    for (const factor of [2, 4, 8] as const)
      if (format === 'jpeg' && factor * 64 < Math.min(size.width, size.height)) yield decoded({ shrinkOnLoad: factor });
  };
  const found = await search(tensor, await sourceOf(scene, fed), scene.facts, { deadline, alternatives });
  if (found.fed === undefined) return found;
  const given = { values: realValues(tensor), shape: tensor.shape };
  return { ...found, fed: await tailOf(scene, given, found.fed) };
};
