import type { Finding } from '../../verdicts/comparison.ts';
import { counted, digits } from '../digits.ts';
import { oneLine } from '../table.ts';
import { shown } from './shown.ts';
import type { Words } from './words.ts';

type Evidence = Finding['evidence'];

/** What is wrong, after "its values" or the like: `its channels are reversed`. */
interface CauseWords {
  is: (evidence: Evidence) => string;
  fix: (evidence: Evidence) => string | undefined;
}

const isInput = ({ of }: Evidence): boolean => of === 'input';
const factor = ({ factor: value }: Evidence): string => digits(Number(value), 5);

/** A number with its sign in front of it, set apart. */
const plus = (value: number): string => `${value < 0 ? '-' : '+'} ${digits(Math.abs(value), 4)}`;

const pixels = (count: number, more: string, less: string): string[] =>
  count === 0 ? [] : [`${counted(Math.abs(count), 'pixel')} ${count > 0 ? more : less}`];

const causes: Record<string, CauseWords> = {
  scaled: {
    is: (evidence) => `all of its values are ${factor(evidence)} times what they should be`,
    fix: (evidence) =>
      isInput(evidence)
        ? 'normalize with the range of the reference: the values are only scaled'
        : 'look for a factor that is applied twice, or not: the divisor of a pool, an epsilon, the scale of a grid',
  },
  offset: {
    is: ({ offset }) => `all of its values are ${shownOffset(offset)}`,
    fix: (evidence) =>
      isInput(evidence)
        ? "subtract the reference's mean"
        : 'look for a constant that is added twice, or not: a bias, a zero point',
  },
  'scaled-and-offset': {
    is: ({ factor: value, offset }) => `it is ${digits(Number(value), 5)} x what it should be ${plus(Number(offset))}`,
    fix: (evidence) =>
      isInput(evidence)
        ? "normalize with the reference's mean, deviation and range"
        : "look for a range or a normalization that is not the reference's",
  },
  'clip-lost': {
    is: (evidence) => `its ${activation(evidence)} is lost`,
    fix: (evidence) =>
      isInput(evidence)
        ? 'clip the values as the reference does'
        : `put the ${activation(evidence)} behind it back into the exported model`,
  },
  'clip-added': {
    is: (evidence) => `its values are clipped ${bounds(evidence)}, and should not be`,
    fix: (evidence) =>
      isInput(evidence)
        ? 'do not clip the values, or widen the range that they are stored in'
        : 'look for an activation that the reference lacks, or calibrate this layer again: its range is too narrow',
  },
  'channels-reversed': {
    is: (evidence) => `its channels are reversed${isInput(evidence) ? ', as BGR for RGB' : ''}`,
    fix: (evidence) =>
      isInput(evidence)
        ? 'give the channels in the order of the reference: RGB and BGR are mixed up'
        : 'the output channels of its weights and bias are in the reverse order: look at how they are written or loaded',
  },
  flipped: {
    is: ({ direction }) => `it is flipped ${shown(direction)}`,
    fix: () => 'look for a mirrored camera or texture, or an axis that is read backwards',
  },
  rotated: {
    is: ({ degrees }) => `it is turned by ${degrees} degrees clockwise`,
    fix: (evidence) =>
      isInput(evidence)
        ? 'turn the image by its orientation tag as the reference does, and only once'
        : 'look for axes that are exchanged or read backwards',
  },
  'height-width-swapped': {
    is: () => 'its height and width are swapped',
    fix: (evidence) =>
      isInput(evidence)
        ? 'rows and columns are mixed up: look at the order of width and height where the tensor is filled'
        : 'look for a Transpose that exchanges the last two axes',
  },
  'layout-swapped': {
    is: ({ written, read }) => `its memory holds the ${layoutOf(written)} where the shape says ${layoutOf(read)}`,
    fix: ({ written, read }) =>
      `transpose the values (${layoutName(written)} to ${layoutName(read)}): changing the shape alone moves nothing`,
  },
  'flattened-order': {
    is: () => 'its values are flattened in another order of channels and places',
    fix: () => 'transpose to the layout of the reference before Flatten, or reorder the weights of the layer behind it',
  },
  'channels-shuffled': {
    is: ({ groups }) => `its channels are shuffled in ${groups} groups`,
    fix: () => 'look for a channel shuffle, or grouped weights that were taken apart in another order',
  },
  'channels-permuted': {
    is: ({ moved, channels }) =>
      channels === undefined
        ? `${moved} of its channels are in another order`
        : Number(moved) === 2
          ? `its channels ${String(channels).replace(', ', ' and ')} are swapped`
          : `its channels ${channels} are in another order`,
    fix: (evidence) =>
      isInput(evidence)
        ? 'give the channels in the order of the reference'
        : 'the output channels of its weights and bias are in another order: look at how they are written or loaded',
  },
  'dead-channels': {
    is: ({ count, channel, value }) =>
      `${Number(count) === 1 ? `its channel ${channel} holds` : `${count} of its channels, the first ${channel}, hold`} nothing but ${digits(Number(value), 4)}`,
    fix: (evidence) =>
      isInput(evidence)
        ? 'fill every channel of the tensor'
        : "look at these channels' weights and bias: they were pruned, overflowed, or never loaded",
  },
  'one-channel': {
    is: ({ channel, factor: value, offset }) =>
      `only its channel ${channel} is wrong: ${digits(Number(value), 5)} x what it should be ${plus(Number(offset))}`,
    fix: ({ channel }) => `look at the weights, the bias and the scale of channel ${channel}`,
  },
  'channel-offsets': {
    is: ({ channel, offset }) =>
      `each of its channels is off by a constant (channel ${channel} by ${digits(Number(offset), 4)}), as without its bias or with another`,
    fix: (evidence) =>
      isInput(evidence)
        ? "subtract the reference's mean of each channel"
        : "look at the bias of this layer: it is lost, or not the reference's",
  },
  'scaled-before-bias': {
    is: (evidence) =>
      `it is ${factor(evidence)} times what it should be but for a constant in each channel, as with scaled weights and the right bias`,
    fix: (evidence) =>
      isInput(evidence)
        ? "normalize with the reference's mean and range"
        : 'look for a factor on the weights of this layer: their scale, or a batch norm that was folded twice',
  },
  'channel-scales': {
    is: ({ channel, factor: value }) =>
      `each of its channels is scaled by a factor of its own (channel ${channel} by ${digits(Number(value), 4)})`,
    fix: (evidence) =>
      isInput(evidence)
        ? "divide by the reference's deviation of each channel"
        : 'look at the per-channel scales of this layer, or at a batch norm that is lost',
  },
  'channel-scales-and-offsets': {
    is: ({ channel, factor: value }) =>
      `each of its channels is in a range of its own (channel ${channel} scaled by ${digits(Number(value), 4)})`,
    fix: (evidence) =>
      isInput(evidence)
        ? "normalize with the reference's mean and deviation of each channel"
        : 'look for a batch norm that is lost, applied twice, or of another epsilon',
  },
  shifted: {
    is: ({ rows, columns }) =>
      `it is shifted by ${[...pixels(Number(rows), 'down', 'up'), ...pixels(Number(columns), 'to the right', 'to the left')].join(' and ')}`,
    fix: (evidence) =>
      isInput(evidence)
        ? 'look at the rounding of the crop and the padding: it begins at another pixel than the reference'
        : 'compare the pads of this layer with the reference: SAME puts the odd pixel at the end, symmetric padding in front',
  },
};

