import { ExrayError } from '../errors.ts';
import { installObservers } from '../runtimes/observers.ts';
import type { Keeper } from './inference/keeper.ts';
import { sawNothing } from './nothing/sawNothing.ts';
import { type Observation, observe } from './recording.ts';

// At import already: where a project has no setup file, sessions made after this import are seen all the same.
installObservers();

/**
 * Runs the app's code while the keeper receives its inferences.
 *
 * @throws ExrayError `saw-nothing.<reason>`, `bad-option`, or whatever `run` throws, as it is
 */
export const watched = async <T>(
  run: () => T,
  exclusive: boolean,
  keeper: Keeper,
  where: string,
  caller: (...args: never[]) => unknown,
): Promise<Observation<Awaited<T>>> => {
  if (typeof run !== 'function') {
    throw new ExrayError('bad-option', {
      what: `${where}: the first argument is no function`,
      why: 'The inference has to run while exray watches, not before',
      fix: `Write ${where}(() => classify(image))`,
    });
  }
  let ended = false;
  let late = 0;
  let isPromise = false;
  const observation = await observe(
    async () => {
      try {
        const returned = run();
        isPromise = typeof (returned as { then?: unknown } | null | undefined)?.then === 'function';
        return await returned;
      } finally {
        ended = true;
      }
    },
    {
      exclusive,
      caller,
      receive: (inference) => {
        if (ended) late++;
        else keeper.receive(inference);
      },
      sawNothing: () => keeper.seen === 0,
    },
  );
  const hasty = observation.result === undefined ? 'undefined' : isPromise ? undefined : 'no promise';
  if (keeper.seen === 0) throw sawNothing(keeper, observation, late, hasty);
  return observation as Observation<Awaited<T>>;
};
