import { writeFile } from 'node:fs/promises';
import { CLIPImageProcessor, RawImage, ViTImageProcessor } from '@huggingface/transformers';

/** The configurations of the models, at a smaller size. */
const processors = {
  clip: new CLIPImageProcessor({
    size: { shortest_edge: 112 },
    crop_size: { height: 112, width: 112 },
    resample: 3,
    do_resize: true,
    do_center_crop: true,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.48145466, 0.4578275, 0.40821073],
    image_std: [0.26862954, 0.26130258, 0.27577711],
  }),
  vit: new ViTImageProcessor({
    size: { height: 112, width: 112 },
    resample: 2,
    do_resize: true,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  }),
};

const [name, image, file] = process.argv.slice(2);
const { pixel_values } = await processors[name](await RawImage.read(image));
const { buffer, byteOffset, byteLength } = pixel_values.data;
await writeFile(file, new Uint8Array(buffer, byteOffset, byteLength));
