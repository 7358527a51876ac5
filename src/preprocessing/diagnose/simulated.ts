import { realValues } from '../../tensor/realValues.ts';
import type { Fed } from '../fed.ts';
import type { Size } from '../pixels.ts';
import type { Residual } from './diagnosis.ts';
import { feedScene } from './feed.ts';
import { isNoise, structureOf } from './noise.ts';
import { NO_RESIDUAL, pictureSize, residualOf, sameShape } from './residual.ts';
import type { Scene } from './scene.ts';
import type { Given } from './tries.ts';

/** A pipeline, what it feeds, and how far the tensor is from it. */
export interface Simulated {
  fed: Fed;
  values: ArrayLike<number>;
  size: Size;
  residual: Residual;
}

/** Feeds what a pipeline makes and measures a tensor by it; an infinite residual where its geometry is impossible. */
export const simulate = async (scene: Scene, given: Given, fed: Fed): Promise<Simulated> => {
  const tensor = await feedScene(scene, fed).catch(() => undefined);
  if (tensor === undefined) return { fed, values: [], size: { width: 0, height: 0 }, residual: NO_RESIDUAL };
  const values = realValues(tensor);
  const size = pictureSize(fed, tensor.shape);
  const fits = sameShape(tensor.shape, given.shape);
  return { fed, values, size, residual: fits ? residualOf(given.values, values, fed, size) : NO_RESIDUAL };
};

/** Whether what a pipeline leaves unexplained is noise. */
export const leavesNoise = ({ values }: Given, simulated: Simulated): boolean =>
  simulated.residual.rms <= 4 &&
  isNoise(simulated.residual.rms, structureOf(values, simulated.values, simulated.fed, simulated.size));
