import { appendOutputs, type CastOutput } from '../../formats/onnx/appendOutputs.ts';
import type { OnnxGraph } from '../../formats/onnx/graph.ts';
import { dtypeOfOnnxNumber } from '../../tensor/dtypes.ts';
import type { DType } from '../../tensor/tensor.ts';
import { graphMetadata } from './graphMetadata.ts';
import type { OrtLibrary } from './library.ts';
import { type NativeMetadata, type NativeSession, openSession } from './native.ts';
import { isHandedOut } from './nativeTensors.ts';
import type { ShadowModel } from './shadowModel.ts';

/** A session with tensors of the graph exposed as outputs. */
export interface Exposure {
  session: NativeSession;
  /** Tensor -> output that carries it: itself, or its cast. Tensors that can't be handed out are not in it. */
  outputs: Map<string, string>;
  metadata: ReadonlyMap<string, NativeMetadata>;
  /** Tensor -> its own type, where it is handed out as the exact cast to another. */
  cast: Map<string, DType>;
  /** Sequences, maps and optionals. */
  noTensors: string[];
}

/** Exact casts of the types that the addon throws on (bfloat16, float8) or dies of (4 bits): ONNX numbers. */
const EXACT_CAST: Record<number, number> = { 16: 1, 17: 1, 18: 1, 19: 1, 20: 1, 21: 2, 22: 3 };

/**
 * Opens a shadow with these tensors exposed. Outputs are chosen by the types that the session tells before anything
 * runs: fetching a 4-bit tensor would end the process.
 */
export const expose = (library: OrtLibrary, shadow: ShadowModel, tensors: readonly string[]): Exposure => {
  const own = new Set(shadow.graph.outputs);
  const hidden = tensors.filter((name) => !own.has(name));
  const plain = open(library, shadow, hidden, []);
  const casts = tensors.flatMap((tensor): CastOutput[] => {
    const to = EXACT_CAST[plain.metadata.get(tensor)?.type ?? 0];
    return to === undefined ? [] : [{ tensor, as: `${tensor}/exray-cast`, to }];
  });
  if (casts.length === 0) return plain;
  try {
    const exposed = open(library, shadow, hidden, casts);
    plain.session.dispose();
    return exposed;
  } catch {
    return plain; // an older runtime that makes 4-bit tensors but can't cast them: they stay unseen
  }
};

/** What is known of a session's outputs: told by the runtime or, before 1.22, by the graph. */
export const metadataOf = (
  { outputMetadata }: NativeSession,
  graph: OnnxGraph | undefined,
): ReadonlyMap<string, NativeMetadata> =>
  outputMetadata || !graph ? new Map((outputMetadata ?? []).map((entry) => [entry.name, entry])) : graphMetadata(graph);

const open = (library: OrtLibrary, shadow: ShadowModel, hidden: string[], casts: CastOutput[]): Exposure => {
  const session = openSession(library.Native, appendOutputs(shadow.bytes, hidden, casts), shadow.options);
  const metadata = metadataOf(session, shadow.graph);
  const names = [...shadow.graph.outputs, ...hidden];
  const castOf = new Map(casts.map((cast) => [cast.tensor, cast.as]));
  const handed = names.flatMap((name): [string, string][] => {
    if (castOf.has(name)) return [[name, castOf.get(name) as string]];
    const entry = metadata.get(name);
    return entry?.isTensor && (entry.type === undefined || isHandedOut(entry.type)) ? [[name, name]] : [];
  });
  return {
    session,
    outputs: new Map(handed),
    metadata,
    cast: new Map(casts.map(({ tensor }) => [tensor, dtypeOfOnnxNumber(metadata.get(tensor)?.type ?? 0) as DType])),
    noTensors: names.filter((name) => metadata.get(name)?.isTensor === false),
  };
};
