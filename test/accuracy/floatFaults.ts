import { join } from 'node:path';
import { compare } from '../../src/compare/compare.ts';
import { brief, type Fault, isAt, models, type Photo, referencesOf, say, traceOf } from './runs.ts';

/** Each fault on each photo: found, and at its layer. */
export const floatFaults = async (
  folder: string,
  faults: readonly Fault[],
  photos: readonly Photo[],
  capture: 'deployed' | 'original',
  withReplay: boolean,
): Promise<void> => {
  const references = await referencesOf(join(models, 'effnet-lite0.onnx'), photos, withReplay);
  let [found, right, all] = [0, 0, 0];
  let alone = 0;
  for (const fault of faults) {
    const missed: string[] = [];
    const elsewhere: string[] = [];
    for (const [i, photo] of photos.entries()) {
      const trace = await traceOf(join(folder, `${fault.name}.onnx`), photo, capture);
      const comparison = await compare(trace, references[i] as (typeof references)[number], { metrics: [] });
      all++;
      if (comparison.verdict !== 'mismatch') missed.push(`${photo.name} ${comparison.verdict}`);
      else {
        found++;
        if (isAt(comparison.first, fault)) right++;
        else elsewhere.push(`${photo.name}: ${brief(comparison)}`);
        if (comparison.layers.filter(({ status }) => status === 'diverges').length === 1) alone++;
      }
    }
    say(
      `${fault.name}: missed ${missed.length} ${missed.slice(0, 3)}, elsewhere ${elsewhere.length} ${elsewhere.slice(0, 2)}`,
    );
  }
  const how = withReplay ? 'own error' : 'drift';
  say(`== ${how}, ${capture}: ${found} of ${all} found, ${right} at their layer, ${alone} with that layer alone`);
  await references[0]?.replay?.close();
};
