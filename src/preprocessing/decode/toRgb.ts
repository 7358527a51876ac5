import type { Pixels } from '../pixels/pixels.ts';
import type { Decode } from '../recipe/recipe.ts';

/** Bytes in 1 to 4 channels as RGB: gray is repeated, alpha dropped or blended with a background. */
export const toRgb = (pixels: Pixels, alpha: Decode['alpha']): Pixels => {
  const { data, width, height, channels } = pixels;
  const hasAlpha = channels === 2 || channels === 4;
  if (channels === 3) return { data, width, height, channels: 3 };
  const count = width * height;
  const rgb = new Uint8Array(count * 3);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const background = hasAlpha && alpha !== 'dropped' ? alpha : undefined;
  for (let i = 0, from = 0, to = 0; i < count; i++, from += channels, to += 3) {
    rgb[to] = data[from] as number;
    rgb[to + 1] = data[from + green] as number;
    rgb[to + 2] = data[from + blue] as number;
    if (background === undefined) continue;
    const opacity = data[from + channels - 1] as number;
    for (let c = 0; c < 3; c++) rgb[to + c] = blended(rgb[to + c] as number, background[c] as number, opacity);
  }
  return { data: rgb, width, height, channels: 3 };
};

/** Rounded as Pillow 13 does (Paste.c, BLEND). */
const blended = (colour: number, background: number, opacity: number): number =>
  over255(colour * opacity + background * (255 - opacity));

/** A product of two bytes over 255, rounded. */
const over255 = (product: number): number => {
  const sum = product + 128;
  return ((sum >> 8) + sum) >> 8;
};

/** CMYK as RGB without a profile, as each library computes it. */
export const cmykToRgb = ({ data, width, height }: Pixels, like: Decode['like']): Pixels => {
  const convert = cmykRules[like];
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    const light = 255 - (data[from + 3] as number);
    for (let c = 0; c < 3; c++) rgb[to++] = convert(data[from + c] as number, light);
  }
  return { data: rgb, width, height, channels: 3 };
};

/** From an ink and the light that black leaves. Pillow 13, Convert.c; OpenCV 5.0, utils.cpp; TensorFlow 2.21, jpeg_mem.cc. */
const cmykRules: Record<Decode['like'], (ink: number, light: number) => number> = {
  pillow: (ink, light) => Math.max(light - over255(ink * light), 0),
  opencv: (ink, light) => light - ((ink * light) >> 8),
  tf: (ink, light) => Math.trunc(((255 - ink) * light) / 255),
  sharp: (ink, light) => Math.max(light - over255(ink * light), 0),
};

/** 16-bit gray as 8-bit RGB: Pillow 13 cuts values at 255, everyone else keeps the upper byte. */
export const wideGrayToRgb = ({ data, width, height }: Pixels, like: Decode['like']): Pixels => {
  const wide = new Uint16Array(data.buffer, data.byteOffset, width * height);
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < wide.length; i++) {
    const value = wide[i] as number;
    rgb.fill(like === 'pillow' ? Math.min(value, 255) : value >> 8, i * 3, i * 3 + 3);
  }
  return { data: rgb, width, height, channels: 3 };
};

/**
 * Each pixel the mean of `times` by `times`; a remainder at the right and lower edge is cut off. That is what libjpeg's
 * reduced inverse DCT (jidctred.c) gives in libvips 8.18, but for its rounding: 0.5 rms after the resize.
 */
export const boxMean = ({ data, width, height }: Pixels, times: number): Pixels => {
  const small = { width: Math.max(Math.floor(width / times), 1), height: Math.max(Math.floor(height / times), 1) };
  const [across, down] = [Math.min(times, width), Math.min(times, height)];
  const out = new Uint8Array(small.width * small.height * 3);
  const { round } = Math;
  for (let y = 0, to = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let v = y * times; v < y * times + down; v++)
          for (let u = x * times; u < x * times + across; u++) sum += data[(v * width + u) * 3 + c] as number;
        out[to++] = round(sum / (across * down));
      }
  return { data: out, ...small, channels: 3 };
};
