/** Shares of red, green and blue in luma: Rec. 601, as Pillow, OpenCV and libjpeg compute it. */
export const LUMA = [0.299, 0.587, 0.114] as const;

export const lumaOf = (red: number, green: number, blue: number): number =>
  LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
