import type { Size } from '../pixels/pixels.ts';
import type { KernelName } from '../resample/resampler.ts';

/** How a real number of pixels becomes a whole one. `half-even` is Python's `round` and C's `rint`. */
export type Rounding = 'trunc' | 'half-even' | 'half-up' | 'ceil';

/** How the encoded image becomes pixels. */
export interface Decode {
  /** `stored`: as the file holds it (Pillow, TensorFlow); `exif`: turned upright (OpenCV, browsers, `exif_transpose`). */
  orientation: 'stored' | 'exif';
  /** Whether a colour profile in the file is converted to sRGB (sharp and browsers do) or left alone. */
  icc: 'ignored' | 'applied';
  /** `dropped`: the colours under transparent pixels count; a background, as [R, G, B] in 0..255, is blended in. */
  alpha: 'dropped' | readonly [number, number, number];
  /** Whose decoder: they differ in chroma upsampling, the inverse DCT, CMYK and 16-bit gray. */
  like: 'pillow' | 'opencv' | 'tf' | 'sharp';
}

/**
 * A side in pixels, or one that follows the recipe's size: `rounding(size * times / per)`. torchvision's 256 for 224 is
 * `{ times: 256, per: 224, rounding: 'half-even' }`, timm's `crop_pct` 0.9 is `{ times: 1, per: 0.9, rounding: 'trunc' }`.
 */
export type Side = number | { times: number; per: number; rounding: Rounding };

/** What of the decoded image is kept before it is resized. */
export type SourceCrop =
  /** `tf.image.central_crop`: the same fraction of both sides; each margin is `trunc((n - n * fraction) / 2)`. */
  | { kind: 'central-fraction'; fraction: number }
  /** The centre square of `trunc(fraction * shorter side)`; a fraction of 1 is the largest one. */
  | { kind: 'central-square'; fraction: number; offset: Rounding }
  /** The centre rectangle of the target's aspect, as large as fits. */
  | { kind: 'central-aspect'; offset: Rounding }
  /** EfficientNet's padded crop: the square of `trunc(float32(size / (size + padding)) * shorter side)`, offsets rounded up. */
  | { kind: 'padded-square'; padding: Side }
  | { kind: 'box'; x: number; y: number; width: number; height: number };

/** To how many pixels the image is resized. */
export type Resize =
  /** To the recipe's size, whatever the aspect. */
  | { to: 'size' }
  /** The shorter side to `side`, the other in proportion. `float32`: both sides by one float32 factor, truncated (TF-slim). */
  | { to: 'short-side'; side: Side; other: Rounding | 'float32' }
  /** Both sides by the larger factor, rounded half-even; sampled with that factor itself (`cv2.dnn.blobFromImage`). */
  | { to: 'cover' }
  /** Both sides by the smaller factor, rounded half-even; the rest is padded. `enlarge: false` leaves small images as they are. */
  | { to: 'contain'; enlarge: boolean }
  /** Both sides to multiples, as text detectors do: scaled where the longer (shorter) side is above (below) `limit`. */
  | { to: 'multiple'; of: number; limit: Side; limits: 'longer' | 'shorter' }
  /** A fixed height and the width in proportion, at most `width` or what the image's own aspect needs. */
  | { to: 'height'; height: number; width: number }
  | { to: 'pixels'; width: number; height: number };

/**
 * What of the resized image is kept: the recipe's size, at the centre or at a place. Where the resized image is smaller,
 * `zeros` puts black around it, the left and top margin rounded so (torchvision: `trunc`, transformers: `ceil`); without
 * it, and without `pad`, that is an error.
 */
export type Crop =
  | { at: 'center'; offset: Rounding; zeros?: 'trunc' | 'ceil' }
  | { at: 'pixels'; x: number; y: number };

/** What fills up a picture that is smaller than the tensor. */
export interface Pad {
  /** `center`: as Ultralytics' LetterBox rounds its halves; `top-left`: the picture stays in that corner. */
  picture: 'center' | 'top-left';
  /** One value or [R, G, B] in 0..255 where it is filled before the value map; the value itself where after. */
  fill: number | readonly [number, number, number];
  when: 'before-values' | 'after-values';
  /** Pad only to the next multiple of this instead of to the size. */
  stride?: number;
}

/**
 * Preprocessing as plain data: every step from an encoded image to the tensor that a model takes, in this order. Spread
 * it to change one: `{ ...recipes['transformers/clip'], size: 336 }`.
 *
 * A fed value is `(pixel * scale - mean) / std` with the pixel in 0..255, then quantized where `quantization` says so.
 */
export interface Recipe {
  /** Of the preset it is, or was made from; for messages. */
  name?: string;
  /** Of the tensor, in pixels; one number for a square. */
  size: number | Size;
  decode: Decode;
  sourceCrop?: SourceCrop;
  /** None: the pixels stay as they are. */
  resize?: Resize;
  /** The resampler, by library: `pillow/bilinear` antialiases, `opencv/linear` does not. */
  kernel: KernelName;
  /** Pillow 13 runs the vertical pass first on tall images; 12 and older never. 13 where it is left out. */
  pillow?: 12 | 13;
  crop?: Crop;
  pad?: Pad;
  /** Order of the tensor's channels. `gray` is one channel of luma (Rec. 601). */
  channels: 'RGB' | 'BGR' | 'gray';
  /** A power other than 1 on pixels in 0..1, before the value map. */
  gamma?: number;
  scale: number;
  /** One number for all, or one per channel **in the tensor's channel order**. */
  mean: number | readonly number[];
  std: number | readonly number[];
  layout: 'NCHW' | 'NHWC';
  dtype: 'float32' | 'float16' | 'uint8' | 'int8';
  /** For uint8 and int8: `stored = round(value / scale) + zeroPoint`. Without it the value itself is rounded. */
  quantization?: { scale: number; zeroPoint: number };
}
