import { placeOf } from '../../tensor/placeOf.ts';
import type { Comparison, Finding, LayerComparison } from '../../verdicts/comparison.ts';
import { counted, digits, digitsApart, listed } from '../digits.ts';
import { findingSentence } from '../findingSentence.ts';
import { decisiveFinding, layerName } from '../headline.ts';
import { oneLine } from '../table.ts';

/** What a golden says, in one line: the first one that a reader sees. */
export function goldenHeadline(comparison: Comparison): string {
  const { verdict, first, layers } = comparison;
  if (verdict === 'match') return agreement(comparison);
  const decisive = decisiveFinding(comparison);
  if (decisive?.kind.startsWith('input-')) return ofGolden(decisive);
  if (isFolded(comparison)) return another(comparison);
  if (decisive !== undefined && first === undefined) return `${ofGolden(decisive)}; ${agreeing(layers)}`;
  if (decisive !== undefined && decisive.where !== first?.deployed) return ofGolden(decisive);
  if (first !== undefined)
    return `${decisive === undefined ? divergence(first) : ofGolden(placed(decisive, first))}; ${before(first, layers)}`;
  return undecided(comparison);
}

/** Another model without a known fault in its first layer, which would change all others, too: no row tells anything. */
export const isFolded = ({ golden, findings, first }: Comparison): boolean =>
  golden?.otherModel?.folded === true &&
  !findings.some(({ kind, where }) => kind.startsWith('cause') && where === first?.deployed);

/** What all findings say of references is said of a golden: it is one. */
export const ofGolden = (finding: Finding): string =>
  finding.kind.startsWith('cause') || finding.kind === 'not-worse'
    ? findingSentence(finding).replace("is not the reference's", "is not the golden's")
    : findingSentence(finding).replaceAll('the reference', 'the golden');

/** How many layers agree, and what they were judged by. */
export function agreement({ layers, golden }: Comparison): string {
  const [row = ''] = mostUsed(layers.map((layer) => layer.row));
  const elsewhere = golden === undefined || golden.environment.length === 0 ? '' : `, ${madeElsewhere(golden)}`;
  return `${counted(layers.length, 'layer agrees', 'layers agree')} with the golden (${row})${elsewhere}`;
}

export const madeElsewhere = ({ environment }: NonNullable<Comparison['golden']>): string =>
  `made elsewhere (${listed(
    environment.map(({ what, was, is }) => `${what} ${oneLine(was)} -> ${oneLine(is)}`),
    4,
  )})`;

const mostUsed = (rows: readonly string[]): string[] => {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([row]) => row);
};

/** No layer is the cause where all of them changed: the model is another one. */
function another(comparison: Comparison): string {
  const { findings, layers, first } = comparison;
  const notWorse = findings.find(({ kind }) => kind === 'not-worse');
  if (notWorse !== undefined) return `another model: ${ofGolden(notWorse)}`;
  const from = first === undefined ? '' : `, from ${layerName(first)} on`;
  const drifts = layers.map(({ drift }) => drift).filter((drift) => Number.isFinite(drift));
  const size =
    drifts.length === 0
      ? ''
      : ` (drift ${digits(Math.min(...drifts))} to ${digits(Math.max(...drifts))}, tolerance ${digits(first?.tolerance ?? 0)})`;
  if (layers.length === 0) return "another model: no layer has the name of one of the golden's";
  const gone = Number(findings.find(({ kind }) => kind === 'layers-removed')?.evidence.count ?? 0);
  const both = gone === 0 ? '' : ' that both have';
  const changed = layers.length === 1 ? `the only layer${both}` : `all ${layers.length} layers${both}`;
  return `another model: ${changed} changed${from}${size}`;
}

function divergence(layer: LayerComparison): string {
  const name = layerName(layer);
  const [value, tolerance] = digitsApart(layer.value, layer.tolerance);
  if (layer.judgedBy === 'equality') return `${name} diverges: its values are not the golden's, and must be equal`;
  if (layer.measure === 'mean')
    return `${name} diverges: its mean moved by ${value} of the reference's range (tolerance ${tolerance})`;
  if (isToReference(layer))
    return `${name} diverges: it is off the float reference's by a drift of ${value}, more than was accepted (tolerance ${tolerance})`;
  const size = `about ${value} from the golden's (${between(layer)}tolerance ${tolerance})`;
  return layer.status === 'undecided'
    ? `undecided where it begins: ${name} drifted by ${size}, and a later layer is over its tolerance`
    : `${name} diverges: its values drifted by ${size}`;
}

export const isToReference = ({ row }: LayerComparison): boolean => row.includes('accepted');

const between = ({ interval }: LayerComparison): string =>
  interval === undefined ? '' : `between ${digits(interval[0])} and ${digits(interval[1])}, `;

function undecided({ layers, unpaired }: Comparison): string {
  if (layers.length === 0)
    return "undecided: nothing could be compared, for no layer has the name of one of the golden's";
  const open = layers.filter(({ status }) => status === 'undecided');
  const [one] = open;
  if (one === undefined) {
    const gaps = unpaired.filter(({ expected }) => !expected);
    if (gaps.length === 0) return 'undecided: layers differ behind a selection that ties';
    return `undecided: ${counted(gaps.length, 'layer')} could not be compared: ${listed(gaps.map(({ id, op }) => layerName({ deployed: id, op })))}`;
  }
  const [value, tolerance] = digitsApart(one.value, one.tolerance);
  const more = open.length === 1 ? '' : `, and so for ${counted(open.length - 1, 'other layer')}`;
  return `undecided: the drift of ${layerName(one)} is about ${value} (${between(one)}tolerance ${tolerance}), and a sketch cannot tell on which side of its tolerance that is${more}`;
}

/** A finding with the layer's op and the place along its axes. */
function placed(finding: Finding, layer: LayerComparison): Finding {
  const { position } = finding.evidence;
  const place = typeof position === 'number' && { position: `[${placeOf(position, layer.shape).join(', ')}]` };
  return { ...finding, where: layerName(layer), evidence: { ...finding.evidence, ...place } };
}

function agreeing(layers: readonly LayerComparison[]): string {
  const count = layers.filter(({ status }) => status === 'agrees').length;
  return count === 0 ? 'no other layer agrees' : counted(count, 'other layer agrees', 'other layers agree');
}

/** What can be said of the layers before the first bad one. */
function before(first: LayerComparison, layers: readonly LayerComparison[]): string {
  const earlier = layers.slice(0, Math.max(0, layers.indexOf(first)));
  const agreeing = earlier.filter(({ status }) => status === 'agrees').length;
  if (earlier.length === 0) return 'it is the first layer';
  return agreeing === 0
    ? 'no layer before it agrees'
    : `${counted(agreeing, 'layer before it agrees', 'layers before it agree')}`;
}
