import { graphOf, type OnnxGraph } from '../../formats/onnx/graph.ts';
import { modelFileKind } from '../../formats/onnx/modelFileKind.ts';
import { readModel } from '../../formats/onnx/readModel.ts';
import type { ModelSource } from '../runtime.ts';
import { modelBytes, modelKey, modelLabel } from './modelFile.ts';

/** A model file, decoded. Models in ORT format have no graph. */
export interface DecodedModel {
  bytes: Uint8Array;
  graph: OnnxGraph | undefined;
}

const KEPT = 2;
const LARGEST_KEPT = 256 * 2 ** 20;
const kept = new Map<string | Uint8Array, DecodedModel>();

/** The last file too large to be kept: found again as long as somebody holds it, instead of being there twice. */
let large: { key: string; bytes: WeakRef<Uint8Array>; graph: WeakRef<OnnxGraph> } | undefined;

/** Reads and decodes a model; the last ones are kept, since a comparison asks for the same model several times. */
export const decodedModel = (source: ModelSource): DecodedModel => {
  const key = modelKey(source);
  const known = kept.get(key) ?? stillHeld(key);
  if (known) return known;
  const bytes = modelBytes(source);
  const graph = modelFileKind(bytes) === 'ort-format' ? undefined : graphOf(readModel(bytes, modelLabel(source)));
  const decoded = { bytes, graph };
  if (bytes.length <= LARGEST_KEPT) kept.set(key, decoded);
  else if (typeof key === 'string' && graph) large = { key, bytes: new WeakRef(bytes), graph: new WeakRef(graph) };
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return decoded;
};

const stillHeld = (key: string | Uint8Array): DecodedModel | undefined => {
  if (large?.key !== key) return undefined;
  const [bytes, graph] = [large.bytes.deref(), large.graph.deref()];
  return bytes && graph && { bytes, graph };
};
