/** Loads what its arguments say, in this order (`ask`: asks before the next), and prints which library exray sees. */
import { imageLibrary } from '../../src/runtimes/imageLibrary.ts';

/** As tfjs keeps it: how many tensors were made is counted by the engine's class. */
const engine = { constructor: { nextTensorId: 3 } };

for (const step of process.argv.slice(2)) {
  if (step === 'ask') imageLibrary();
  else if (step === 'tfjs') Object.assign(globalThis, { _tfengine: engine });
  else await import(step);
}
console.log(imageLibrary('pixel_values'));
