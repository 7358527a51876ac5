import sharp from 'sharp';

/** Side of the square that the network takes, in pixels. */
export const SIZE = 224;

/**
 * A photo as the network was trained to see it: upright, RGB, the centre square of 87.5 % of the short side, resized to
 * 224 x 224, (pixel - 127) / 128, one plane per channel.
 *
 * @param {string | Buffer} photo path or encoded bytes
 * @returns {Promise<Float32Array>} shape [1, 3, 224, 224]
 */
export async function preprocess(photo) {
  // The training pipeline ignores colour profiles; sharp would apply them.
  const image = sharp(photo, { ignoreIcc: true });
  const { autoOrient: upright } = await image.metadata();
  const side = Math.floor(0.875 * Math.min(upright.width, upright.height));
  const left = Math.floor((upright.width - side) / 2);
  const top = Math.floor((upright.height - side) / 2);
  const pixels = await image
    .autoOrient()
    .extract({ left, top, width: side, height: side })
    .resize(SIZE, SIZE, { kernel: 'cubic', fit: 'fill' })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  return toPlanes(pixels);
}

/** Interleaved RGB bytes to normalized planes: R, G, B. */
function toPlanes(pixels) {
  const plane = SIZE * SIZE;
  const values = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++) {
      values[channel * plane + i] = (pixels[3 * i + channel] - 127) / 128;
    }
  }
  return values;
}
