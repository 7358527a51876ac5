/** What an image processor of Hugging Face does where its configuration is silent: transformers 5.23.0, `...ImageProcessorPil`. */
export interface ProcessorDefaults {
  /** Number of Pillow's filter. */
  resample: number;
  size: Readonly<Record<string, number>>;
  crop_size?: Readonly<Record<string, number>>;
  do_center_crop?: boolean;
  image_mean: readonly number[];
  image_std: readonly number[];
  /** What one number as size means. */
  squares: boolean;
  /** ConvNext: shorter side to size / crop_pct and a crop below 384, stretched from there on. */
  crop_pct?: number;
  /** EfficientNet divides by std once more. */
  include_top?: boolean;
}

const half = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const clip = {
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};
const square = (side: number) => ({ height: side, width: side });

const [bilinear, bicubic] = [2, 3];

const clipLike: ProcessorDefaults = {
  resample: bicubic,
  size: { shortest_edge: 224 },
  crop_size: square(224),
  do_center_crop: true,
  ...clip,
  squares: false,
};

const mobileNet: ProcessorDefaults = {
  resample: bilinear,
  size: { shortest_edge: 256 },
  crop_size: square(224),
  do_center_crop: true,
  ...half,
  squares: false,
};

/** By class, without `Fast`, `Pil` or `FeatureExtractor` in its name. */
export const processors: Readonly<Record<string, ProcessorDefaults>> = {
  CLIP: clipLike,
  Bit: clipLike,
  ViT: { resample: bilinear, size: square(224), ...half, squares: true },
  Siglip: { resample: bicubic, size: square(224), ...half, squares: false },
  DeiT: {
    resample: bicubic,
    size: square(256),
    crop_size: square(224),
    do_center_crop: true,
    ...half,
    squares: true,
  },
  Beit: { resample: bicubic, size: square(224), crop_size: square(224), ...half, squares: true },
  ConvNext: { resample: bicubic, size: { shortest_edge: 384 }, ...half, squares: false, crop_pct: 224 / 256 },
  EfficientNet: {
    resample: bicubic,
    size: square(346),
    crop_size: square(289),
    ...half,
    squares: true,
    include_top: true,
  },
  MobileNetV1: mobileNet,
  MobileNetV2: mobileNet,
};
