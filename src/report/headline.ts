import { placeOf } from '../tensor/placeOf.ts';
import type { Comparison, Finding, LayerComparison } from '../verdicts/comparison.ts';
import { counted, digits, digitsApart, listed } from './digits.ts';
import { findingSentence, isDecisive } from './findingSentence.ts';
import { oneLine } from './table.ts';

/** `block05/depthwise (Conv)`; a tensor without a graph is its name alone. */
export const layerName = ({ deployed, op }: { deployed: string; op: string }): string =>
  op === '' ? oneLine(deployed) : `${oneLine(deployed)} (${plainOp(op)})`;

/** An operator without the domain of onnxruntime's own kernels, which every reader knows by the name alone. */
export const plainOp = (op: string): string => oneLine(op).replace(/^com\.microsoft(\.\w+)?\.(?=\w+$)/, '');

/** A name without what quantizers append to it. */
export const plainId = (id: string): string =>
  oneLine(id).replace(/_(De)?[Qq]uantize(Linear|d)?(_Output)?(_\d+)?$/, '');

/** The verdict in one line: the first one that a reader sees. */
export function headline(comparison: Comparison): string {
  const { verdict, first, layers } = comparison;
  if (verdict === 'match') return agreement(comparison);
  const decisive = decisiveFinding(comparison);
  if (decisive !== undefined && decisive.where !== first?.deployed) return findingSentence(decisive);
  if (first !== undefined)
    return `${decisive === undefined ? divergence(first, comparison) : atLayer(decisive, first)}; ${before(first, layers)}`;
  return undecided(comparison);
}

/** The finding that is the first line: what was wrong before any layer, then what no tolerance covers in the first bad one. */
export function decisiveFinding({ findings, first }: Comparison): Finding | undefined {
  const decisive = findings.filter(isDecisive);
  const input = decisive.find(({ kind }) => kind.startsWith('input-'));
  const causeOfInput = decisive.find(({ evidence, where }) => evidence.of === 'input' && where === input?.where);
  return (
    decisive.find(({ kind }) => kind === 'other-model') ??
    causeOfInput ??
    input ??
    (first === undefined ? decisive[0] : decisive.find(({ where }) => where === first.deployed))
  );
}

/** A finding with the layer's op and the place along its axes. */
function atLayer(finding: Finding, layer: LayerComparison): string {
  const { position } = finding.evidence;
  const evidence =
    typeof position === 'number'
      ? { ...finding.evidence, position: `[${placeOf(position, layer.shape).join(', ')}]` }
      : finding.evidence;
  return findingSentence({ ...finding, evidence, where: layerName(layer) });
}

const isCompared = ({ status }: LayerComparison): boolean => status !== 'unpaired';

/** How many layers agree, and how close they are to their tolerances. */
export function agreement({ layers }: Pick<Comparison, 'layers'>): string {
  const agreeing = layers.filter(({ status }) => status === 'agrees');
  const weak = layers.filter(({ status }) => status === 'weak').length;
  const worst = agreeing
    .filter(({ tolerance, value, measure }) => tolerance > 0 && value > 0 && measure !== 'levels')
    .sort((a, b) => b.value / b.tolerance - a.value / a.tolerance)[0];
  const closest =
    worst === undefined
      ? ''
      : `; closest to its tolerance is ${layerName(worst)} with ${digitsApart(worst.value, worst.tolerance).join(' of ')}`;
  return `${counted(agreeing.length, 'layer agrees', 'layers agree')} with the reference${weak === 0 ? '' : `, ${counted(weak, 'layer is', 'layers are')} weak`}${closest}`;
}

function undecided({ layers, unpaired, findings }: Comparison): string {
  const compared = layers.filter(isCompared);
  if (compared.length === 0)
    return 'undecided: nothing could be compared, for no layer of the deployed model has a partner in the reference';
  const open = layers.filter(({ status }) => status === 'undecided');
  if (open.length > 0)
    return `undecided: ${counted(open.length, 'layer')} cannot be judged by what the reference holds: ${listed(open.map(layerName))}`;
  const inherited = layers.filter(({ status }) => status === 'inherits');
  if (inherited.length > 0) {
    const tie = findings.find(({ kind }) => kind === 'selection-tie');
    const cause = tie === undefined ? 'no layer where it begins was compared' : findingSentence(tie);
    return `undecided: ${counted(inherited.length, 'layer differs', 'layers differ')} from the reference, but ${cause}`;
  }
  const agreeing = counted(compared.length, 'layer agrees', 'layers agree');
  const gaps = unpaired.filter(({ expected }) => !expected);
  return gaps.length === 0
    ? `undecided: ${agreeing}, but an output has no partner in the reference`
    : `undecided: ${agreeing}, but ${counted(gaps.length, 'layer has', 'layers have')} no partner: ${listed(gaps.map(({ id, op }) => layerName({ deployed: id, op })))}`;
}

/** What a bad layer does, by the measure that judged it. */
export function divergence(layer: LayerComparison, { layers }: Pick<Comparison, 'layers'>): string {
  const name = layerName(layer);
  if (layer.judgedBy === 'equality')
    return `${name} diverges: ${counted(layer.value, 'of its values is', 'of its values are')} not the reference's, and must be equal`;
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
      const weak = layers.filter(({ status }) => status === 'weak');
      const worst = [...weak].sort((a, b) => ownSize(b) - ownSize(a))[0];
      const blame =
        worst === undefined || worst.own === undefined
          ? ''
          : `; of ${counted(weak.length, 'weak layer')} the worst is ${layerName(worst)}, off by ${ownOf(worst)} on the inputs that it got`;
      return `${name} diverges: it drifts from the reference by ${value} (tolerance ${tolerance})${blame}`;
    }
  }
}

/** What orders layers by what they add themselves. */
export const ownSize = ({ steps, own, value }: LayerComparison): number => steps ?? own ?? value;

/** What a layer adds itself, in its unit. */
export const ownOf = ({ steps, own, value }: LayerComparison): string =>
  steps === undefined
    ? digits(own ?? value)
    : `${digits(steps)} quantization ${digits(steps) === '1' ? 'step' : 'steps'}`;

/** What can be said of the layers before the first bad one. */
function before(first: LayerComparison, layers: readonly LayerComparison[]): string {
  const earlier = layers.slice(0, Math.max(0, layers.indexOf(first))).filter(isCompared);
  const agreeing = earlier.filter(({ status }) => status === 'agrees').length;
  if (earlier.length === 0) return 'it is the first layer that was compared';
  if (agreeing === 0) return 'no layer before it agrees';
  return `${counted(agreeing, 'layer before it agrees', 'layers before it agree')}`;
}
