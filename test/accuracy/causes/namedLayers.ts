import { join } from 'node:path';
import { sketchTrace } from '../../../src/golden/sketchTrace.ts';
import { count, elsewhere, recorded, sayTally, tally, traced } from '../goldenRuns.ts';
import { models, type Photo, say } from '../runs.ts';
import { editedModel } from './editedModel.ts';
import { chosenFaults } from './floatCauses.ts';
import { traceOfBytes } from './goldens.ts';
import { singleFaults } from './singleFaults.ts';

/** The same single-layer faults, in whole models: does the golden name the layer that carries the fault? */
export const namedLayers = async (photos: readonly Photo[], every: number): Promise<void> => {
  const path = join(models, 'effnet-lite0.onnx');
  const model = editedModel(path);
  const faults = chosenFaults(singleFaults(model)).filter((_, i) => i % every === 0);
  const goldens = [];
  for (const { data } of photos) {
    const side = Math.sqrt(data.length / 3);
    const inputs = { images: { dtype: 'float32', shape: [1, 3, side, side], data } } as const;
    goldens.push(await recorded(await traced(path, inputs, 'original')));
  }
  const [same, other] = [tally(), tally()];
  const kinds = new Map<string, ReturnType<typeof tally>>();
  for (const { kind, layer, changes } of faults) {
    const bytes = model.with(changes);
    const ofKind = kinds.get(kind) ?? tally();
    kinds.set(kind, ofKind);
    for (const [i, photo] of photos.entries()) {
      const golden = goldens[i] as (typeof goldens)[number];
      const now = await sketchTrace(await traceOfBytes({ bytes }, photo));
      const name = `${kind} ${layer} ${photo.name}`;
      count(same, name, golden, now, ({ first }) => first?.deployed === layer);
      count(ofKind, name, golden, now, ({ first }) => first?.deployed === layer);
      count(other, name, elsewhere(golden), now, ({ first }) => first?.deployed === layer);
    }
  }
  say(`${faults.length} faults, ${photos.length} photos`);
  sayTally('same environment', same);
  sayTally('made elsewhere', other);
  for (const [kind, each] of kinds) sayTally(`same environment, ${kind}`, each);
};
