import path from 'node:path';
import { ExrayError } from '../../errors.ts';
import { cutModel, ownName, pieceOf } from '../../formats/onnx/cut.ts';
import { bareOp, type OnnxGraph, type OnnxNode } from '../../formats/onnx/graph.ts';
import { quantizationKind } from '../../formats/onnx/quantizationKind.ts';
import { randomNodes } from '../../formats/onnx/random.ts';
import { onnxNumberOf } from '../../tensor/dtypes.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { LayerInfo, Trace } from '../../trace/trace.ts';
import { givenValue } from '../givenValue.ts';
import type { HeldTensor, ModelSource, Piece, Replay } from '../runtime.ts';
import { decodedModel } from './decodedModel.ts';
import { keptSession } from './keptSession.ts';
import { loadLibrary } from './library.ts';
import { modelFolder } from './modelFile.ts';
import { type NativeSession, openSession, runSession } from './native.ts';
import { fromNative, toNative } from './nativeTensors.ts';
import { runtimeReason } from './runtimeReason.ts';
import { ownOptions, type SessionOptions } from './sessionOptions.ts';

/** Bytes of tensors and weights of the pieces that run in one session. */
const SESSION_BYTES = 256 * 2 ** 20;

/**
 * Replays a model: cut at the tensors that a trace holds, every piece runs on the held values. Pieces do not depend on
 * one another, so they are dealt out over several sessions where one would hold too much.
 *
 * @param reference a trace of the same model in `original` capture: it tells the types and shapes of its tensors
 */
export const replayModel = async (source: ModelSource, reference: Trace): Promise<Replay | { reason: string }> => {
  const { bytes, graph } = decodedModel(source);
  if (!graph) return { reason: 'a model in ORT format has no graph that can be cut' };
  const infos = new Map((await reference.layers.list()).layers.map((info) => [info.id, info]));
  return {
    plan: async (held) => planPieces(graph, held, infos),
    run: async (pieces, values) => {
      const results = new Map<string, Tensor>();
      const groups = dealOut(graph, pieces, values);
      for (const group of groups) {
        const open = () => openPieces(source, bytes, graph, group, values);
        const isKept = groups.length === 1 && group.length > 1; // a piece alone may be of any size
        const session = isKept ? keptSession(graph, keyOf(group, values), open) : open();
        try {
          runPieces(session, group, values, infos, results);
        } finally {
          if (!isKept) session.dispose();
        }
      }
      return results;
    },
    close: async () => {},
  };
};

const keyOf = (pieces: readonly Piece[], values: ReadonlyMap<string, Tensor>): string =>
  JSON.stringify(pieces.map(({ output, inputs }) => [output, inputs.map((id) => [id, givenValue(values, id).dtype])]));

const planPieces = (graph: OnnxGraph, held: readonly HeldTensor[], infos: ReadonlyMap<string, LayerInfo>): Piece[] => {
  const cuttable = new Set(
    held
      .filter((tensor) => graph.dependence(tensor.id) === 'computed' && fits(tensor, infos.get(tensor.id)))
      .map(({ id }) => id),
  );
  const random = new Set(randomNodes(graph));
  return graph.nodes
    .flatMap(({ outputs }) => outputs)
    .filter((name) => cuttable.has(name))
    .map((name) => pieceOf(graph, name, (tensor) => cuttable.has(tensor)))
    .filter(({ nodes }) => !nodes.some((node) => random.has(node)))
    .map(({ output, inputs, nodes }) => ({
      output,
      inputs,
      nodes: nodes
        .filter((node) => node.outputs.some((name) => graph.dependence(name) !== 'constant'))
        .map(({ op, name, outputs }) => ({ op, node: name || (outputs[0] ?? '') })),
    }));
};

/** The reference has a tensor of this type and number of elements; other dimensions are no matter. */
const fits = ({ dtype, shape }: HeldTensor, info: LayerInfo | undefined): boolean => {
  if (info === undefined) return false;
  if (info.dtype !== undefined && info.dtype !== dtype) return false;
  const count = elementCount(shape);
  const known = elementCount((info.shape ?? []).map((side) => side ?? 1));
  if (info.shape === undefined) return true;
  return info.shape.includes(null) ? known === 0 || count % known === 0 : count === known;
};

