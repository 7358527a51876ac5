import { parseOptions } from '../options.ts';
import type { Trace } from '../trace/trace.ts';
import { withCallStack } from './callStack.ts';
import { captured } from './captured.ts';
import { keepAll } from './inference/keeper.ts';
import { bytesText } from './inference/summary.ts';
import { keptImage } from './keptImage.ts';
import { captureOptions, type RecordOptions, recordOptions } from './options.ts';
import { watched } from './watched.ts';

/**
 * Records every inference of the app's own code, or those that the option `inference` chooses.
 *
 * @param run The app's code, sync or async. What it throws passes through as it is.
 * @returns What `run` returned, and a trace of each inference in the order in which they ran. Tensors beyond `maxBytes`
 *   are not held: the inferences that this leaves out are counted in a note of each trace.
 * @throws ExrayError `saw-nothing.<reason>`, `no-such-inference`, `two-exclusive`, `bad-option`
 */
export const recordAll = <T>(
  run: () => T,
  options?: RecordOptions,
): Promise<{ result: Awaited<T>; traces: Trace<Awaited<T>>[] }> =>
  withCallStack(recordAll, async () => {
    const checked = parseOptions(recordOptions, options, 'recordAll');
    const capture = captureOptions(checked);
    const image = checked.image && keptImage(checked.image);
    const keeper = keepAll(checked.inference, capture.maxBytes);
    const { result } = await watched(run, checked.exclusive ?? false, keeper, 'recordAll', recordAll);
    const chosen = keeper.chosen();
    const leftOut = keeper.leftOut();
    const notes =
      leftOut === 0
        ? []
        : [
            `${leftOut} of ${leftOut + chosen.length} inferences were left out: their inputs and outputs exceed maxBytes (${bytesText(capture.maxBytes)})`,
          ];
    const traces: Trace<Awaited<T>>[] = [];
    for (const inference of chosen) {
      traces.push(await captured(inference, capture, { ...(image && { image }), result, notes }));
    }
    return { result, traces };
  });
