import type { AsyncLocalStorage } from 'node:async_hooks';
import type { NodeModule } from '../../builtins.ts';
import type { Hub } from '../../hub.ts';
import type { Inference } from '../../runtime.ts';
import type { NativeConstructor, NativeTensor } from '../native.ts';
import type { RunMark } from './olderSessions.ts';
import type { CopyAll, Unread } from './tensorCopies.ts';

/** One loaded copy of onnxruntime-node's addon. */
export interface Addon {
  /** Path of the `.node` file. */
  file: string;
  /** The addon's own class, as it was before the observer replaced it: its sessions are not observed. */
  Native: NativeConstructor;
  exports: Record<string, unknown>;
}

/** What the observer of onnxruntime-node knows of this thread. */
export interface AddonWatch {
  addons: Addon[];
  /** An addon was loaded already when the observer came: sessions made by then are not seen. */
  loadedBefore: boolean;
}

interface Known {
  session: object;
  model: Inference['model'];
  sessionOptions: Record<string, unknown>;
}

/** Made in the main realm: uses nothing but its arguments and globals. */
export const makeWatch = (
  runtime: string,
  hub: Hub,
  Module: NodeModule,
  resolve: (path: string) => string,
  runs: AsyncLocalStorage<RunMark>,
  copyAll: CopyAll,
  observeOlderSessions: () => void,
): AddonWatch => {
  const watch: AddonWatch = { addons: [], loadedBefore: false };
  // Taken now: fake timers may replace it later.
  const now = process.hrtime.bigint;
  const wrapped = new WeakSet<object>();

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
      override run(
        feeds: Record<string, NativeTensor>,
        fetches: Record<string, null>,
        options: object,
      ): Record<string, NativeTensor> {
        const mark = runs.getStore();
        if (mark !== undefined) mark.reachedNative = true;
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

  for (const [file, loaded] of Object.entries(Module._cache)) {
    if (file.endsWith('.node') && observe(loaded?.exports, file)) watch.loadedBefore = true;
  }
  if (watch.loadedBefore) observeOlderSessions();
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
