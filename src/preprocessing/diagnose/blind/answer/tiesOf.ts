import { resamplerOf } from '../../../resample/index.ts';
import type { Diagnosis } from '../../diagnosis.ts';
import { type Confirmed, exactly } from '../explain/confirm.ts';
import type { Explained } from '../explain/explain.ts';
import { sizeOfSetup } from '../explain/setup.ts';
import { namedAlike } from '../geometry/near.ts';

type Ties = Diagnosis['ties'];
type Unclear = Diagnosis['notIdentifiable'];

/** Kernels within this factor and this distance (u8 units) of the best can't be told from it. */
const [factor, distance] = [1.15, 0.12];
/** Orientations whose likeness is within this of the best. */
const symmetric = 0.002;

const indistinguishable = (rms: number, best: number): boolean =>
  rms < exactly || (best >= exactly && rms <= Math.max(best * factor, best + distance));

/** Answers that this image cannot tell from the one that is given. */
export const tiesOf = (found: Explained): Ties => [...kernelTies(found), ...geometryTies(found), ...turnTies(found)];

const kernelTies = ({ best, confirmed }: Explained): Ties =>
  confirmed
    .filter((each) => each !== best && each.kernel !== best.kernel && isSamePlan(each, best))
    .filter(({ rms }) => indistinguishable(rms, best.rms))
    .map(({ kernel }) => ({ step: 'kernel', kind: `kernel/${kernel}`, found: { kernel } }));

const isSamePlan = (a: Confirmed, b: Confirmed): boolean =>
  a.setup === b.setup && JSON.stringify(a.plan) === JSON.stringify(b.plan);

/** Other names for the same pixels. */
const geometryTies = ({ best }: Explained): Ties =>
  namedAlike(best.plan, sizeOfSetup(best.setup), best.setup)
    .filter((geometry) => JSON.stringify(geometry) !== JSON.stringify(best.geometry))
    .map((geometry) => ({
      step: 'geometry',
      kind: 'geometry/same-pixels',
      found: { ...geometry, ...(best.geometry.pad === undefined ? {} : { pad: best.geometry.pad }) },
    }));

/** The image turned before the resize, or the picture after it. */
const turnTies = ({ best, confirmed }: Explained): Ties => {
  const { turn, when } = best.setup;
  if (turn === 'none' || when === undefined) return [];
  const other = confirmed.find(
    ({ setup, kernel, rms }) => setup.when !== when && kernel === best.kernel && indistinguishable(rms, best.rms),
  );
  return other?.setup.when === undefined
    ? []
    : [
        {
          step: 'orientation',
          kind: 'orientation/other-order',
          found: { ...other.geometry, turn: { by: turn, when: other.setup.when } },
        },
      ];
};

/** What this image does not show. */
export const unclearOf = (found: Explained, ties: Ties): Unclear => {
  const { related, registration, best } = found;
  const unclear: Unclear = [];
  if (related.channels.ambiguous) unclear.push({ step: 'channels', why: 'gray' });
  const { rival, likeness } = registration;
  if (rival !== undefined && likeness - rival.likeness < symmetric)
    unclear.push({ step: 'orientation', why: 'symmetric' });
  const families = new Set(
    ties.flatMap(({ step, found: { kernel } }) => (step === 'kernel' && kernel ? [resamplerOf(kernel).family] : [])),
  );
  families.delete(resamplerOf(best.kernel).family);
  if (families.size > 1) unclear.push({ step: 'kernel', why: 'blurred' });
  return unclear;
};
