/** An image in memory: interleaved, top row first, values in 0..255 units (kernels that do not round leave floats). */
export interface Pixels {
  data: Uint8Array | Uint8ClampedArray | Float32Array;
  width: number;
  height: number;
  /** 1 gray, 3 RGB, 4 RGBA (straight alpha). */
  channels: number;
}

/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}
