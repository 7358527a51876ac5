import type { Hypothesis } from '../hypothesis.ts';
import * as arranging from './arranging.ts';
import * as channels from './channels.ts';
import * as colour from './colour.ts';
import * as decoding from './decoding.ts';
import * as geometry from './geometry.ts';
import * as kernels from './kernels.ts';
import * as memory from './memory.ts';
import * as quantizing from './quantizing.ts';
import * as turning from './turning.ts';
import * as values from './values.ts';

const isHypothesis = (value: unknown): value is Hypothesis =>
  typeof value === 'object' && value !== null && 'inject' in value;

/** Every way to be wrong that exray knows, in the order of the steps. */
export const hypotheses: readonly Hypothesis[] = [
  decoding,
  turning,
  geometry,
  kernels,
  colour,
  channels,
  values,
  quantizing,
  arranging,
  memory,
].flatMap((family) => Object.values(family).filter(isHypothesis));
