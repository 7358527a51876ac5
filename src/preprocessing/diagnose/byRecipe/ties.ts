import { planGeometry } from '../../geometry/planGeometry.ts';
import type { Diagnosis, Difference } from '../diagnosis.ts';
import { hypotheses } from '../hypotheses/index.ts';
import { isSame } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import { differingKeys, withStep } from '../pipeline/steps.ts';
import { factsFor, type Scene } from '../simulate/scene.ts';
import { type Simulated, simulate } from '../simulate/simulated.ts';
import { isLate, type Trial } from './around/tries.ts';

type Ties = Diagnosis['ties'];

/** Not more than this per step: enough to say that others do the same. */
const MOST = 6;

/**
 * What else would have made the same tensor of this image, for each step that differs: other ways to write the same
 * geometry, other kernels, a turn before the resize instead of after it.
 */
export const tiesOf = async (
  trial: Trial,
  found: Simulated,
  differences: readonly Difference[],
  recipe: Fed,
): Promise<Ties> => {
  const ties: Ties = [];
  const facts = factsFor(trial.scene, found.fed);
  for (const { step, kind } of differences) {
    if (step !== 'geometry' && step !== 'kernel' && step !== 'orientation' && step !== 'channels') continue;
    const base = withStep(found.fed, recipe, step);
    const others = hypotheses
      .filter((each) => each.step === step)
      .flatMap(({ name, inject }) => inject(base, facts).map((fed) => ({ kind: name, fed })))
      .filter(({ fed }) => Object.keys(differingKeys(fed, found.fed, step)).length > 0);
    let count = 0;
    for (const other of others) {
      if (isLate(trial) || count >= MOST) break;
      if (step === 'geometry' ? !isSamePlan(other.fed, found.fed, facts.size) : !mayTie(step, other.fed, found.fed))
        continue;
      if (step !== 'geometry' && !(await isEqual(trial.scene, found, other.fed))) continue;
      if (other.kind === kind && step === 'geometry' && count > 0) continue;
      ties.push({ step, kind: other.kind, found: differingKeys(other.fed, found.fed, step) });
      count++;
    }
  }
  return ties;
};

/** What is worth a rendering: the same turn at another time; kernels that pick pixels, or of the same family. */
const mayTie = (step: 'kernel' | 'orientation' | 'channels', other: Fed, found: Fed): boolean => {
  if (step === 'orientation') return other.turn?.by === found.turn?.by;
  if (step === 'channels') return true;
  const name = (fed: Fed): string => fed.kernel.split('/')[1] as string;
  const like = (fed: Fed): string => (/nearest|area|linear|cubic|lanczos/.exec(name(fed)) ?? [name(fed)])[0];
  return like(other) === like(found);
};

const isSamePlan = (a: Fed, b: Fed, size: { width: number; height: number }): boolean => {
  try {
    return isSame(planGeometry(a, size), planGeometry(b, size)) && isSame(a.pad, b.pad);
  } catch {
    return false;
  }
};

const isEqual = async (scene: Scene, found: Simulated, other: Fed): Promise<boolean> => {
  const shape = { values: found.values, shape: shapeOf(found) };
  return (await simulate(scene, shape, other)).residual.rms < 0.02;
};

const shapeOf = ({ fed, values, size }: Simulated): number[] => {
  const [w, h] = fed.reading === 'width-height-swapped' ? [size.height, size.width] : [size.width, size.height];
  const channels = values.length / (w * h);
  return fed.layout === 'NCHW' ? [1, channels, h, w] : [1, h, w, channels];
};
