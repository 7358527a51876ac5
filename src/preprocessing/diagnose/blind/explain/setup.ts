import type { Pixels, Size } from '../../../pixels/pixels.ts';
import { type AnyTurn, inverseOf, turnedSize } from '../../pipeline/turns.ts';
import { turnPixels } from '../../simulate/turnPixels.ts';
import { type Planes, planeOf, type Window } from '../picture/planes.ts';
import { turnPlanes, turnWindow } from '../picture/turnPlanes.ts';
import type { View } from '../read/reading.ts';
import type { Registration } from '../register/register.ts';
import type { Rect } from '../register/sampleRect.ts';
import { quantumOf } from '../values/quantumOf.ts';

/** A tensor's picture and an image in the same orientation: what is left to explain is geometry, kernel and values. */
export interface Setup {
  turn: AnyTurn;
  /** Whether the image was turned before it was resized, or the picture afterwards; none where nothing is turned. */
  when: 'before-resize' | 'after-resize' | undefined;
  pixels: Pixels;
  /** Size of the image that geometries are planned for. */
  image: Size;
  /** All of the tensor's picture, and of each of its channels the part that was written. */
  picture: Planes;
  written: Window[];
  /** The part that shows the image: without what was not written and without borders. */
  window: Window;
  /** The step of each channel's values; 0 where they are not quantized. */
  steps: number[];
  /** Channels that are written in all of the window. */
  channels: number[];
  /** What the window shows, in pixels of the image. */
  rect: Rect;
}

/**
 * The ways in which a picture can have been turned as it was: the image before the resize, or the picture after it. They
 * differ where sides are odd or a kernel has a preferred side.
 */
export const setupsOf = (
  view: View,
  channels: number[],
  { turn, window, rect }: Pick<Registration, 'turn' | 'window' | 'rect'>,
  pixels: Pixels,
  image: Size = pixels,
): Setup[] => {
  const { picture } = view;
  const written = view.rows.map((rows) => ({ left: 0, top: 0, right: picture.width, bottom: rows }));
  const back = inverseOf(turn);
  const steps = written.map((_, c) => quantumOf(planeOf(picture, c)));
  const after: Setup = {
    turn,
    when: turn === 'none' ? undefined : 'after-resize',
    pixels,
    image,
    picture: turnPlanes(picture, back),
    written: written.map((each) => turnWindow(each, picture, back)),
    window: turnWindow(window, picture, back),
    steps,
    channels,
    rect,
  };
  if (turn === 'none') return [after];
  const before: Setup = {
    turn,
    when: 'before-resize',
    pixels: turnPixels(pixels, turn),
    image: turnedSize(image, turn),
    picture,
    written,
    window,
    steps,
    channels,
    rect: turnWindow(rect, pixels, turn),
  };
  return [before, after];
};

/** Size of the tensor's picture as it is compared. */
export const sizeOfSetup = ({ picture }: Setup): Size => ({ width: picture.width, height: picture.height });

/** Values of the tensor at the crossings of rows and columns, per channel. */
export const valuesAt = (picture: Planes, channel: number, columns: Int32Array, rows: Int32Array): Float32Array => {
  const plane = planeOf(picture, channel);
  const values = new Float32Array(columns.length * rows.length);
  let to = 0;
  for (let j = 0; j < rows.length; j++) {
    const line = (rows[j] as number) * picture.width;
    for (let i = 0; i < columns.length; i++) values[to++] = plane[line + (columns[i] as number)] as number;
  }
  return values;
};
