import { appendOutputs, type CastOutput } from '../../formats/onnx/appendOutputs.ts';
import { dtypeOfOnnxNumber } from '../../tensor/dtypes.ts';
import type { DType } from '../../tensor/tensor.ts';
import type { OrtLibrary } from './library.ts';
import { type NativeMetadata, type NativeSession, openSession } from './native.ts';
import { isHandedOut } from './nativeTensors.ts';
import type { ShadowModel } from './shadowModel.ts';

/** A session with tensors of the graph exposed as outputs. */
export interface Exposure {
  session: NativeSession;
  /** Tensor -> output that carries it: itself, or its cast. Tensors that can't be handed out are not in it. */
  outputs: Map<string, string>;
  metadata: Map<string, NativeMetadata>;
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
  plain.session.dispose();
  return open(library, shadow, hidden, casts);
};

const open = (library: OrtLibrary, shadow: ShadowModel, hidden: string[], casts: CastOutput[]): Exposure => {
  const session = openSession(library.Native, appendOutputs(shadow.bytes, hidden, casts), shadow.options);
  const metadata = new Map((session.outputMetadata ?? []).map((entry) => [entry.name, entry]));
  const names = [...shadow.graph.outputs, ...hidden];
  const castOf = new Map(casts.map((cast) => [cast.tensor, cast.as]));
  const tells = metadata.size > 0; // not before 1.22
  const handed = names.flatMap((name): [string, string][] => {
    if (castOf.has(name)) return [[name, castOf.get(name) as string]];
    return !tells || (metadata.get(name)?.isTensor && isHandedOut(metadata.get(name)?.type)) ? [[name, name]] : [];
  });
  return {
    session,
    outputs: new Map(handed),
    metadata,
    cast: new Map(casts.map(({ tensor }) => [tensor, dtypeOfOnnxNumber(metadata.get(tensor)?.type ?? 0) as DType])),
    noTensors: names.filter((name) => tells && metadata.get(name)?.isTensor === false),
  };
};
