import { parseOptions } from '../options.ts';
import type { Trace } from '../trace/trace.ts';
import { withCallStack } from './callStack.ts';
import { captured } from './captured.ts';
import { keepOne } from './inference/keeper.ts';
import { keptImage } from './keptImage.ts';
import { captureOptions, type RecordOptions, recordOptions } from './options.ts';
import { watched } from './watched.ts';

/**
 * Records one inference of the app's own code: what went into the model, what came out, and, when they are first read,
 * all of its layers. The app and its session stay as they are; recording itself costs a copy of inputs and outputs.
 *
 * @param run The app's code, sync or async. What it throws passes through as it is; what it returns is `trace.result`.
 * @param options Which inference (if `run` makes several), how layers are captured, the image that the app was given.
 * @returns The trace of the one inference that ran in `run`'s own async context (with `exclusive`: in this thread).
 * @throws ExrayError `saw-nothing.<reason>`, `several-inferences`, `no-such-inference`, `two-exclusive`, `bad-option`
 *
 * @example
 * const trace = await record(() => classify('photos/china.jpg'), { image: 'photos/china.jpg' });
 */
export const record = <T>(run: () => T, options?: RecordOptions): Promise<Trace<Awaited<T>>> =>
  withCallStack(record, async () => {
    const checked = parseOptions(recordOptions, options, 'record');
    const image = checked.image && keptImage(checked.image);
    const keeper = keepOne(checked.inference);
    const { result } = await watched(run, checked.exclusive ?? false, keeper, 'record', record);
    const [inference] = keeper.chosen();
    if (inference === undefined) throw new Error('A keeper that saw inferences chose none');
    return captured(inference, captureOptions(checked), { ...(image && { image }), result });
  });
