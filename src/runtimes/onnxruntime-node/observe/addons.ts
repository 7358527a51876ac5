import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Tensor } from '../../../tensor/tensor.ts';
import { builtin, inMainRealm, type NodeModule } from '../../builtins.ts';
import { type Hub, hub } from '../../hub.ts';
import type { Inference } from '../../runtime.ts';

/** onnxruntime-node's native session, as its addon exports it. `run` is synchronous. */
export interface NativeSession {
  loadModel(path: string, options: object): void;
  loadModel(bytes: ArrayBuffer, offset: number, length: number, options: object): void;
  run(feeds: object, fetches: object, options: object): Record<string, unknown>;
  dispose(): void;
}

/** One loaded copy of onnxruntime-node's addon. */
export interface Addon {
  /** Path of the `.node` file. */
  file: string;
  /** The addon's own class, as it was before the observer replaced it: its sessions are not observed. */
  Native: new () => NativeSession;
  exports: Record<string, unknown>;
}

/** What the observer of onnxruntime-node knows of this thread. */
export interface AddonWatch {
  addons: Addon[];
  /** An addon was loaded already when the observer came: sessions made by then are not seen. */
  loadedBefore: boolean;
}

const NAME = 'onnxruntime-node';

/** The observer's state, if it was installed in this thread. */
export const addonWatch = (): AddonWatch | undefined => hub().observers[NAME] as AddonWatch | undefined;

/**
 * Observes every inference of every copy of onnxruntime-node in this thread, loaded or still to be loaded. The addon's
 * exports object is the lowest place that all copies pass (the native prototype's methods cannot be replaced), so its
 * `InferenceSession` becomes a subclass that copies what goes in and comes out. Loads nothing; safe to call twice.
 */
export const watchAddons = (): AddonWatch => {
  const theHub = hub();
  const before = addonWatch();
  if (before !== undefined) return before;
  const { AsyncLocalStorage } = builtin<typeof import('node:async_hooks')>('async_hooks');
  const watch = inMainRealm(makeWatch)(
    NAME,
    theHub,
    builtin<NodeModule>('module'),
    builtin<typeof import('node:path')>('path').resolve,
    new AsyncLocalStorage(),
  );
  theHub.observers[NAME] = watch;
  return watch;
};

type Unread = NonNullable<Inference['unread']>[number];
interface Known {
  session: object;
  model: Inference['model'];
  sessionOptions: Record<string, unknown>;
}
interface NativeTensor {
  type: Tensor['dtype'];
  dims: ArrayLike<number>;
  location?: string;
  data: ArrayBufferView & ArrayLike<never> & { constructor: { name: string } };
}
type OldRun = (this: object, feeds: object, ...rest: unknown[]) => Promise<unknown>;

