import { builtin, inMainRealm, type NodeModule } from '../../builtins.ts';
import { hub } from '../../hub.ts';
import { makeOlderSessions, type RunMark } from './olderSessions.ts';
import { makeCopyAll } from './tensorCopies.ts';
import { type AddonWatch, makeWatch } from './watch.ts';

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
  const Module = builtin<NodeModule>('module');
  const { resolve } = builtin<typeof import('node:path')>('path');
  const runs = new AsyncLocalStorage<RunMark>();
  const observeOlderSessions = inMainRealm(makeOlderSessions)(NAME, theHub, Module, runs);
  const copyAll = inMainRealm(makeCopyAll)();
  const watch = inMainRealm(makeWatch)(NAME, theHub, Module, resolve, runs, copyAll, observeOlderSessions);
  theHub.observers[NAME] = watch;
  return watch;
};
