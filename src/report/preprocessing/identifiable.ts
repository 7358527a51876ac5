import type { Diagnosis } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Step } from '../../preprocessing/diagnose/pipeline/steps.ts';

type Why = Diagnosis['notIdentifiable'][number]['why'];

const reasons: Record<Why, string> = {
  gray: 'it is gray',
  symmetric: 'it is symmetric',
  constant: 'it is of one colour',
  blurred: 'it is blurred',
  'few-values': 'it has few different values',
};

/** What keeps an image from showing a step. */
export const whyWords = (why: Why): string => reasons[why];

/** What a step is a question of: `this image cannot tell ...`. */
const questions: Record<Step, string> = {
  decode: 'one decoding from another',
  orientation: 'one orientation from another',
  geometry: 'one geometry from another',
  kernel: 'one kernel from another',
  colour: 'one gamma or colour matrix from another',
  channels: 'RGB from BGR',
  values: 'one value map from another',
  layout: 'NCHW from NHWC',
  dtype: 'one element type from another',
  memory: 'a half-written buffer from a whole one',
};

/** `this image cannot tell RGB from BGR: it is gray; add one that does`. */
export const notIdentifiableSentence = (step: Step, why: Why): string =>
  `this image cannot tell ${questions[step]}: ${whyWords(why)}; add one that does`;
