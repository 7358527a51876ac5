import { realValues } from '../../../tensor/realValues.ts';
import type { Size } from '../../pixels/pixels.ts';
import type { Residual } from '../diagnosis.ts';
import type { Fed } from '../pipeline/fed.ts';
import { feedScene } from './feed.ts';
import { isNoise, structureOf } from './noise.ts';
import { NO_RESIDUAL, pictureSize, residualOf, sameShape, slopes } from './residual.ts';
import type { Scene } from './scene.ts';

/** A tensor as the search sees it. */
export interface Given {
  values: ArrayLike<number>;
  shape: readonly number[];
}

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
  const residual = sameShape(tensor.shape, given.shape) ? residualOf(given.values, values, fed, size) : NO_RESIDUAL;
  return { fed, values, size, residual: isLike(given, fed, residual) ? residual : { ...residual, rms: FAR } };
};

/** u8 units (rms): nothing is explained. */
const FAR = 1e6;

/**
 * Whether a pipeline explains anything: a value map that is far too steep makes any residual small in its own u8 units.
 * What it leaves must be less than what the tensor varies in the same units, or the map not steeper than a usual one.
 */
const isLike = ({ values }: Given, fed: Fed, { rms }: Residual): boolean => {
  if (fed.scale !== 1 || fed.memory?.kind === 'truncated-to-bytes' || fed.memory?.kind === 'reinterpreted') return true;
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value - value !== 0) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  const spread = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return rms <= MOST_LEFT * (spread / Math.abs(slopes(fed)[0] as number));
};

/** Of the tensor's own spread; wrong pictures leave about all of it. */
const MOST_LEFT = 0.5;

/** Whether what a pipeline leaves unexplained is noise. */
export const leavesNoise = ({ values }: Given, simulated: Simulated): boolean =>
  simulated.residual.rms <= 4 &&
  isNoise(simulated.residual.rms, structureOf(values, simulated.values, simulated.fed, simulated.size));
