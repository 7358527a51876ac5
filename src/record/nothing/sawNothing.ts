import { ExrayError } from '../../errors.ts';
import { runtimes } from '../../runtimes/index.ts';
import { isSetUp } from '../../runtimes/observers.ts';
import { otherRuntimes } from '../../runtimes/others.ts';
import { setImmediateIsFake } from '../fakeTimers.ts';
import type { Keeper } from '../inference/keeper.ts';
import type { Observation } from '../recording.ts';
import type { Facts, Reason } from './facts.ts';
import { reasons } from './reasons.ts';

/** The error of a record that saw nothing, with the reason that applies (never an empty trace). */
export const sawNothing = (
  { failed, unknown }: Keeper,
  { outside, childProcesses, workers, tfjsTensors, title }: Observation<unknown>,
  late: number,
  hasty?: Facts['hasty'],
): ExrayError => {
  const facts: Facts = {
    failed,
    unknown,
    late,
    hasty,
    outside,
    childProcesses,
    workers,
    fakeTimers: setImmediateIsFake(),
    presences: runtimes.map((runtime) => ({ runtime: runtime.name, ...runtime.presence() })),
    others: otherRuntimes(),
    tfjsTensors,
    servers: listening(),
    framework: framework(),
    isSetUp: isSetUp(),
  };
  for (const reason of reasons) {
    const found = reason.problem(facts);
    if (found === undefined) continue;
    const { why, fix } = reason.guess ? afterHaste(found, facts) : found;
    return new ExrayError(`saw-nothing.${reason.code}`, {
      what: `record saw no inference in ${title}`,
      ...(why !== undefined && { why }),
      ...(fix !== undefined && { fix }),
    });
  }
  return new ExrayError('saw-nothing', { what: `record saw no inference in ${title}` });
};

/** A forgotten `return` or `await` is the commonest mistake: where it is possible, it comes before every guess. */
export const afterHaste = ({ why, fix }: ReturnType<Reason['problem']> & object, { hasty }: Facts) =>
  hasty === undefined
    ? { why, fix }
    : {
        why: `run returned ${hasty}: a return or await may be missing in it, as in record(() => classify(image)). If not: ${why}`,
        fix,
      };

const framework = (): Facts['framework'] => {
  if (process.env.VITEST !== undefined) return 'vitest';
  return process.env.JEST_WORKER_ID === undefined ? undefined : 'jest';
};

interface Handle {
  listening?: boolean;
  address?: () => string | { port: number } | null;
}

/** Where servers of this process listen. Node has no public list of handles; without this one the sentence is shorter. */
const listening = (): string[] => {
  const handles = (process as { _getActiveHandles?: () => Handle[] })._getActiveHandles?.() ?? [];
  return handles.flatMap(({ listening, address }, at) => {
    if (listening !== true || typeof address !== 'function') return [];
    const place = address.call(handles[at]);
    if (place === null) return [];
    return [typeof place === 'string' ? place : `port ${place.port}`];
  });
};
