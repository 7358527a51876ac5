import { ExrayError } from '../errors.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * What the app returned.
 *
 * @throws ExrayError `no-result` for traces that no app's code made.
 */
export function expectResult({ result }: Trace): unknown {
  if (result !== undefined) return result;
  throw new ExrayError('no-result', {
    what: 'the trace holds no result',
    why: 'The recorded function returned nothing, or the trace was made by recordModel',
    fix: 'Return what the app makes of the inference: record(() => classify(image))',
  });
}