/** Consecutive pieces that share a session. */
const dealOut = (graph: OnnxGraph, pieces: readonly Piece[], values: ReadonlyMap<string, Tensor>): Piece[][] => {
  const groups: Piece[][] = [];
  let bytes = Infinity;
  for (const piece of pieces) {
    const size =
      [piece.output, ...piece.inputs].reduce((sum, id) => sum + bytesOf(values.get(id)), 0) + weightBytes(graph, piece);
    if (bytes + size > SESSION_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(piece);
    bytes += size;
  }
  return groups;
};

const bytesOf = (tensor: Tensor | undefined): number =>
  tensor && ArrayBuffer.isView(tensor.data) ? tensor.data.byteLength : 0;

/** The piece's nodes again, with those that make its constants. */
const nodesOf = (graph: OnnxGraph, { output, inputs }: Piece): OnnxNode[] => {
  const held = new Set(inputs);
  return pieceOf(graph, output, (name) => held.has(name)).nodes;
};

const weightBytes = (graph: OnnxGraph, piece: Piece): number =>
  nodesOf(graph, piece)
    .flatMap(({ inputs }) => inputs)
    .reduce((sum, name) => sum + 4 * elementCount((graph.initializers.get(name)?.dims ?? [0n]).map(Number)), 0);

const openPieces = (
  source: ModelSource,
  bytes: Uint8Array,
  graph: OnnxGraph,
  pieces: readonly Piece[],
  values: ReadonlyMap<string, Tensor>,
): NativeSession => {
  const inputs = new Map<string, number>();
  for (const id of pieces.flatMap((piece) => piece.inputs)) inputs.set(id, onnxNumberOf(givenValue(values, id).dtype));
  const location = source.path === undefined ? 'model.onnx' : path.basename(source.path);
  const model = cutModel(graph, {
    outputs: pieces.map(({ output }) => output),
    nodes: new Set(pieces.flatMap((piece) => nodesOf(graph, piece))),
    inputs,
    weightsIn: { file: bytes, location },
  });
  try {
    return openSession(loadLibrary().Native, model, replayOptions(source, bytes, graph, location));
  } catch (cause) {
    throw failed(pieces, cause);
  }
};

/**
 * Float pieces run with optimization off. Quantized ones need it: only then do Q/DQ pairs become the integer kernels that
 * the deployed model runs, and these round otherwise.
 */
const replayOptions = (source: ModelSource, bytes: Uint8Array, graph: OnnxGraph, location: string): SessionOptions => {
  const level = quantizationKind(graph) === 'static' ? 'extended' : 'disabled';
  const options = ownOptions({}, modelFolder(source), level);
  return source.path === undefined ? { ...options, externalData: [{ path: location, data: bytes }] } : options;
};

const runPieces = (
  session: NativeSession,
  pieces: readonly Piece[],
  values: ReadonlyMap<string, Tensor>,
  infos: ReadonlyMap<string, LayerInfo>,
  results: Map<string, Tensor>,
): void => {
  const feeds = Object.fromEntries(
    pieces
      .flatMap(({ inputs }) => inputs)
      .map((id) => [id, toNative(id, inShapeOf(givenValue(values, id), infos.get(id)))]),
  );
  let made: ReturnType<NativeSession['run']>;
  try {
    made = runSession(
      session,
      feeds,
      pieces.map(({ output }) => ownName(output)),
    );
  } catch (cause) {
    throw failed(pieces, cause);
  }
  for (const { output } of pieces) results.set(output, fromNative(made[ownName(output)] as never));
};

/** The value with the reference's dimensions, where these are known: [1, 1280] for [1, 1280, 1, 1]. */
const inShapeOf = (tensor: Tensor, info: LayerInfo | undefined): Tensor => {
  const shape = info?.shape;
  const same = shape && !shape.includes(null) && elementCount(shape as number[]) === elementCount(tensor.shape);
  return same ? { ...tensor, shape: shape as number[] } : tensor;
};

const failed = (pieces: readonly Piece[], cause: unknown): ExrayError => {
  const nodes = pieces.flatMap(({ nodes }) => nodes.map(({ op }) => bareOp(op)));
  return new ExrayError(
    'replay-failed',
    {
      what: `the reference model's layers could not be run on the deployed values: ${runtimeReason(cause)}`,
      why: `Its graph was cut at ${pieces.length} tensors (${[...new Set(nodes)].slice(0, 6).join(', ')})`,
      fix: 'Compare with a trace of the reference instead of its model',
    },
    { cause },
  );
};
