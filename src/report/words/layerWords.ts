import type { Finding } from '../../verdicts/comparison.ts';
import { counted, digits } from '../digits.ts';
import { oneLine } from '../table.ts';
import { shown } from './shown.ts';
import type { Words } from './words.ts';

const at = ({ where }: Finding): string => oneLine(where);

/** Findings about layers and graphs. */
export const layerWords: Record<string, Words> = {
  'other-model': {
    decisive: true,
    sentence: ({ found, expected, evidence: { paired } }) =>
      `the reference is of another model: of ${found} layers with weights here and ${expected} there, ${paired === 0 ? 'none is' : paired === 1 ? 'one is' : `${paired} are`} the same`,
    fix: () => 'give the reference of the model that the app runs',
  },
  'grid-disputed': {
    decisive: true,
    sentence: (finding) =>
      `${at(finding)} is written with ${grid(finding.expected)} and read with ${grid(finding.found)}: whoever reads it takes other values`,
    fix: () =>
      'give the QuantizeLinear that writes this tensor and the DequantizeLinear that reads it the same scale and zero point',
  },
  'non-finite': {
    decisive: true,
    sentence: ({ where, found, expected, evidence: { position, count } }) =>
      `${oneLine(where)} holds ${shown(found)} at ${position} where the reference has ${shown(expected)}${Number(count) > 1 ? ` (${counted(Number(count), 'such value')})` : ''}`,
  },
  'layer-shape': {
    decisive: true,
    sentence: (finding) =>
      `${at(finding)} has the shape ${shown(finding.found)}, the reference's ${shown(finding.expected)}`,
  },
  'weights-differ': {
    decisive: false,
    sentence: (finding) => {
      const { role, difference, equals } = finding.evidence;
      const whose = equals === undefined ? '' : `; it is that of the reference's ${oneLine(String(equals))}`;
      return `the ${role === 'constant' ? 'constant' : role} of ${at(finding)} differs from the reference's by ${digits(Number(difference))} of its size${whose}`;
    },
    fix: ({ evidence: { equals } }) =>
      equals === undefined
        ? 'convert the model again from the reference: this layer holds other weights'
        : 'the weights of two layers are exchanged: look at how they are named or ordered when they are loaded',
  },
  'attributes-differ': {
    decisive: false,
    sentence: (finding) =>
      `${shown(finding.evidence.attribute)} of ${at(finding)} is ${shown(finding.found)}, in the reference ${shown(finding.expected)}`,
    fix: ({ evidence: { attribute }, expected }) =>
      `set ${shown(attribute)} to ${shown(expected)} where the model is exported`,
  },
  'op-missing': {
    decisive: false,
    sentence: (finding) =>
      `the reference's ${shown(finding.expected)} ${at(finding)} has no counterpart after ${shown(finding.evidence.after)}`,
    fix: ({ expected }) =>
      `the exported model lost ${shown(expected)} here: check that its activation is part of the graph`,
  },
  'op-extra': {
    decisive: false,
    sentence: (finding) => `${at(finding)} is ${article(shown(finding.found))} that the reference does not have`,
  },
  'op-other': {
    decisive: false,
    sentence: (finding) =>
      `${at(finding)} is ${article(shown(finding.found))}, in the reference ${article(shown(finding.expected))}`,
  },
  'selection-tie': {
    decisive: false,
    sentence: (finding) => `${at(finding)} selects other entries of equal value, a tie`,
  },
};

function grid(value: unknown): string {
  const { scale = [], zeroPoint = [] } = (value ?? {}) as { scale?: number[]; zeroPoint?: number[] };
  const few = (numbers: readonly number[]) => (numbers.length === 1 ? digits(numbers[0] as number, 4) : shown(numbers));
  return `scale ${few(scale)} and zero point ${few(zeroPoint)}`;
}

/** The name of an operator behind its article. */
const article = (op: string): string => `${/^[aeiou]/i.test(op) ? 'an' : 'a'} ${op}`;
