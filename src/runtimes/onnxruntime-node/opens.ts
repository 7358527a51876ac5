import fs from 'node:fs';
import { modelFileKind } from '../../formats/onnx/modelFileKind.ts';
import type { ModelSource } from '../runtime.ts';

/**
 * True where a model is this runtime's: named .onnx or .ort, or bytes that begin as one. A damaged .onnx is opened, so
 * that the reader can say what is wrong with it.
 */
export const opensModel = async (source: ModelSource): Promise<boolean> => {
  if (source.path !== undefined && /\.(onnx|ort)$/i.test(source.path)) return true;
  const head = source.path === undefined ? source.bytes?.subarray(0, 64) : headOf(source.path);
  return head !== undefined && ['onnx', 'ort-format'].includes(modelFileKind(head));
};

const headOf = (file: string): Uint8Array | undefined => {
  let handle: number | undefined;
  try {
    handle = fs.openSync(file, 'r');
    const head = new Uint8Array(64);
    return head.subarray(0, fs.readSync(handle, head, 0, head.length, 0));
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
};
