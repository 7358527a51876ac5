import type { Comparison, LayerComparison } from '../verdicts/comparison.ts';
import { chosenLayers } from './chosenLayers.ts';
import { counted, digits, listed } from './digits.ts';
import { findingSentence } from './findingSentence.ts';
import {
  agreement,
  decisiveFinding,
  divergence,
  headline,
  layerName,
  ownOf,
  ownSize,
  plainId,
  plainOp,
} from './headline.ts';
import { hint } from './hint.ts';
import { notCompared } from './notCompared.ts';
import { highlighted } from './paint.ts';
import { type Column, oneLine, table } from './table.ts';

/** No message is longer: more is not read. */
export const MOST_LINES = 30;

/** What surrounds a comparison in its message. */
export interface MessageContext {
  /** The reference as the user named it. */
  reference?: string;
  /** Where the received trace was kept, relative to the project. */
  kept?: readonly string[];
  /** A line before everything else, such as the stage of `toMatchReference`. */
  title?: string;
  /** Lines after the evidence, such as the stages that were not judged. */
  after?: readonly string[];
}

/** A comparison as text: the verdict, the evidence, one hint, the kept files; at most {@link MOST_LINES} lines. */
export function comparisonMessage(given: Comparison, context: MessageContext = {}): string {
  const comparison = withFirst(given);
  const { title, after = [], kept = [], reference } = context;
  const end = [
    ...after,
    ...(reference === undefined ? [] : [`Reference: ${reference}`]),
    ...prefixed('Hint: ', hint(comparison)),
    ...(kept.length === 0 ? [] : [`Kept: ${listed(kept)}`]),
  ];
  const start = [...(title === undefined ? [] : [title]), headline(comparison), ...details(comparison)];
  const rows = layerTable(comparison);
  const room = MOST_LINES - start.length - rows.length - end.length - 3;
  const evidence = fitted(
    [
      ...otherFaults(comparison),
      ...otherFindings(comparison),
      ...notCompared(comparison),
      ...passing(comparison),
      ...notes(comparison),
    ],
    room,
  );
  return [start, rows, [...evidence, ...end]]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

/** Data that went through JSON holds the first bad layer twice; here it is one of the layers. */
export function withFirst(comparison: Comparison): Comparison {
  const { first, layers } = comparison;
  const same = layers.find(({ deployed, reference }) => deployed === first?.deployed && reference === first.reference);
  return same === undefined ? comparison : { ...comparison, first: same };
}

/** The message of a `.not` assertion that failed: everything agrees. */
export const agreesMessage = (comparison: Comparison, { reference }: MessageContext = {}): string =>
  [
    `expected the deployed model not to match its reference, but ${headline(comparison)}`,
    ...(reference === undefined ? [] : [`Reference: ${reference}`]),
    ...notes(comparison),
  ].join('\n');

/** What else is known of the first bad layer: where the difference sits, which nodes may cause it, what differs in the graph. */
function details(comparison: Comparison): string[] {
  const { first, verdict, findings } = comparison;
  if (verdict === 'match') return [];
  if (first === undefined)
    return verdict === 'mismatch' && comparison.layers.length > 0 ? [`Besides, ${agreement(comparison)}.`] : [];
  const { piece = [], pieceInputs = [], deployed, reference, where } = first;
  const nodes = piece.map(({ op, node }) => (node === '' ? op : `${op} ${oneLine(node)}`));
  const decisive = decisiveFinding(comparison);
  const isElsewhere = decisive !== undefined && decisive.where !== deployed;
  return [
    ...(isElsewhere ? [`Besides, ${divergence(first, comparison)}.`] : []),
    ...findings
      .filter((finding) => finding !== decisive && finding.where === deployed)
      .slice(0, 4)
      .map((finding) => `${findingSentence(finding)}.`),
    ...(where === undefined ? [] : [`The difference sits in ${oneLine(where)}.`]),
    ...(piece.length < 2
      ? []
      : [
          `The fault may be at any of ${counted(piece.length, 'node')} between ${listed(pieceInputs.map(oneLine))} and it: ${listed(nodes, 4)}.`,
        ]),
    ...(reference === deployed ? [] : [`In the reference it is ${oneLine(reference)} (paired by ${first.pairedBy}).`]),
  ];
}

const columns: Column<LayerComparison>[] = [
  { title: 'layer', text: ({ deployed }) => plainId(deployed), most: 44 },
  { title: 'op', text: ({ op }) => plainOp(op), most: 20 },
  { title: 'own error', text: ({ own }) => optional(own), right: true },
  { title: 'steps', text: ({ steps }) => optional(steps), right: true },
  { title: 'drift', text: ({ drift }) => optional(drift), right: true },
  { title: 'tolerance', text: ({ tolerance }) => optional(tolerance), right: true },
  { title: 'status', text: ({ status }) => status },
  { title: 'where', text: ({ where }) => where ?? '', most: 24 },
];

const optional = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '' : digits(value);

function layerTable({ layers, first, verdict }: Comparison): string[] {
  if (verdict === 'match') return [];
  const rows =
    first === undefined && layers.every(({ status }) => status === 'agrees') ? [] : chosenLayers(layers, first);
  if (rows.length === 0) return [];
  const [header = '', ...lines] = table(columns, rows, (layer) => layer === first);
  return [header, ...lines.map((line) => (line.startsWith('>') ? highlighted(line) : line))];
}

/** Second and third faults, what follows from them, and what is only weak. */
function otherFaults({ layers, first }: Comparison): string[] {
  const faults = layers.filter((layer) => layer.status === 'diverges' && layer !== first);
  const short = (layer: LayerComparison) => layerName({ ...layer, deployed: plainId(layer.deployed) });
  const of = (status: LayerComparison['status']) => layers.filter((layer) => layer.status === status);
  const consequences = of('consequence');
  const inherited = of('inherits');
  const weak = of('weak');
  return [
    ...(faults.length === 0
      ? []
      : [
          `Also ${faults.length === 1 ? 'diverges' : 'diverge'}: ${listed(faults.map((layer) => `${short(layer)} by ${ownOf(layer)}`))}.`,
        ]),
    ...(consequences.length === 0
      ? []
      : [`Consequences, not faults (driven out of their ranges): ${listed(consequences.map(short))}.`]),
    ...(inherited.length === 0
      ? []
      : [`${counted(inherited.length, 'later layer inherits', 'later layers inherit')} the difference.`]),
    ...(weak.length === 0
      ? []
      : [
          `Weak, which is no alarm: ${listed(weak.sort((a, b) => ownSize(b) - ownSize(a)).map((layer) => `${short(layer)} ${ownOf(layer)}`))}.`,
        ]),
  ];
}

/** Findings that are neither the first line nor about its layer. */
function otherFindings(comparison: Comparison): string[] {
  const decisive = decisiveFinding(comparison);
  return comparison.findings
    .filter((finding) => finding !== decisive && finding.where !== comparison.first?.deployed)
    .map((finding) => `${findingSentence(finding)}.`);
}

/** Stated, since everybody wants to know; as no fix, since it hides the fault. */
const passing = ({ passingTolerance, first }: Comparison): string[] =>
  passingTolerance === undefined || first === undefined
    ? []
    : [
        `The smallest tolerance with which no layer would diverge is ${digits(passingTolerance)}, judged by "${first.row}".`,
      ];

const notes = ({ notes }: Comparison): string[] => notes.map((note) => `Note: ${oneLine(note)}`);

export const prefixed = (prefix: string, text: string | undefined): string[] =>
  text === undefined ? [] : [prefix + text];

/** The first lines, and how many were left out. */
export const fitted = (lines: readonly string[], room: number): string[] =>
  lines.length <= room
    ? [...lines]
    : [
        ...lines.slice(0, Math.max(0, room - 1)),
        `... and ${counted(lines.length - Math.max(0, room - 1), 'more line')}`,
      ];
