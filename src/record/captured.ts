import { ExrayError } from '../errors.ts';
import { runtimes } from '../runtimes/index.ts';
import { loadedSharp } from '../runtimes/loadedSharp.ts';
import { withOrigin } from '../runtimes/origin.ts';
import type { CaptureOptions, Inference } from '../runtimes/runtime.ts';
import type { Trace } from '../trace/trace.ts';

/** What surrounded an inference. */
interface Surroundings<Result> {
  image?: Trace['image'];
  result?: Result;
  notes?: readonly string[];
}

/**
 * The trace of an observed inference, knowing where it came from. Its layers are captured when they are first read.
 *
 * @throws ExrayError `input-not-read` where an input's values could not be copied
 */
export const captured = async <Result = unknown>(
  inference: Inference,
  options: CaptureOptions,
  { image, result, notes = [] }: Surroundings<Result>,
): Promise<Trace<Result>> => {
  const runtime = runtimes.find(({ name }) => name === inference.runtime);
  if (runtime === undefined) throw new Error(`No runtime ${inference.runtime}`);
  if (inference.error !== undefined) throw inference.error;
  const { unread = [] } = inference;
  // Outputs may lie elsewhere; without an input's values no layer can be captured.
  for (const { side, name, reason } of unread) if (side === 'input') throw inputNotRead(name, reason);
  const trace = await runtime.capture(inference, options);
  // Into the same array: what reading the layers has to say is added to it later.
  trace.notes.push(...unread.map(({ name, reason }) => `output ${name} could not be read (${reason})`), ...notes);
  return withOrigin(
    {
      ...trace,
      runtime: { ...trace.runtime, ...loadedSharp() },
      ...(image !== undefined && { image }),
      ...(result !== undefined && { result }),
    },
    { runtime, inference, options },
  );
};

const inputNotRead = (name: string, reason: string): ExrayError =>
  new ExrayError('input-not-read', {
    what: `The values of input ${name} could not be copied (${reason})`,
    why: 'Layers are captured by running the model once more on the same inputs',
    fix: "Give the model tensors in the CPU's memory in the test",
  });
