import type { Case } from '../case.ts';
import { diagnosis } from './diagnosis.ts';
import { drift } from './drift.ts';
import { goldenCheck } from './goldenCheck.ts';
import { goldenSize } from './goldenSize.ts';
import { layers } from './layers.ts';
import { loading } from './loading.ts';
import { memory } from './memory.ts';
import { ownError } from './ownError.ts';
import { preprocessing } from './preprocessing.ts';
import { recording } from './recording.ts';
import { sketching } from './sketching.ts';
import { tfjsLayers } from './tfjsLayers.ts';
import { wholeProcess } from './wholeProcess.ts';

/** Everything that `npm run bench` measures, in the order of its table. */
export const cases: readonly Case[] = [
  recording,
  layers,
  tfjsLayers,
  drift,
  ownError,
  loading,
  wholeProcess,
  memory,
  preprocessing,
  diagnosis,
  sketching,
  goldenCheck,
  goldenSize,
];
