import { join } from 'node:path';
import { accept } from '../../src/compare/accept.ts';
import type { CompareOptions } from '../../src/compare/compare.ts';
import { judge } from '../../src/compare/judge/judge.ts';
import { measure } from '../../src/compare/measure.ts';
import type { Measured } from '../../src/compare/measured.ts';
import type { Accepted } from '../../src/verdicts/comparison.ts';
import { brief, type Fault, isAt, models, type Photo, referencesOf, say, traceOf } from './runs.ts';

/**
 * Each fault on each photo, with values accepted from the healthy conversion on the other eleven. One photo says nothing
 * of the levels in use, so that a fault counts as found on a photo where the photo's steps or the levels of all photos
 * show it.
 */
export const int8Faults = async (folder: string, faults: readonly Fault[], photos: readonly Photo[]): Promise<void> => {
  const references = await referencesOf(join(models, 'effnet-lite0.onnx'), photos, true);
  const options: CompareOptions = { metrics: [] };
  const measuredOf = async (path: string): Promise<Measured[]> => {
    const all: Measured[] = [];
    for (const [i, photo] of photos.entries()) {
      const trace = await traceOf(path, photo, 'deployed');
      all.push(await measure(trace, references[i] as (typeof references)[number], options, i));
    }
    return all;
  };
  const healthy = await measuredOf(join(models, 'effnet-lite0-int8.onnx'));
  const accepted = await Promise.all(
    photos.map(async (_, i) =>
      accept(
        await judge(
          healthy.filter((_, j) => j !== i),
          options,
        ),
      ),
    ),
  );
  let alarms = 0;
  for (const [i, one] of healthy.entries()) {
    const comparison = await judge([one], { ...options, accepted: accepted[i] as Accepted });
    if (comparison.verdict !== 'match') {
      alarms++;
      say(`false alarm on ${photos[i]?.name}: ${brief(comparison)}`);
    }
  }
  const gate = await Promise.all(healthy.map((one) => judge([one], options)));
  say(
    `healthy: ${alarms} of ${photos.length} alarms with accepted values, ${gate.filter(({ verdict }) => verdict !== 'match').length} without`,
  );
  let [found, right, all, without] = [0, 0, 0, 0];
  for (const fault of faults) {
    const measured = await measuredOf(join(folder, `${fault.name}.onnx`));
    const marks: string[] = [];
    let others = 0;
    for (const [i, one] of measured.entries()) {
      const given = { ...options, accepted: accepted[i] as Accepted };
      const single = await judge([one], given);
      const together = await judge(measured, given);
      const comparison = single.verdict === 'mismatch' ? single : together;
      // Steps of the photo first: a layer out of its levels is named where nothing else is wrong.
      const at = isAt(single.first, fault) || isAt(together.first, fault);
      all++;
      if (comparison.verdict === 'mismatch') found++;
      if (comparison.verdict === 'mismatch' && at) right++;
      else marks.push(`${photos[i]?.name}: ${brief(comparison)}`);
      others += single.layers.filter((layer) => layer.status === 'diverges' && !isAt(layer, fault)).length;
      if ((await judge([one], options)).verdict === 'mismatch') without++;
    }
    say(`${fault.name}: not at its layer ${marks.length} ${marks.slice(0, 2)}; other layers called faults ${others}`);
  }
  say(
    `== int8, accepted values of the other photos: ${found} of ${all} found, ${right} at their layer; without accepted values ${without}`,
  );
  await references[0]?.replay?.close();
};
