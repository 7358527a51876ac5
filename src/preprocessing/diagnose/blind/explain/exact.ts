import type { Plan } from '../../../geometry/plan.ts';
import { render } from '../../../geometry/render.ts';
import type { Pixels } from '../../../pixels/pixels.ts';
import { roomLike } from '../../../pixels/roomLike.ts';
import type { KernelName } from '../../../resample/resampler.ts';
import { type FittedLine, fitLine } from '../../fit/fitLine.ts';
import type { Fed } from '../../pipeline/fed.ts';
import { planeOf, type Window } from '../picture/planes.ts';
import { type Relation, related } from '../values/relation.ts';
import type { Setup } from './setup.ts';

/** A geometry and a kernel as the library computes it, compared with all of the tensor's window. */
export interface Exact {
  kernel: KernelName;
  pillow?: 12;
  /** Of each channel, in the relation's units; none where a channel has too little. */
  lines: (FittedLine | undefined)[];
  /** u8 units, over the channels that are written in all of the window. */
  rms: number;
  /** The same as a share of the picture's spread: a dark corner of an image is like anything in u8 units. */
  unlike: number;
}

/** Pixels of a channel that a line needs. */
const enough = 32;

/** The resized picture, without its padding: interleaved RGB. */
export const renderPlan = (
  { pixels }: Setup,
  plan: Plan,
  kernel: KernelName,
  pillow?: Fed['pillow'],
  within?: Window,
): Pixels => {
  const part = within === undefined ? plan : partOf(plan, within);
  const rendered = render(
    pixels.channels === 1 ? tripled(pixels) : pixels,
    { ...part, pad: none },
    {
      kernel,
      ...(pillow === undefined ? {} : { pillow }),
    },
  );
  return rendered;
};

const none = { left: 0, top: 0, right: 0, bottom: 0 };

/** A plan for a part of its tensor only. */
const partOf = (plan: Plan, { left, top, right, bottom }: Window): Plan => ({
  ...plan,
  crop: {
    x: plan.crop.x + left - plan.pad.left,
    y: plan.crop.y + top - plan.pad.top,
    width: right - left,
    height: bottom - top,
  },
});

const tripled = ({ data, width, height }: Pixels): Pixels => {
  const triple = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) triple.fill(data[i] as number, 3 * i, 3 * i + 3);
  return { data: triple, width, height, channels: 3 };
};

/**
 * @param rendered what {@link renderPlan} gives for `within`
 * @param within part of the tensor's picture
 */
export const compareExact = (
  setup: Setup,
  rendered: Pixels,
  within: Window,
  relation: Relation,
): Omit<Exact, 'kernel'> => {
  const { picture, written, channels } = setup;
  const lines: Exact['lines'] = [];
  let [squares, shares, counted] = [0, 0, 0];
  for (let c = 0; c < picture.channels; c++) {
    const common = intersect(within, written[c] as Window);
    if ((common.right - common.left) * (common.bottom - common.top) < enough) {
      lines.push(undefined);
      continue;
    }
    const rgb = cutRgb(rendered, within, common);
    const line = fitLine(related(relation, c, rgb), cutPlane(setup, c, common));
    lines.push(line);
    if (!channels.includes(c) || line.rms === Infinity) continue;
    squares += line.rms ** 2;
    shares += line.spread > 0 ? (line.rms / line.spread) ** 2 : 1;
    counted++;
  }
  if (counted === 0) return { lines, rms: Infinity, unlike: Infinity };
  return { lines, rms: Math.sqrt(squares / counted), unlike: Math.sqrt(shares / counted) };
};

export const intersect = (a: Window, b: Window): Window => {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  return {
    left,
    top,
    right: Math.max(left, Math.min(a.right, b.right)),
    bottom: Math.max(top, Math.min(a.bottom, b.bottom)),
  };
};

/** A part of a rendered part, both in pixels of the tensor's picture. */
export const cutRgb = (
  { data, width, channels }: Pixels,
  of: Window,
  { left, top, right, bottom }: Window,
): Pixels['data'] => {
  if (channels === 3 && of.left === left && of.top === top && of.right === right && of.bottom === bottom) return data;
  const result = roomLike(data, (right - left) * (bottom - top) * 3);
  let to = 0;
  for (let y = top; y < bottom; y++)
    for (let x = left, from = ((y - of.top) * width + left - of.left) * channels; x < right; x++, from += channels) {
      result[to++] = data[from] as number;
      result[to++] = data[from + 1] as number;
      result[to++] = data[from + 2] as number;
    }
  return result;
};

/** Values of a channel of the tensor in a window. */
export const cutPlane = ({ picture }: Setup, channel: number, { left, top, right, bottom }: Window): Float32Array => {
  const plane = planeOf(picture, channel);
  if (left === 0 && top === 0 && right === picture.width && bottom === picture.height) return plane;
  const result = new Float32Array((right - left) * (bottom - top));
  for (let y = top, to = 0; y < bottom; y++, to += right - left)
    result.set(plane.subarray(y * picture.width + left, y * picture.width + right), to);
  return result;
};
