import type { Finding } from '../../verdicts/comparison.ts';
import { counted, digits, digitsApart } from '../digits.ts';
import { oneLine } from '../table.ts';
import { shown } from './shown.ts';
import type { Words } from './words.ts';

const input = ({ where }: Finding): string => `the input ${oneLine(where)}`;
const decisive = (sentence: Words['sentence'], fix?: Words['fix']): Words =>
  fix === undefined ? { decisive: true, sentence } : { decisive: true, sentence, fix };

/** Findings about what the model was fed. */
export const inputWords: Record<string, Words> = {
  'input-missing': decisive(
    (finding) => `${input(finding)} was not given; the reference got ${shown(finding.expected)}`,
  ),
  'input-extra': decisive((finding) => `${input(finding)} (${shown(finding.found)}) is none of the reference's inputs`),
  'input-order': decisive(
    ({ found, expected }) =>
      `the inputs ${shown(expected)} and ${shown(found)} are swapped: each holds what the reference was given as the other`,
    () => 'give each tensor under its own name',
  ),
  'input-dtype': decisive(
    (finding) => `${input(finding)} is ${shown(finding.found)}, the reference's is ${shown(finding.expected)}`,
  ),
  'input-shape': decisive(shape, ({ evidence: { padding } }) =>
    padding === undefined ? undefined : 'pad as the reference does',
  ),
  'input-layout': {
    decisive: false,
    sentence: (finding) =>
      `${input(finding)} is the reference's picture in another layout (${finding.evidence.layout}: ${shown(finding.found)}, the reference's ${shown(finding.expected)})`,
  },
  'input-integers': decisive(integers, ({ evidence }) => {
    if (evidence.padding !== undefined) return `set the tokenizer's padding side to ${evidence.expectedPadding}`;
    if (evidence.shift === -1) return `the start token ${evidence.token} is lost: let the tokenizer add special tokens`;
    if (evidence.shift === 1) return `the start token ${evidence.token} is added twice or by one side only`;
    return undefined;
  }),
  'input-non-finite': decisive(
    (finding) =>
      `${input(finding)} holds ${shown(finding.found)} at ${finding.evidence.position} where the reference has ${shown(finding.expected)} (${counted(Number(finding.evidence.count), 'such value')})`,
  ),
  'input-values': decisive(values, ({ evidence }) => {
    if (evidence.likely === 'channels-reversed')
      return 'give the channels in the order of the reference: RGB and BGR are mixed up';
    return evidence.likely === 'scaled' ? "normalize with the reference's mean, deviation and range" : undefined;
  }),
  'input-library': {
    decisive: false,
    sentence: (finding) => {
      const { drift, allowed } = finding.evidence;
      const difference = `${input(finding)} differs from the reference's by a drift of ${digits(Number(drift))}`;
      return allowed === undefined
        ? `${difference}, as another library's decoding or resizing of the same picture does`
        : `${difference}, within the tolerance of ${digits(Number(allowed))} that was given`;
    },
  },
};

function shape(finding: Finding): string {
  const { leading, padding, expectedPadding } = finding.evidence;
  const shapes = `${input(finding)} has the shape ${shown(finding.found)}, the reference's ${shown(finding.expected)}`;
  if (padding !== undefined)
    return `${shapes}, padded on the ${padding} where the reference pads on the ${expectedPadding}`;
  return leading === undefined
    ? shapes
    : `${shapes}; the first ${counted(Number(leading), 'value is', 'values are')} equal`;
}

function integers(finding: Finding): string {
  const { position, count, of, padding, expectedPadding, pad, shift, token, set, expectedSet } = finding.evidence;
  const first = `${input(finding)} differs first at ${position}: ${shown(finding.found)}, the reference has ${shown(finding.expected)}`;
  if (padding !== undefined)
    return `${first}: it is padded with ${pad} on the ${padding}, the reference on the ${expectedPadding}`;
  if (shift === -1) return `${first}: it is the reference without its first token ${token}`;
  if (shift === 1) return `${first}: it is the reference with one more token ${token} at the start`;
  if (set !== undefined && set !== expectedSet)
    return `${first}: it sets ${set} of a row, the reference ${expectedSet}`;
  return `${first} (${count} of ${counted(Number(of), 'value')} differ)`;
}

function values(finding: Finding): string {
  const { drift, tolerance, maxAbs, likely, scale, offset } = finding.evidence;
  const [by, limit] = digitsApart(Number(drift), Number(tolerance));
  const difference = `${input(finding)} differs from the reference's by a drift of ${by} (tolerance ${limit}, largest difference ${digits(Number(maxAbs))})`;
  if (likely === 'channels-reversed') return `${difference}: its channels are reversed, as BGR for RGB`;
  if (likely !== 'scaled') return difference;
  const scaled = `${difference}: it is the reference x ${digits(Number(scale), 4)}`;
  // Least squares leaves a rest of rounding where there is no offset: nobody's fault is that small.
  if (Math.abs(Number(offset)) < 1e-6 * Math.max(1, Number(maxAbs))) return scaled;
  return `${scaled} ${Number(offset) < 0 ? '-' : '+'} ${digits(Math.abs(Number(offset)), 4)}`;
}
