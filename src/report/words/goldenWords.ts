import type { Finding } from '../../verdicts/comparison.ts';
import { counted, digits, listed } from '../digits.ts';
import { oneLine } from '../table.ts';
import { shown } from './shown.ts';
import type { Words } from './words.ts';

const input = ({ where }: Finding): string => `the input ${oneLine(where)}`;
const names = (value: unknown): string => listed((Array.isArray(value) ? value : []).map((id) => oneLine(String(id))));

/** `sharp 0.35.5 -> 0.36.0`: why an input may differ, where the versions do. */
const libraries = ({ evidence }: Finding): string => {
  const changed = ['sharp', 'libvips'].flatMap((what) => (evidence[what] ? [`${what} ${evidence[what]}`] : []));
  return changed.length === 0 ? '' : `: ${changed.join(', ')}`;
};

/** Findings that only a golden makes. */
export const goldenWords: Record<string, Words> = {
  'input-drift': {
    decisive: true,
    sentence: (finding) => {
      const { drift, low, high, tolerance } = finding.evidence;
      return `${input(finding)} differs from the golden's by a drift of about ${digits(Number(drift))} (between ${digits(Number(low))} and ${digits(Number(high))}; rounding of pixels makes at most ${digits(Number(tolerance))})${libraries(finding)}`;
    },
  },
  'input-changed': {
    decisive: true,
    sentence: (finding) => `${input(finding)} does not hold the golden's values, and must`,
  },
  'input-rounding': {
    decisive: false,
    sentence: (finding) =>
      `${input(finding)} differs from the golden's within rounding (drift about ${digits(Number(finding.evidence.drift))})${libraries(finding)}`,
  },
  'layer-dtype': {
    decisive: true,
    sentence: (finding) =>
      `${oneLine(finding.where)} is ${shown(finding.found)}, in the golden ${shown(finding.expected)}`,
  },
  'layers-added': {
    decisive: true,
    sentence: ({ found, evidence: { count } }) =>
      `${counted(Number(count), 'layer is', 'layers are')} not in the golden: ${names(found)}`,
  },
  'layers-removed': {
    decisive: true,
    sentence: ({ expected, evidence: { count } }) =>
      `${counted(Number(count), 'layer')} of the golden ${Number(count) === 1 ? 'is' : 'are'} gone: ${names(expected)}`,
  },
  'layers-renamed': {
    decisive: false,
    sentence: ({ found, expected, evidence: { count } }) =>
      `${counted(Number(count), 'layer has', 'layers have')} another name than in the golden, such as ${shown(found)} for ${shown(expected)}`,
  },
  'not-worse': {
    decisive: false,
    sentence: ({ found, expected, evidence: { layers } }) =>
      `changed, not worse: none of ${counted(Number(layers), 'layer')} is further from the float reference than was accepted (largest drift to it ${digits(Number(found), 3)}, was ${digits(Number(expected), 3)})`,
  },
};
