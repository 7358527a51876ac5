import { fromBinary } from '@bufbuild/protobuf';
import { ExrayError } from '../../errors.ts';
import { type ModelFileKind, modelFileKind } from './modelFileKind.ts';
import { type ModelProto, ModelProtoSchema } from './schema_pb.ts';

/** Why bytes of another kind are no ONNX model, and what their owner probably has to do. */
const OTHER_KINDS: Record<Exclude<ModelFileKind, 'onnx'>, { what: string; why?: string; fix: string }> = {
  empty: { what: 'is empty', fix: 'Export or download the model again' },
  'lfs-pointer': {
    what: 'is a Git LFS pointer, not a model',
    why: 'The repository was cloned without its large files',
    fix: 'Run `git lfs pull` (in CI: check out with LFS enabled)',
  },
  'ort-format': {
    what: 'is in ORT format, which holds no ONNX graph',
    why: 'ORT format is what onnxruntime loads on small devices, already optimized',
    fix: 'Give the .onnx file that it was made from',
  },
  tflite: { what: 'is a TensorFlow Lite model, not ONNX', fix: 'Give an ONNX file' },
  zip: { what: 'is a zip archive, not an ONNX model', fix: 'Unpack it first, or export the model to ONNX' },
  hdf5: { what: 'is an HDF5 file (Keras), not an ONNX model', fix: 'Export the model to ONNX' },
  text: {
    what: 'is text, not an ONNX model',
    why: 'A download may have returned a page instead of a file',
    fix: 'Download the model again',
  },
  other: {
    what: 'is not an ONNX model',
    why: 'Its bytes are no ONNX protobuf message',
    fix: 'Check the path, or export the model again',
  },
};

/**
 * Decodes an ONNX file. Weights stay views of `bytes`.
 *
 * @param bytes the whole file
 * @param label how messages call the model: its path where there is one
 * @throws ExrayError `onnx-unreadable` for anything that is no complete ONNX model, with what it is instead
 */
export const readModel = (bytes: Uint8Array, label = 'the model'): ModelProto => {
  const kind = modelFileKind(bytes);
  if (kind !== 'onnx' && kind !== 'other') throw unreadable(label, OTHER_KINDS[kind]);
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw unreadable(label, isCutShort(bytes) ? truncated(bytes.length) : OTHER_KINDS.other, cause);
  }
  if (!model.graph || (model.graph.node.length === 0 && model.graph.output.length === 0)) {
    throw unreadable(label, OTHER_KINDS.other);
  }
  return model;
};

const unreadable = (label: string, { what, why, fix }: { what: string; why?: string; fix: string }, cause?: unknown) =>
  new ExrayError('onnx-unreadable', { what: `${label} ${what}`, ...(why ? { why } : {}), fix }, { cause });

const truncated = (length: number) => ({
  what: `is truncated: its last part ends after byte ${length}`,
  why: 'A download or a copy stopped early',
  fix: 'Copy or download the model again',
});

/** True where the top-level fields are those of a model but the last one is longer than the file. */
const isCutShort = (bytes: Uint8Array): boolean => {
  let at = 0;
  let fields = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [Math.floor(key / 8), key % 8];
    if (Number.isNaN(key)) return fields > 0;
    if (field < 1 || field > 25 || (wire !== 0 && wire !== 2)) return false;
    const value = varint();
    if (Number.isNaN(value) || (wire === 2 && at + value > bytes.length)) return fields > 0;
    if (wire === 2) at += value;
    fields++;
  }
  return false;
};
