import type { Comparison, LayerComparison } from '../compare/comparison.ts';
import { counted, digits, digitsApart, listed } from './digits.ts';
import { findingSentence, isDecisive } from './findingSentence.ts';
import { oneLine } from './table.ts';

/** `block05/depthwise (Conv)`. */
export const layerName = ({ deployed, op }: { deployed: string; op: string }): string =>
  `${oneLine(deployed)} (${oneLine(op)})`;

/** The verdict in one line: the first one that a reader sees. */
export function headline(comparison: Comparison): string {
  const { verdict, first, layers, findings } = comparison;
  const decisive = findings.find(isDecisive);
  if (verdict === 'match') return agreement(comparison);
  if (decisive !== undefined) return findingSentence(decisive);
  if (verdict === 'undecided') return undecided(comparison);
  if (first !== undefined) return `${divergence(first, comparison)}; ${before(first, layers)}`;
  const unpaired = comparison.unpaired.filter((each) => !each.expected);
  if (unpaired.length > 0)
    return `${counted(unpaired.length, 'layer')} could not be compared, and a comparison with gaps does not pass: ${listed(unpaired.map(({ id, op }) => layerName({ deployed: id, op })))}`;
  return 'the deployed model does not match its reference';
}

function agreement({ layers }: Comparison): string {
  const compared = layers.filter(({ status }) => status !== 'unpaired');
  const worst = [...compared].sort((a, b) => b.value / b.tolerance - a.value / a.tolerance)[0];
  const closest =
    worst === undefined || worst.tolerance === 0
      ? ''
      : `; closest to its tolerance is ${layerName(worst)} with ${digitsApart(worst.value, worst.tolerance).join(' of ')}`;
  return `${counted(compared.length, 'layer agrees', 'layers agree')} with the reference${closest}`;
}

function undecided({ layers, unpaired }: Comparison): string {
  const compared = layers.filter(({ status }) => status !== 'unpaired');
  if (compared.length === 0)
    return 'nothing could be compared: no layer of the deployed model has a partner in the reference';
  const open = layers.filter(({ status }) => status === 'undecided');
  if (open.length > 0)
    return `undecided: ${counted(open.length, 'layer')} cannot be judged by what the reference holds: ${listed(open.map(layerName))}`;
  const gaps = unpaired.filter(({ expected }) => !expected);
  return `undecided: ${counted(compared.length, 'layer agrees', 'layers agree')}, but ${counted(gaps.length, 'layer has', 'layers have')} no partner: ${listed(gaps.map(({ id, op }) => layerName({ deployed: id, op })))}`;
}

/** What the first bad layer does, by the measure that judged it. */
function divergence(layer: LayerComparison, { layers }: Comparison): string {
  const name = layerName(layer);
  if (layer.judgedBy === 'equality')
    return `${name} diverges: its values must equal the reference's, and differ by up to ${digits(layer.value)}`;
  const [value, tolerance] = digitsApart(layer.value, layer.tolerance);
  switch (layer.measure) {
    case 'own':
      return `${name} diverges: on the inputs that it got, its output is off by ${value} (tolerance ${tolerance})`;
    case 'steps':
      return `${name} diverges: on the inputs that it got, its output is off by ${value} quantization steps (tolerance ${tolerance})`;
    case 'levels':
      return layer.value > layer.tolerance
        ? `${name} diverges: its values need ${value} of the quantized range (at most ${tolerance}), so they clip`
        : `${name} diverges: its values use only ${value} of the quantized range (at least ${tolerance})`;
    default: {
      const worst = worstWeak(layers);
      const blame =
        worst === undefined
          ? ''
          : `; of ${counted(layers.filter(({ status }) => status === 'weak').length, 'weak layer')} the worst is ${layerName(worst)}, off by ${ownOf(worst)} on the inputs that it got`;
      return `${name} diverges: it drifts from the reference by ${value} (tolerance ${tolerance})${blame}`;
    }
  }
}

export const ownOf = (layer: LayerComparison): string =>
  layer.steps === undefined ? digits(layer.own ?? layer.value) : `${digits(layer.steps)} quantization steps`;

const worstWeak = (layers: readonly LayerComparison[]): LayerComparison | undefined =>
  layers
    .filter(({ status }) => status === 'weak')
    .sort((a, b) => (b.steps ?? b.own ?? b.value) - (a.steps ?? a.own ?? a.value))[0];

/** What can be said of the layers before the first bad one. */
function before(first: LayerComparison, layers: readonly LayerComparison[]): string {
  const earlier = layers.slice(0, Math.max(0, layers.indexOf(first)));
  const agreeing = earlier.filter(({ status }) => status === 'agrees').length;
  if (earlier.length === 0) return 'no layer before it was compared';
  if (agreeing === 0) return 'no layer before it agrees';
  return `${counted(agreeing, 'layer before it agrees', 'layers before it agree')}`;
}