/** Runs in the main realm (see {@link inMainRealm}): uses nothing but its arguments and globals. */
const makeWatch = (
  runtime: string,
  hub: Hub,
  Module: NodeModule,
  resolve: (path: string) => string,
  oldRuns: AsyncLocalStorage<{ reachedNative: boolean }>,
): AddonWatch => {
  const watch: AddonWatch = { addons: [], loadedBefore: false };
  // Taken now: fake timers may replace it later.
  const now = process.hrtime.bigint;
  const wrapped = new WeakSet<object>();

  const arrays: Record<string, new (data: never) => Tensor['data']> = {
    float32: Float32Array,
    float64: Float64Array,
    float16: Uint16Array,
    int8: Int8Array,
    uint8: Uint8Array,
    int16: Int16Array,
    uint16: Uint16Array,
    int32: Int32Array,
    uint32: Uint32Array,
    int64: BigInt64Array,
    uint64: BigUint64Array,
    bool: Uint8Array,
  };
  /** A tensor's copy, or why there is none. Judged by shape: each realm and each package copy has its own Tensor class. */
  const copied = (value: unknown): Tensor | string => {
    const tensor = value as NativeTensor | null | undefined;
    if (typeof tensor?.type !== 'string' || tensor.dims === undefined) return 'not a tensor';
    const { location = 'cpu' } = tensor;
    if (!location.startsWith('cpu')) return location;
    const dtype = tensor.type;
    const shape = Array.from(tensor.dims, Number);
    if (dtype === 'string') return { dtype, shape, data: Array.from(tensor.data) };
    let view: ArrayBufferView = tensor.data;
    const Copy = arrays[dtype];
    if (Copy === undefined) return `dtype ${dtype}`;
    // Newer Nodes hand float16 over as Float16Array: the bits count, not the numbers.
    if (tensor.data.constructor.name === 'Float16Array') {
      view = new Uint16Array(view.buffer, view.byteOffset, tensor.data.length);
    }
    return { dtype, shape, data: new Copy(view as never) };
  };
  const copyAll = (tensors: object, side: Unread['side'], unread: Unread[]): Record<string, Tensor> => {
    const copies: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries(tensors)) {
      const copy = copied(value);
      if (typeof copy === 'string') unread.push({ side, name, reason: copy });
      else copies[name] = copy;
    }
    return copies;
  };

  const copiedOptions = (options: unknown): Record<string, unknown> => {
    const copy = { ...(options as Record<string, unknown> | undefined) };
    if (Array.isArray(copy.externalData)) {
      copy.externalData = copy.externalData.map((part: unknown) => {
        const { data } = (part ?? {}) as { data?: unknown };
        return ArrayBuffer.isView(data) ? { ...(part as object), data: new Uint8Array(bytesOf(data)) } : part;
      });
    }
    return copy;
  };
  const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

  const observe = (exports: unknown, file: string): boolean => {
    const addon = exports as Record<string, unknown> | undefined;
    const Native = addon?.InferenceSession as Addon['Native'] | undefined;
    if (typeof Native?.prototype?.loadModel !== 'function') return false;
    if (addon === undefined || wrapped.has(addon)) return true;
    wrapped.add(addon);
    const known = new WeakMap<object, Known>();

    addon.InferenceSession = class InferenceSession extends Native {
      override loadModel(...args: unknown[]): void {
        super.loadModel(...(args as [string, object]));
        const [source, offset, length] = args as [string | ArrayBuffer, number, number];
        known.set(this, {
          session: {},
          // Bytes are copied, for the app may reuse its buffer; a path is resolved now, for the app may change folders.
          model:
            typeof source === 'string'
              ? { path: resolve(source) }
              : { bytes: new Uint8Array(source, offset, length).slice() },
          sessionOptions: copiedOptions(args[typeof source === 'string' ? 1 : 3]),
        });
      }
      override run(feeds: object, fetches: object, options: object): Record<string, unknown> {
        const old = oldRuns.getStore();
        if (old !== undefined) old.reachedNative = true;
        const mine = known.get(this);
        const { path, bytes } = mine?.model ?? {};
        const recordings = hub.begin({
          ...(path !== undefined && { path }),
          ...(bytes !== undefined && { size: bytes.byteLength }),
        });
        if (recordings.length === 0) return super.run(feeds, fetches, options);
        const unread: Unread[] = [];
        const inference: Inference = {
          runtime,
          model: mine?.model ?? { unknown: 'its model is not known' },
          sessionOptions: mine?.sessionOptions ?? {},
          session: mine?.session ?? this,
          inputs: copyAll(feeds, 'input', unread),
          outputs: {},
          milliseconds: 0,
        };
        const start = now();
        try {
          const outputs = super.run(feeds, fetches, options);
          inference.milliseconds = Number(now() - start) / 1e6;
          inference.outputs = copyAll(outputs, 'output', unread);
          return outputs;
        } catch (error) {
          inference.error = error;
          throw error;
        } finally {
          if (unread.length > 0) inference.unread = unread;
          hub.publish(inference, recordings);
        }
      }
    };
    watch.addons.push({ file, Native, exports: addon });
    return true;
  };

  /**
   * Sessions older than the observer run past the replaced class. Their `run` in onnxruntime-common can still be
   * replaced: a run that never reaches the replaced class is told as one whose model is unknown.
   */
  const observeOldRuns = (common: unknown): void => {
    const prototype = (common as { InferenceSession?: { prototype?: { run?: OldRun } } })?.InferenceSession?.prototype;
    const run = prototype?.run;
    if (prototype === undefined || typeof run !== 'function') return;
    prototype.run = function (...args) {
      const mark = { reachedNative: false };
      const start = now();
      const tell = (): void => {
        if (mark.reachedNative) return;
        const inference: Inference = {
          runtime,
          model: { unknown: 'its session was made before exray was loaded' },
          sessionOptions: {},
          session: this,
          inputs: {},
          outputs: {},
          milliseconds: Number(now() - start) / 1e6,
        };
        hub.publish(inference, hub.begin({}));
      };
      const running = oldRuns.run(mark, () => run.apply(this, args));
      // Told before the app goes on, or its recording may have ended; the app gets the same value.
      return running.then((value) => {
        tell();
        return value;
      });
    };
  };

  for (const [file, loaded] of Object.entries(Module._cache)) {
    if (file.endsWith('.node') && observe(loaded?.exports, file)) watch.loadedBefore = true;
  }
  if (watch.loadedBefore) {
    for (const [file, loaded] of Object.entries(Module._cache)) {
      if (/[\\/]onnxruntime-common[\\/]dist[\\/]cjs[\\/]inference-session-impl\.js$/.test(file)) {
        observeOldRuns(loaded?.exports);
      }
    }
  }
  const load = Module._extensions['.node'] as (this: unknown, module: { exports: unknown }, file: string) => void;
  Module._extensions['.node'] = function (this: unknown, module: { exports: unknown }, file: string) {
    load.call(this, module, file);
    observe(module.exports, file);
  };
  // Bundlers load addons without Module's table.
  const open = process.dlopen;
  process.dlopen = function (this: unknown, module: object, file: string, ...rest: []) {
    open.call(process, module, file, ...rest);
    observe((module as { exports?: unknown }).exports, file);
  };
  return watch;
};
