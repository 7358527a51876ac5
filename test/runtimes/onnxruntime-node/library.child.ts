// Looks for onnxruntime-node from its working directory and says what came of it.
import { loadLibrary } from '../../../src/runtimes/onnxruntime-node/library.ts';

try {
  console.log(`found ${loadLibrary().version}`);
} catch (error) {
  console.log(`${(error as { code: string }).code} ${(error as Error).message}`);
}
