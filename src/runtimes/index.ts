import { onnxruntimeNode } from './onnxruntime-node/onnxruntimeNode.ts';
import type { Runtime } from './runtime.ts';
import { tfjs } from './tfjs/tfjs.ts';

/** The rack: every runtime that exray observes. */
export const runtimes: readonly Runtime[] = [onnxruntimeNode, tfjs];
