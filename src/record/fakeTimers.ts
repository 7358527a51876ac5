import { ExrayError, type Problem } from '../errors.ts';
import { builtin } from '../runtimes/builtins.ts';
import type { Hub } from '../runtimes/hub.ts';

interface FakeTimer {
  immediate?: boolean;
}
interface FakeSetImmediate {
  /** Both runners use @sinonjs/fake-timers, which leaves its clock on each function that it replaced. */
  clock?: { timers?: Map<number, FakeTimer> | Record<string, FakeTimer> };
  _isMockFunction?: boolean;
}

const { setInterval: realSetInterval, clearInterval: realClearInterval } =
  builtin<typeof import('node:timers')>('timers');

/** True where the test replaced setImmediate, in which onnxruntime-node runs every inference. */
export const setImmediateIsFake = (): boolean => {
  const fake = globalThis.setImmediate as unknown as FakeSetImmediate | undefined;
  return fake?.clock !== undefined || fake?._isMockFunction === true;
};

/** Ids of the callbacks that wait in the fake clock. */
const waiting = (): string => {
  const timers = (globalThis.setImmediate as unknown as FakeSetImmediate | undefined)?.clock?.timers ?? {};
  // A Map in newer versions of the library, an object before.
  const entries: (readonly [number | string, FakeTimer])[] =
    Object.prototype.toString.call(timers) === '[object Map]'
      ? [...(timers as Map<number, FakeTimer>)]
      : Object.entries(timers as Record<string, FakeTimer>);
  return entries.flatMap(([id, { immediate }]) => (immediate === true ? [id] : [])).join();
};

const POLL_MS = 250;
/** Polls during which the same callbacks wait and nothing else moves, before the run counts as stuck. */
const STUCK_POLLS = 6;

/**
 * Runs the app, and fails where fake timers hold the very callback in which onnxruntime-node would run: the run would
 * stay pending until the test's time is up, without a word. Costs nothing where timers are real.
 */
export const guardTimers = async <T>(run: () => T, hub: Hub): Promise<Awaited<T>> => {
  let stop = (): void => {};
  const stuck = new Promise<never>((_, reject) => {
    let before = '';
    let polls = 0;
    const timer = realSetInterval(() => {
      const now = `${waiting()} ${hub.seen}`;
      polls = setImmediateIsFake() && waiting() !== '' && now === before ? polls + 1 : 0;
      before = now;
      if (polls >= STUCK_POLLS) reject(fakeTimers());
    }, POLL_MS);
    timer.unref?.();
    stop = () => realClearInterval(timer);
  });
  try {
    return await Promise.race([run(), stuck]);
  } finally {
    stop();
  }
};

/** What to say where fake timers keep an inference from running. */
export const heldByFakeTimers: Pick<Problem, 'why' | 'fix'> = {
  why: 'Fake timers are on, and onnxruntime-node runs each inference in a setImmediate, which waits until they advance',
  fix: "Keep setImmediate real: vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] }) or jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] })",
};

const fakeTimers = (): ExrayError =>
  new ExrayError('saw-nothing.fake-timers', { what: 'record saw no inference', ...heldByFakeTimers });
