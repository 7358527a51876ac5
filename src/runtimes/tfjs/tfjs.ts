import type { Runtime } from '../runtime.ts';
import { watchEngine } from './observe/watchEngine.ts';
import { presence } from './presence.ts';

/** TensorFlow.js, whatever package of it the app uses. What captures and replays is loaded when first needed. */
export const tfjs: Runtime = {
  name: 'tfjs',
  observe: watchEngine,
  presence,
  capture: async (...given) => (await import('./capture.ts')).captureInference(...given),
  opens: async (...given) => (await import('./opens.ts')).opensModel(...given),
  infer: async (...given) => (await import('./infer.ts')).inferModel(...given),
  signature: async (...given) => (await import('./signature.ts')).signatureOf(...given),
  noiseFloor: async (...given) => (await import('./noiseFloor.ts')).noiseFloor(...given),
  replay: async (...given) => (await import('./replay.ts')).replayModel(...given),
};
