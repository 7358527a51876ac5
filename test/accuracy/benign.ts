import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from '../../src/compare/compare.ts';
import { brief, models, type Photo, referencesOf, say, traceOf } from './runs.ts';

const VARIANTS = ['renamed', 'reordered', 'opset21', 'unfolded-bn', 'float16', 'float16-weights'];

/** What must not alarm: the same network computed, stored or written in another way. */
export const benign = async (
  folder: string,
  photos: readonly Photo[],
  capture: 'deployed' | 'original',
): Promise<void> => {
  for (const withReplay of [true, false]) {
    const references = await referencesOf(join(models, 'effnet-lite0.onnx'), photos, withReplay);
    const files = [
      ...VARIANTS.map((name) => ({ name, path: join(folder, `benign-${name}.onnx`) })),
      { name: 'itself', path: join(models, 'effnet-lite0.onnx') },
      { name: 'int8', path: join(models, 'effnet-lite0-int8.onnx') },
    ].filter(({ path }) => existsSync(path));
    for (const { name, path } of files) {
      let [alarms, worst, pairs] = [0, 0, 0];
      const seen: string[] = [];
      for (const [i, photo] of photos.entries()) {
        const trace = await traceOf(path, photo, capture);
        const comparison = await compare(trace, references[i] as (typeof references)[number], { metrics: [] });
        if (comparison.verdict !== 'match') {
          alarms++;
          seen.push(
            `${photo.name}: ${brief(comparison)} ${comparison.unpaired.filter((each) => !each.expected)[0]?.id ?? ''}`,
          );
        }
        pairs = comparison.layers.length;
        worst = Math.max(worst, ...comparison.layers.map((layer) => layer.steps ?? layer.own ?? layer.drift));
      }
      const how = withReplay ? 'own error' : 'drift';
      say(
        `${name}, ${capture}, ${how}: ${alarms} alarms of ${photos.length}, ${pairs} pairs, worst ${worst.toPrecision(3)} ${seen.slice(0, 2)}`,
      );
    }
    await references[0]?.replay?.close();
  }
};
