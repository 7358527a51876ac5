import type { Finding } from '../../verdicts/comparison.ts';
import { digits, digitsApart } from '../digits.ts';
import { oneLine } from '../table.ts';
import { quoted, shown } from './shown.ts';
import type { Words } from './words.ts';

const decisive = (sentence: Words['sentence']): Words => ({ decisive: true, sentence });
const noted = (sentence: Words['sentence']): Words => ({ decisive: false, sentence });
const at = ({ where }: Finding): string => oneLine(where);
const scored = ({ evidence: { label, score } }: Finding): string =>
  `"${shown(label)}"${score === undefined ? '' : ` (${shown(score)})`}`;

/** Findings about what the app returned. */
export const resultWords: Record<string, Words> = {
  'result-value': decisive(
    (finding) => `${at(finding)} is ${quoted(finding.found)}, the reference has ${quoted(finding.expected)}`,
  ),
  'result-kind': decisive(
    (finding) => `${at(finding)} is ${finding.found}, in the reference it is ${finding.expected}`,
  ),
  'result-number': decisive((finding) => {
    const [found, expected] = digitsApart(Number(finding.found), Number(finding.expected));
    const { difference, tolerance } = finding.evidence;
    if (tolerance === 0) return `${at(finding)} is ${finding.found}, the reference has ${finding.expected}`;
    const [by, limit] = digitsApart(Number(difference), Number(tolerance));
    return `${at(finding)} is ${found}, the reference has ${expected}: off by ${by} (tolerance ${limit})`;
  }),
  'result-vector': decisive(vector),
  'result-length': decisive(
    (finding) => `${at(finding)} has ${shown(finding.found)} entries, the reference ${shown(finding.expected)}`,
  ),
  'result-missing': decisive((finding) =>
    finding.evidence.label === undefined
      ? `${at(finding)} is missing; the reference has ${quoted(finding.expected)}`
      : `${scored(finding)} is missing, which the reference has as ${at(finding)}`,
  ),
  'result-extra': decisive((finding) =>
    finding.evidence.label === undefined
      ? `${at(finding)} is ${quoted(finding.found)}, which the reference does not have`
      : `${at(finding)} is ${scored(finding)}, which the reference does not have`,
  ),
  'result-order': decisive(
    (finding) =>
      `${at(finding)} lists "${shown(finding.found)}" (${shown(finding.evidence.found)}) before "${shown(finding.expected)}" (${shown(finding.evidence.expected)}); the reference the other way round`,
  ),
  'result-box': decisive((finding) => {
    const { label, iou, smallest } = finding.evidence;
    const [overlap, limit] = digitsApart(Number(iou), Number(smallest));
    return `the box of "${shown(label)}" ${at(finding)} ${shown(finding.found)} overlaps the reference's ${shown(finding.expected)} by ${overlap} (at least ${limit})`;
  }),
  'result-class': decisive(
    (finding) => `the box at ${at(finding)} is "${shown(finding.found)}", the reference calls it ${scored(finding)}`,
  ),
  'result-tie': noted(
    (finding) =>
      `${at(finding)}: "${shown(finding.found)}" and "${shown(finding.expected)}" are in the other order, a tie`,
  ),
  'result-cut': noted(
    (finding) => `${at(finding)}: ${scored(finding)} is on one side only, a tie with the last entry of the other list`,
  ),
  'result-threshold': noted(
    (finding) =>
      `${at(finding)}: ${scored(finding)} is on one side only, at the threshold ${shown(finding.evidence.threshold)}`,
  ),
};

function vector(finding: Finding): string {
  const { distance, tolerance, cosine, deployedLength, referenceLength } = finding.evidence;
  const [by, limit] = digitsApart(Number(distance), Number(tolerance));
  const [one, other] = [Number(deployedLength), Number(referenceLength)];
  const lengths = Math.abs(one - other) > 0.01 * other ? `, length ${digits(one, 3)} against ${digits(other, 3)}` : '';
  return `${at(finding)} differs by a relative distance of ${by} (tolerance ${limit}, cosine ${digits(Number(cosine), 4)}${lengths})`;
}
