import { changed } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import { arrangement } from './arrangement.ts';
import { slopes } from './residual.ts';
import type { Scene } from './scene.ts';
import { type Given, simulate } from './simulated.ts';

/** Elements in a row of which most are far away where another picture begins. */
const RUN = 48;
/** Of what is known to be this picture's, so much is left out of account: pixels at edges, clipped colours. */
const OUTLIERS = 0.005;
/** The share of another picture's elements that are far away at least: a frame of the same scene is alike in large parts. */
const FOREIGN = 0.1;
/** u8 units within which an element may always be. */
const LEAST = 0.6;

/**
 * A pipeline that fills only a part of its tensor, with the element at which that part really ends: there what the tensor
 * holds begins to be farther away than before. Without the fault where it holds the picture to its end.
 */
export const tailOf = async (scene: Scene, given: Given, fed: Fed): Promise<Fed> => {
  const { memory } = fed;
  if (memory?.kind !== 'stale-tail' && memory?.kind !== 'unwritten-tail') return fed;
  const plain = changed(fed, { memory: undefined });
  const { values: wanted, size } = await simulate(scene, given, plain);
  const { values } = given;
  if (wanted.length !== values.length) return fed;
  const { abs, floor, max } = Math;
  const perPixel = max(...slopes(fed).map((slope) => 1 / abs(slope)));
  const off = new Float32Array(values.length);
  const { at, pixels, channels } = arrangement(plain, size);
  for (let p = 0; p < pixels; p++)
    for (let c = 0; c < channels; c++) {
      const i = at(p, c);
      if (i !== -1) off[i] = abs((values[i] as number) - (wanted[i] as number)) * perPixel;
    }
  const sure = floor(0.8 * memory.written);
  const own = off.slice(0, sure).sort();
  const limit = max(LEAST, 1.5 * (own[floor(own.length * (1 - OUTLIERS))] ?? 0));
  let written = values.length;
  for (let i = sure; i < values.length; i++) {
    if (!((off[i] as number) > limit)) continue;
    const end = Math.min(values.length, i + RUN);
    let far = 0;
    for (let k = i; k < end; k++) if ((off[k] as number) > limit) far++;
    if (far < (end - i) / 2) continue;
    written = i;
    break;
  }
  // Colours that were clipped otherwise are far in places; another picture is nearly everywhere.
  let far = 0;
  for (let i = written; i < values.length; i++) if ((off[i] as number) > limit) far++;
  if (far <= FOREIGN * (values.length - written)) return plain;
  return { ...fed, memory: { kind: isConstant(values, written) ? 'unwritten-tail' : 'stale-tail', written } };
};

/** Nothing was written: zeros, or what zero is in a quantized tensor. */
const isConstant = (values: ArrayLike<number>, from: number): boolean => {
  for (let i = from; i < values.length; i++) if (values[i] !== values[from]) return false;
  return true;
};
