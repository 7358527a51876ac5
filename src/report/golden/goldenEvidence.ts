import type { Comparison, Finding, LayerComparison } from '../../verdicts/comparison.ts';
import { counted, digits, listed } from '../digits.ts';
import { decisiveFinding, layerName } from '../headline.ts';
import { oneLine } from '../table.ts';
import { isFolded, isToReference, madeElsewhere, ofGolden } from './goldenHeadline.ts';
import { resultChange } from './resultChange.ts';

/** What is known of the first bad layer: its cause, what its statistics and samples show. */
export function aboutFirst(comparison: Comparison): string[] {
  const { first, findings } = comparison;
  if (first === undefined) return [];
  const decisive = decisiveFinding(comparison);
  return [
    ...findings
      .filter((finding) => finding !== decisive && finding.where === first.deployed)
      .slice(0, 4)
      .map((finding) => `${ofGolden(finding)}.`),
    ...shownChange(first),
    ...findings.filter((each) => isGraph(each) && each !== decisive).map((each) => `${ofGolden(each)}.`),
    ...firstChanged(comparison, first),
  ];
}

/** `min 0 -> -21.45, mean 1.505 -> 0.9101; at [0, 18, 9, 26] 0 -> -1.0834`: what moved, to four digits. */
function shownChange({ evidence }: LayerComparison): string[] {
  if (evidence === undefined) return [];
  const { was, is, sample } = evidence;
  const moved = (['min', 'max', 'mean', 'rms'] as const).flatMap((each) => {
    const [before, after] = [digits(was[each], 4), digits(is[each], 4)];
    return before === after ? [] : [`${each} was ${before}, is ${after}`];
  });
  const statistics = moved.length > 0 ? listed(moved, 4) : 'min, max, mean and rms are as they were, to four digits';
  const value =
    sample === undefined
      ? ''
      : `; the value at [${sample.position.join(', ')}] was ${digits(sample.was, 5)}, is ${digits(sample.is, 5)}`;
  return [`Its ${statistics}${value}.`];
}

/** In one environment healthy layers are equal to the bit: the first that is not is where it began, however small. */
function firstChanged({ layers, golden, findings }: Comparison, first: LayerComparison): string[] {
  const isSame = golden?.environment.length === 0 && !findings.some(({ kind }) => kind.startsWith('input-'));
  const changed = isSame ? layers.find(({ drift }) => drift > 0) : undefined;
  if (changed === undefined || layers.indexOf(changed) >= layers.indexOf(first)) return [];
  return [
    `The first layer that changed at all is ${layerName(changed)}, by ${digits(changed.drift)}, within its tolerance.`,
  ];
}

/** What else differs, what decided the tolerances, and how much is only noted. */
export function otherEvidence(comparison: Comparison): string[] {
  const { findings, first, layers, golden, passingTolerance } = comparison;
  const decisive = decisiveFinding(comparison);
  const folded = isFolded(comparison);
  const told = (kind: string) => folded && (kind === 'not-worse' || kind === 'op-other');
  return [
    ...answers(comparison),
    ...result(comparison),
    ...others(comparison),
    ...findings
      .filter((each) => each !== decisive && each.where !== first?.deployed && !told(each.kind))
      .filter((each) => first === undefined || !isGraph(each))
      .map((each) => `${sentence(ofGolden(each), each.where)}.`),
    ...model(comparison),
    ...basis(layers, first, golden),
    ...(passingTolerance === undefined || folded || first === undefined
      ? []
      : [`The smallest tolerance with which no layer would diverge is ${digits(passingTolerance)}.`]),
    ...unpairedLine(comparison),
  ];
}

const isGraph = ({ kind }: Finding): boolean => kind === 'layers-added' || kind === 'layers-removed';

/** Begins as sentences do; a layer's name stays as the model spells it. */
const sentence = (text: string, name: string | undefined): string =>
  name !== undefined && text.startsWith(name) ? text : text.charAt(0).toUpperCase() + text.slice(1);

const answers = ({ golden }: Comparison): string[] =>
  (golden?.answers ?? []).slice(0, 2).flatMap(({ id, was, is }) => {
    const [before, after] = [digits(was[1], 4), digits(is[1], 4)];
    if (was[0] !== is[0])
      return [`The largest of ${oneLine(id)} was entry ${was[0]} (${before}), is entry ${is[0]} (${after}).`];
    return before === after
      ? []
      : [`The largest of ${oneLine(id)} is entry ${is[0]} as before: was ${before}, is ${after}.`];
  });

const result = ({ golden }: Comparison): string[] =>
  golden?.result === undefined ? [] : [resultChange(golden.result.was, golden.result.is)];

/** Second faults and what follows. */
function others(comparison: Comparison): string[] {
  const { layers, first, findings } = comparison;
  const faults = layers.filter((layer) => layer.status === 'diverges' && layer !== first);
  const inherited = layers.filter(({ status }) => status === 'inherits').length;
  const open = layers.filter((layer) => layer.status === 'undecided' && layer !== first);
  const isInput = findings.some(({ kind }) => kind.startsWith('input-') && kind !== 'input-rounding');
  return [
    ...(faults.length === 0
      ? []
      : [`Also ${faults.length === 1 ? 'diverges' : 'diverge'}: ${listed(faults.map(layerName))}.`]),
    ...(inherited === 0 || isFolded(comparison)
      ? []
      : [
          `${counted(inherited, isInput ? 'layer inherits' : 'later layer inherits', isInput ? 'layers inherit' : 'later layers inherit')} the difference.`,
        ]),
    ...(open.length === 0 || first === undefined ? [] : [`Undecided: ${listed(open.map(layerName))}.`]),
  ];
}

function model({ golden }: Comparison): string[] {
  const { otherModel, toReference } = golden ?? {};
  const distance =
    toReference === undefined
      ? []
      : [
          `To the float reference: largest drift ${digits(toReference.is, 3)}, was ${digits(toReference.was, 3)}; ${toReference.worse} of ${counted(toReference.layers, 'layer')} further off than was accepted.`,
        ];
  if (otherModel === undefined) return distance;
  return [
    `The model file is another one: sha256 ${otherModel.was.slice(0, 8)} -> ${otherModel.is.slice(0, 8)}.`,
    ...distance,
  ];
}

/** Which row of the table judged, and why. */
function basis(
  layers: readonly LayerComparison[],
  first: LayerComparison | undefined,
  golden: Comparison['golden'],
): string[] {
  const row = first?.row ?? layers.find(({ status }) => status !== 'agrees')?.row ?? layers[0]?.row;
  if (row === undefined || first?.judgedBy === 'equality') return [];
  const elsewhere =
    golden === undefined || golden.environment.length === 0 ? '' : `The golden was ${madeElsewhere(golden)}. `;
  const drift =
    first !== undefined && isToReference(first) ? ` (drift from the golden itself: ${digits(first.drift)})` : '';
  return [`${elsewhere}Judged by "${row}"${drift}.`];
}

function unpairedLine({ unpaired, findings }: Comparison): string[] {
  const told = findings.some(({ kind }) => kind === 'layers-added' || kind === 'layers-removed');
  const reasons = new Map<string, number>();
  for (const { reason } of unpaired) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  if (told || reasons.size === 0) return [];
  return [
    `Not compared: ${listed([...reasons].map(([reason, count]) => `${counted(count, 'layer')} (${oneLine(reason)})`))}.`,
  ];
}
