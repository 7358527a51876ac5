/** The parts of onnxruntime-node's addon that exray calls: its own class, without the package's checks around it. */

/** A tensor as the addon reads and returns it. */
export interface NativeTensor {
  type: string;
  dims: readonly number[];
  data: ArrayLike<unknown>;
  location?: string;
}

/** What the addon tells of an input or output; types are ONNX numbers, unknown sides are -1. */
export interface NativeMetadata {
  name: string;
  isTensor: boolean;
  type?: number;
  shape?: readonly number[];
  symbolicDimensions?: readonly string[];
}

/** A session; `run` is synchronous, so fake timers and other contexts do not reach it. */
export interface NativeSession {
  loadModel(path: string, options: object): void;
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
  run(
    feeds: Record<string, NativeTensor>,
    fetches: Record<string, null>,
    options: object,
  ): Record<string, NativeTensor>;
  dispose(): void;
  /** Undefined before 1.22. */
  inputMetadata?: readonly NativeMetadata[];
  outputMetadata?: readonly NativeMetadata[];
  /** Before 1.22. */
  outputNames?: readonly string[];
}

export type NativeConstructor = new () => NativeSession;

/** The exports of the addon's file. */
export interface NativeBinding {
  InferenceSession: NativeConstructor;
}

/** The addon's own class, whatever observer wraps it: the last one up the chain that still loads models. */
export const unwrapped = (wrapped: NativeConstructor): NativeConstructor => {
  let native = wrapped;
  for (;;) {
    const parent = Object.getPrototypeOf(native) as NativeConstructor | null;
    if (typeof parent?.prototype?.loadModel !== 'function') return native;
    native = parent;
  }
};

/** Opens a model without the package: metadata as numbers, chosen outputs only. Throws the runtime's own errors. */
export const openSession = (Native: NativeConstructor, model: string | Uint8Array, options: object): NativeSession => {
  const session = new Native();
  if (typeof model === 'string') session.loadModel(model, options);
  else session.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
  return session;
};

/**
 * Runs a session for some of its outputs. Up to 1.22 the addon returns the right values under the names of the session's
 * first outputs; they get their own names here.
 */
export const runSession = (
  session: NativeSession,
  feeds: Record<string, NativeTensor>,
  names: Iterable<string>,
): Record<string, NativeTensor> => {
  const fetches = Object.fromEntries([...names].map((name) => [name, null]));
  const results = session.run(feeds, fetches, {});
  if (Object.keys(fetches).every((name) => name in results)) return results;
  const order = session.outputNames ?? (session.outputMetadata ?? []).map(({ name }) => name);
  const values = order.flatMap((name) => results[name] ?? []);
  return Object.fromEntries(
    order.filter((name) => name in fetches).flatMap((name, at) => (values[at] ? [[name, values[at]]] : [])),
  );
};
