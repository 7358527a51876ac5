import type { MatcherResult, MatcherThis } from './host.ts';

/** One call of a matcher, watched until its test ends. */
interface Call {
  matcher: string;
  test: string | undefined;
  /** Somebody took the promise's value: `await`, `then`, `return`. */
  awaited: boolean;
  /** Called through `resolves`, where the framework itself takes the value first. */
  adopted: boolean;
  settled: boolean;
  failure?: Error;
  end: Promise<void>;
  /** Made at the call: its frames are the user's line. */
  at: Error;
}

type Matcher = (this: MatcherThis, received: unknown, ...rest: never[]) => Promise<MatcherResult>;

/** Real timers: a test's fake ones would never fire. */
const { setTimeout: later, clearTimeout: forget } = globalThis;
const LONGEST_WAIT = 3000;

/** Who takes the framework's own look at a matcher's promise: the methods called on it before the user gets it. */
export type Hops = (self: MatcherThis) => readonly ('then' | 'catch')[];

/** Watches calls of matchers, and tells which of them nobody awaited. */
export interface Tracker {
  track<M extends Matcher>(name: string, matcher: M): M;
  /** Throws an error at the line of the first call of this test (of any, without `key`) that nobody awaited. */
  check(key?: string): Promise<void>;
}

/**
 * Makes a {@link Tracker}. An assertion that nobody awaits is noticed by neither framework in time: it passes, or fails
 * as somebody else. So a matcher returns a plain thenable (`await` does not call the `then` of a native promise that was
 * patched) whose last link, the one that the user holds, notes whether anybody asked for its value.
 */
export function awaitedTracker(keyOf: (self: MatcherThis) => string | undefined, hops: Hops): Tracker {
  const calls = new Map<string, Call[]>();
  const track = <M extends Matcher>(name: string, matcher: M): M => {
    function watched(this: MatcherThis, received: unknown, ...rest: never[]): unknown {
      if (!('promise' in this)) return matcher.call(this, received, ...rest);
      const at = new Error(`${name} was not awaited`);
      Error.captureStackTrace?.(at, watched);
      const call: Call = {
        matcher: name,
        test: this.currentConcurrentTestName?.() ?? (this.currentTestName || undefined),
        awaited: false,
        adopted: this.promise !== '',
        settled: false,
        end: Promise.resolve(),
        at,
      };
      const key = keyOf(this) ?? '';
      calls.set(key, [...(calls.get(key) ?? []), call]);
      return link(matcher.call(this, received, ...rest), hops(this), call);
    }
    return watched as unknown as M;
  };
  const check = async (key?: string): Promise<void> => {
    const mine = key === undefined ? [...calls.values()].flat() : (calls.get(key) ?? []);
    if (key === undefined) calls.clear();
    else calls.delete(key);
    const lost = mine.filter((call) => !call.awaited || (call.adopted && !call.settled));
    if (lost.length === 0) return;
    await atMost(Promise.all(lost.map((call) => call.end)));
    throw notAwaited(lost[0] as Call);
  };
  return { track, check };
}

/** A stand-in for `promise` that passes on the framework's own calls and watches the user's. */
function link(promise: Promise<unknown>, hops: readonly ('then' | 'catch')[], call: Call): object {
  const [hop, ...rest] = hops;
  if (hop !== undefined) {
    const next = (...handlers: unknown[]) =>
      link((promise[hop] as (...handlers: unknown[]) => Promise<unknown>)(...handlers), rest, call);
    return { [hop]: next, [Symbol.toStringTag]: 'Promise' };
  }
  const last = promise.then(
    (value) => {
      call.settled = true;
      return value;
    },
    (error) => {
      call.settled = true;
      call.failure = error;
      throw atCall(error, call);
    },
  );
  call.end = last.then(
    () => {},
    () => {},
  );
  const seen =
    (method: 'then' | 'catch' | 'finally') =>
    (...handlers: never[]) => {
      call.awaited = true;
      return (last[method] as (...handlers: never[]) => Promise<unknown>)(...handlers);
    };
  // biome-ignore lint/suspicious/noThenProperty: being a thenable is the point.
  return { then: seen('then'), catch: seen('catch'), finally: seen('finally'), [Symbol.toStringTag]: 'Promise' };
}

/** The error with the frames of the user's call instead of exray's own. */
function atCall(error: unknown, call: Call): unknown {
  if (error instanceof Object && 'message' in error && 'stack' in error) {
    const { name = 'Error', message } = error as Error;
    (error as Error).stack = `${name}: ${message}\n${framesOf(call.at)}`;
  }
  return error;
}

const framesOf = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');

function notAwaited({ matcher, test, adopted, awaited, failure, at }: Call): Error {
  const what =
    awaited && adopted ? `${matcher} was still running when its test ended` : `${matcher} was called and not awaited`;
  const error = new Error(
    [
      `exray: ${test === undefined ? '' : `in "${test}", `}${what}, so this test cannot see its result.`,
      `Write: await expect(trace).${matcher}(...)`,
      ...(failure === undefined ? [] : [`It failed: ${String(failure.message).split('\n')[0]}`]),
    ].join(' '),
  );
  error.stack = `Error: ${error.message}\n${framesOf(at)}`;
  return error;
}

/** Waits for a lost call, so that it does not run into the next test, but not for ever. */
async function atMost(end: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof later> | undefined;
  const limit = new Promise((resolve) => {
    timer = later(resolve, LONGEST_WAIT);
  });
  await Promise.race([end, limit]);
  forget(timer);
}
