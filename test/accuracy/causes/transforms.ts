import { join } from 'node:path';
import { hypotheses } from '../../../src/causes/hypotheses/index.ts';
import { viewOf } from '../../../src/causes/view.ts';
import { explainByGolden } from '../../../src/golden/explainByGolden.ts';
import type { GoldenTensor } from '../../../src/golden/golden.ts';
import { goldenTensor } from '../../../src/golden/sketchTensor.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { models, type Photo, say } from '../runs.ts';
import { healthyOf, traceOfBytes } from './goldens.ts';

/** Each hypothesis' own fault, made on the tensors of real layers and of the input: what the sketch alone says. */
export const transforms = async (photos: readonly Photo[], every: number): Promise<void> => {
  const path = join(models, 'effnet-lite0.onnx');
  const counts = new Map<string, { runs: number; right: number; exact: number; wrong: string[]; left: number[] }>();
  for (const photo of photos) {
    const trace = await traceOfBytes({ path }, photo);
    const { golden, layers } = await healthyOf(trace);
    const input = trace.inputs.images as Tensor;
    const all: { golden: GoldenTensor; tensor: Tensor; op: string }[] = [
      { golden: goldenTensor('images', input), tensor: input, op: '' },
      ...golden.layers
        .filter((_, i) => i % (3 * every) === 0)
        .flatMap((layer) => {
          const tensor = layers.get(layer.id)?.tensor;
          return tensor && tensor.shape.length === 4 ? [{ golden: layer, tensor, op: layer.op }] : [];
        }),
    ];
    for (const { golden: expected, tensor, op } of all) {
      const view = viewOf(tensor.shape, 'NCHW', op);
      for (const hypothesis of hypotheses) {
        if (hypothesis.needsValues) continue;
        for (const { values, details } of hypothesis.inject(tensor.data as Float32Array, view)) {
          const found = explainByGolden(
            { tensor: { ...tensor, data: values as Float32Array }, op, layout: 'NCHW' },
            expected,
          );
          const key = `${hypothesis.name} ${JSON.stringify(details ?? {}).slice(0, 60)}`;
          const kind = /permuted|one-ch|clip|reversed|layout|scale|offset|height/.test(hypothesis.name)
            ? hypothesis.name
            : key;
          const count = counts.get(kind) ?? { runs: 0, right: 0, exact: 0, wrong: [], left: [] };
          counts.set(kind, count);
          count.runs++;
          if (found?.name === hypothesis.name) {
            count.right++;
            count.left.push(found.left);
            if (found.exact) count.exact++;
          } else if (found) count.wrong.push(found.name);
        }
      }
    }
  }
  say('injected | runs | named | exact | left, largest | other names');
  for (const [name, { runs, right, exact, wrong, left }] of counts)
    say(`${name} | ${runs} | ${right} | ${exact} | ${Math.max(0, ...left).toPrecision(2)} | ${wrong.join(', ')}`);
};
