import { builtin } from '../../builtins.ts';

const NAMES = [
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

type ArrayClass = new (length: number) => object;

/**
 * Lets onnxruntime-node work in a vm context (Jest always, Vitest's vmThreads and vmForks). Its addon makes typed arrays
 * of the main realm, while onnxruntime-common, loaded in the context, asks for the context's and rejects every result:
 * `A float32 tensor's data must be type of function Float32Array()`. So the context gets the main realm's classes.
 * Must run before onnxruntime-common is loaded, which keeps the classes that it finds.
 *
 * @returns The names that were replaced; none outside of vm contexts.
 */
export const adoptMainRealm = (): string[] => {
  const here = globalThis as unknown as Record<string, ArrayClass | undefined>;
  const v8 = builtin<typeof import('node:v8')>('v8');
  const replaced: string[] = [];
  for (const name of NAMES) {
    const Here = here[name];
    if (Here === undefined) continue;
    // What V8 reads back is made in the main realm.
    const Main = mainClass(v8, new Here(1));
    if (Main === undefined || Main === Here || Main.name !== name) continue;
    here[name] = Main;
    replaced.push(name);
  }
  completeContext();
  return replaced;
};

/** Jest's jsdom environment lacks what onnxruntime-node calls in every function, and what protobuf decoding needs. */
const completeContext = (): void => {
  const timers = builtin<typeof import('node:timers')>('timers');
  const util = builtin<typeof import('node:util')>('util');
  globalThis.setImmediate ??= timers.setImmediate;
  globalThis.clearImmediate ??= timers.clearImmediate;
  globalThis.TextEncoder ??= util.TextEncoder as typeof globalThis.TextEncoder;
  globalThis.TextDecoder ??= util.TextDecoder as typeof globalThis.TextDecoder;
};

const mainClass = (v8: typeof import('node:v8'), value: object): ArrayClass | undefined => {
  try {
    return v8.deserialize(v8.serialize(value)).constructor as ArrayClass;
  } catch {
    return undefined;
  }
};