function shownOffset(offset: Evidence[string] | undefined): string {
  const value = Number(offset);
  return `${digits(Math.abs(value), 4)} too ${value < 0 ? 'low' : 'high'}`;
}

const activation = ({ activation: name, low, high }: Evidence): string =>
  name === 'clip'
    ? `clip ${bounds({ ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) })}`
    : shown(name);

function bounds({ low, high }: Evidence): string {
  if (low === undefined) return `at ${digits(Number(high), 4)}`;
  return high === undefined
    ? `at ${digits(Number(low), 4)}`
    : `to ${digits(Number(low), 4)} .. ${digits(Number(high), 4)}`;
}

const layoutOf = (memory: Evidence[string] | undefined): string =>
  memory === 'channels-last' ? 'channels last' : 'channels first';
const layoutName = (memory: Evidence[string] | undefined): string => (memory === 'channels-last' ? 'NHWC' : 'NCHW');

/** What is wrong, as the end of a sentence about a layer or an input; how sure it is in front of it. */
export function causeClause({ kind, evidence }: Finding): string {
  const words = causes[kind.slice('cause/'.length)];
  const what = words?.is(evidence) ?? kind.slice('cause/'.length).replaceAll('-', ' ');
  return evidence.certainty === 'exact' ? what : `it looks as if ${what}`;
}

/** Findings of why a layer or an input is not what it should be. */
export const causeWords: Record<string, Words> = Object.fromEntries(
  Object.entries(causes).map(([name, { fix }]) => [
    `cause/${name}`,
    {
      decisive: true,
      sentence: (finding) =>
        isInput(finding.evidence)
          ? `the input ${oneLine(finding.where)} is not the reference's: ${causeClause(finding)}`
          : `${oneLine(finding.where)} diverges: ${causeClause(finding)}`,
      fix: ({ evidence }) => fix(evidence),
    } satisfies Words,
  ]),
);
