import { createHash } from 'node:crypto';
import { quantizationKind } from '../../formats/onnx/quantizationKind.ts';
import { weightsDType } from '../../formats/onnx/weightsDType.ts';
import { keptPath } from '../../formats/shownPath.ts';
import type { TracedModel } from '../../trace/trace.ts';
import type { ModelSource } from '../runtime.ts';
import { decodedModel } from './decodedModel.ts';
import { modelFolder, modelKey } from './modelFile.ts';
import { externalFiles, type SessionOptions } from './sessionOptions.ts';

const byKey = new Map<string, TracedModel>();
const byBytes = new WeakMap<Uint8Array, TracedModel>();

/** What a trace says of its model; computed once per model and process. */
export const tracedModel = (source: ModelSource, options: SessionOptions): TracedModel => {
  const key = modelKey(source);
  const known = typeof key === 'string' ? byKey.get(key) : byBytes.get(key);
  if (known) return known;
  const model = describe(source, options);
  if (typeof key === 'string') byKey.set(key, model);
  else byBytes.set(key, model);
  return model;
};

const describe = (source: ModelSource, options: SessionOptions): TracedModel => {
  const { bytes, graph } = decodedModel(source);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const where = {
    format: 'onnx' as const,
    sha256,
    ...(source.path === undefined ? {} : { path: keptPath(source.path) }),
  };
  if (!graph) return where;
  const { model } = graph;
  const folder = modelFolder(source);
  const external = { ...(folder ? { folder } : {}), files: externalFiles(options) };
  const opset = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  const quantization = quantizationKind(graph);
  const weights = weightsDType(graph, external);
  return {
    ...where,
    ...(model.producerName ? { producer: `${model.producerName} ${model.producerVersion}`.trim() } : {}),
    ...(opset ? { opset: Number(opset.version) } : {}),
    ...(weights ? { weights } : {}),
    ...(quantization ? { quantization } : {}),
  };
};
