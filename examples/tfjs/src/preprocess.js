import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';

/** Side of the square that the network takes, in pixels. */
export const SIZE = 224;

/**
 * A photo as the network was trained to see it: upright, RGB, the centre square of 87.5 % of the short side, resized to
 * 224 x 224, (pixel - 127) / 128, the channels of a pixel side by side.
 *
 * @param {string | Buffer} photo path or encoded bytes
 * @returns {Promise<tf.Tensor4D>} shape [1, 224, 224, 3]; the caller's to dispose
 */
export async function preprocess(photo) {
  const { data, info } = await square(photo);
  return tf.tidy(() => {
    const pixels = tf.tensor3d(data, [info.height, info.width, 3], 'int32');
    return pixels.sub(127).div(128).expandDims();
  });
}

/** The part of the photo that the network sees, as RGB bytes. tfjs itself has no kernel that averages where it shrinks. */
async function square(photo) {
  // The training pipeline ignores colour profiles; sharp would apply them.
  const image = sharp(photo, { ignoreIcc: true });
  const { autoOrient: upright } = await image.metadata();
  const side = Math.floor(0.875 * Math.min(upright.width, upright.height));
  const left = Math.floor((upright.width - side) / 2);
  const top = Math.floor((upright.height - side) / 2);
  return image
    .autoOrient()
    .extract({ left, top, width: side, height: side })
    .resize(SIZE, SIZE, { kernel: 'cubic', fit: 'fill' })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
}
