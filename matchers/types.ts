import type { Reference } from '../src/reference/reference.ts';

/** The matchers that exray adds to `expect`. Every one is async: await it. */
export interface ExrayMatchers {
  /**
   * Every layer of the deployed model agrees with its reference: a trace, a model file, a trace file, `.safetensors` or
   * `.npz` of named arrays, or a folder of ONNX test data. `expect` takes a trace, or several (one per photo).
   */
  toMatchReferenceLayers(reference: Reference | Reference[]): Promise<void>;
}
