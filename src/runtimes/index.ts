import { onnxruntimeNode } from './onnxruntime-node/onnxruntimeNode.ts';
import type { Runtime } from './runtime.ts';

/** The rack: every runtime that exray observes. */
export const runtimes: readonly Runtime[] = [onnxruntimeNode];
