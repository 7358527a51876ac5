import type { Comparison, LayerComparison } from '../../verdicts/comparison.ts';
import { digits, listed } from '../digits.ts';
import { findingFix } from '../findingSentence.ts';
import { decisiveFinding, plainId, plainOp } from '../headline.ts';
import { fitted, type MessageContext, MOST_LINES, prefixed, withFirst } from '../message.ts';
import { highlighted } from '../paint.ts';
import { type Column, oneLine, table } from '../table.ts';
import { aboutFirst, otherEvidence } from './goldenEvidence.ts';
import { goldenHeadline, isFolded, isToReference } from './goldenHeadline.ts';

/** Rows of layers in a message: the first bad one with its neighbours. */
const MOST_ROWS = 6;

/** What a golden says of a trace: the verdict, the evidence, the way out; at most {@link MOST_LINES} lines. */
export function goldenMessage(given: Comparison, context: MessageContext = {}): string {
  const comparison = withFirst(given);
  const { title, after = [], kept = [], reference } = context;
  const hint = hintOf(comparison);
  const end = [
    ...(reference === undefined ? [] : [`Golden: ${reference}`]),
    ...prefixed('Hint: ', hint),
    ...after,
    ...(kept.length === 0 ? [] : [`Kept: ${listed(kept)}`]),
  ];
  const start = [...(title === undefined ? [] : [title]), goldenHeadline(comparison), ...aboutFirst(comparison)];
  const rows = goldenTable(comparison);
  const room = MOST_LINES - start.length - rows.length - end.length - 3;
  const evidence = fitted(
    [...otherEvidence(comparison), ...comparison.notes.map((note) => `Note: ${oneLine(note)}`)],
    room,
  );
  return [start, rows, [...evidence, ...end]]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

/** The columns of a golden's layers: how far each moved, where that lies for certain, what was allowed. */
export const goldenColumns: readonly Column<LayerComparison>[] = [
  { title: 'layer', text: ({ deployed }) => plainId(deployed), most: 44 },
  { title: 'op', text: ({ op }) => plainOp(op), most: 20 },
  { title: 'drift', text: ({ drift }) => number(drift), right: true },
  {
    title: 'between',
    text: ({ interval, drift }) => (interval && drift > 0 ? `${digits(interval[0])} .. ${digits(interval[1])}` : ''),
    right: true,
  },
  { title: 'to reference', text: (layer) => (isToReference(layer) ? number(layer.value) : ''), right: true },
  { title: 'mean', text: ({ measure, value }) => (measure === 'mean' ? number(value) : ''), right: true },
  {
    title: 'tolerance',
    text: ({ tolerance, judgedBy }) => (judgedBy === 'equality' ? '' : number(tolerance)),
    right: true,
  },
  {
    title: 'status',
    text: ({ status, belowResolution }) => (belowResolution ? `${status}, below resolution` : status),
  },
];

const number = (value: number): string => (Number.isNaN(value) ? '' : digits(value));

function goldenTable(comparison: Comparison): string[] {
  const { layers, first, verdict } = comparison;
  if (verdict === 'match' || isFolded(comparison)) return [];
  const failed = layers.filter(({ status }) => status !== 'agrees');
  const rows = first === undefined ? failed.slice(0, MOST_ROWS) : around(first, layers);
  if (rows.length === 0) return [];
  const [header = '', ...lines] = table(goldenColumns, rows, (layer) => layer === first);
  return [header, ...lines.map((line) => (line.startsWith('>') ? highlighted(line) : line))];
}

/** The first bad layer, two before it, the next one, and others that diverge, in execution order. */
function around(first: LayerComparison, layers: readonly LayerComparison[]): LayerComparison[] {
  const at = layers.indexOf(first);
  const near = [at - 2, at - 1, at, at + 1].flatMap((index) => layers[index] ?? []);
  const others = layers.filter((layer) => layer.status === 'diverges' && !near.includes(layer));
  return [...near, ...others].slice(0, MOST_ROWS).sort((a, b) => layers.indexOf(a) - layers.indexOf(b));
}

/** One thing to do next, beside accepting the change. */
function hintOf(comparison: Comparison): string | undefined {
  const { verdict, first, findings, layers } = comparison;
  if (verdict === 'match') return undefined;
  const decisive = decisiveFinding(comparison);
  const about = decisive ?? findings.find((finding) => finding.where === first?.deployed && findingFix(finding));
  const fix = about === undefined ? undefined : findingFix(about);
  if (fix !== undefined) return fix;
  const isOpen = layers.some(({ status }) => status === 'undecided') && verdict === 'undecided';
  return isOpen
    ? 'compare with the full reference (toMatchReferenceLayers), or choose a tolerance away from the value: { tolerance: 0.0001 }'
    : undefined;
}
