import type { ImageFacts } from '../../../decode/imageFacts.ts';
import { hypotheses } from '../../hypotheses/index.ts';
import type { Fed } from '../../pipeline/fed.ts';
import type { Step } from '../../pipeline/steps.ts';
import { tailOf } from '../../simulate/tailOf.ts';
import { asFitted } from './asFitted.ts';
import { type Trial, type Try, tryAll } from './tries.ts';

/** So much of a tensor is the picture's own in nearly all that were filled in part. */
const BEGINNING = 0.24;

/** u8 units (rms): what explains less of the beginning is not looked at. */
const NEAR = 2.5;

/**
 * The recipe, misread or turned, where it only filled the beginning of the tensor and another picture follows: what
 * explains the beginning, with the place at which it ends.
 */
export const beginnings = async (trial: Trial, recipe: Fed, facts: ImageFacts): Promise<Try[]> => {
  const { scene, given } = trial;
  const variants = (fed: Fed, step: Step): Fed[] =>
    hypotheses.filter((each) => each.step === step).flatMap((each) => each.inject(fed, facts));
  const lying = [recipe, ...variants(recipe, 'layout')];
  const turned = lying.flatMap((fed) => [
    fed,
    ...variants(fed, 'orientation').filter(({ turn }) => turn?.when === 'after-resize'),
  ]);
  const memory = { kind: 'stale-tail', written: Math.floor(BEGINNING * given.values.length) } as const;
  const tries = await tryAll(
    trial,
    turned.map((fed) => ({ ...fed, memory })),
    'whole',
  );
  const found: Fed[] = [];
  for (const each of tries.filter(({ fit }) => fit.rms < NEAR).slice(0, 3)) {
    const ended = await tailOf(scene, given, asFitted(each, 'float32', facts));
    if (ended.memory !== undefined) found.push({ ...each.fed, memory: ended.memory });
  }
  return tryAll(trial, found, 'whole');
};
