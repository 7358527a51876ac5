import type { Runtime } from '../runtime.ts';
import { watchAddons } from './observe/addons.ts';
import { presence } from './presence.ts';

/** onnxruntime-node. What captures and replays is loaded when first needed: a setup file only observes. */
export const onnxruntimeNode: Runtime = {
  name: 'onnxruntime-node',
  observe: () => {
    watchAddons();
  },
  presence,
  capture: async (...given) => (await import('./capture.ts')).captureInference(...given),
  opens: async (...given) => (await import('./opens.ts')).opensModel(...given),
  infer: async (...given) => (await import('./infer.ts')).inferModel(...given),
  signature: async (...given) => (await import('./signature.ts')).signatureOf(...given),
  noiseFloor: async (...given) => (await import('./noiseFloor.ts')).noiseFloor(...given),
  replay: async (...given) => (await import('./replay.ts')).replayModel(...given),
};
