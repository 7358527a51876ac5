import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { externalLocations } from '../../formats/onnx/externalLocations.ts';
import { imageLayout } from '../../formats/onnx/imageLayout.ts';
import { quantizationKind } from '../../formats/onnx/quantizationKind.ts';
import { externalFile } from '../../formats/onnx/tensorData.ts';
import { weightsDType } from '../../formats/onnx/weightsDType.ts';
import { keptPath } from '../../formats/shownPath.ts';
import type { Trace, TracedModel } from '../../trace/trace.ts';
import type { ModelSource } from '../runtime.ts';
import { decodedModel } from './decodedModel.ts';
import { modelFolder, modelKey } from './modelFile.ts';
import { externalFiles, type SessionOptions } from './sessionOptions.ts';

/** What a trace says of its model, read from the file. */
export interface DescribedModel {
  model: TracedModel;
  layout: Trace['layout'];
  /** Files with external data. */
  files: readonly string[];
  /** Size and time of these files when they were read. */
  state: string;
}

const byKey = new Map<string, DescribedModel>();
const byBytes = new WeakMap<Uint8Array, DescribedModel>();
const CHUNK = 1 << 22;

/** What a trace says of its model; computed once per model and process, unless one of its files changes. */
export const tracedModel = (source: ModelSource, options: SessionOptions): DescribedModel => {
  const key = modelKey(source);
  const known = typeof key === 'string' ? byKey.get(key) : byBytes.get(key);
  if (known && stateOf(known.files) === known.state) return known;
  const model = describe(source, options);
  if (typeof key === 'string') byKey.set(key, model);
  else byBytes.set(key, model);
  return model;
};

const describe = (source: ModelSource, options: SessionOptions): DescribedModel => {
  const { bytes, graph } = decodedModel(source);
  const folder = modelFolder(source);
  const external = { ...(folder ? { folder } : {}), files: externalFiles(options) };
  const places = (graph ? externalLocations(graph) : []).map((location) => externalFile(location, external));
  const sha256 = hashOf([bytes, ...places]);
  const where = {
    format: 'onnx' as const,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(source.path === undefined ? {} : { path: keptPath(source.path) }),
  };
  const files = places.filter((place) => typeof place === 'string');
  const read = { files, state: stateOf(files) };
  if (!graph) return { model: where, layout: 'unknown', ...read };
  const { model } = graph;
  const opset = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  const quantization = quantizationKind(graph);
  const weights = weightsDType(graph, external);
  return {
    model: {
      ...where,
      ...(model.producerName ? { producer: `${model.producerName} ${model.producerVersion}`.trim() } : {}),
      ...(opset ? { opset: Number(opset.version) } : {}),
      ...(weights ? { weights } : {}),
      ...(quantization ? { quantization } : {}),
    },
    layout: imageLayout(graph, external),
    ...read,
  };
};

/**
 * SHA-256 of the model's file and then of the files that hold its external data, in the order in which it names them: two
 * models with other weights never have the same. None where one of them can't be read.
 */
const hashOf = (parts: readonly (Uint8Array | string | undefined)[]): string | undefined => {
  const hash = createHash('sha256');
  for (const part of parts) {
    if (part === undefined) return undefined;
    if (typeof part !== 'string') hash.update(part);
    else if (!addFile(hash, part)) return undefined;
  }
  return hash.digest('hex');
};

const addFile = (hash: ReturnType<typeof createHash>, file: string): boolean => {
  let handle: number | undefined;
  try {
    handle = fs.openSync(file, 'r');
    const chunk = new Uint8Array(CHUNK);
    for (let count = -1; count !== 0; ) {
      count = fs.readSync(handle, chunk);
      hash.update(chunk.subarray(0, count));
    }
    return true;
  } catch {
    return false;
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
};

const stateOf = (files: readonly string[]): string =>
  files
    .map((file) => {
      const { size, mtimeMs, ino } = fs.statSync(file, { throwIfNoEntry: false }) ?? { size: -1, mtimeMs: 0, ino: 0 };
      return `${size}|${mtimeMs}|${ino}`;
    })
    .join();
