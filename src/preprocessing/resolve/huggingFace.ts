import { ExrayError, type Problem } from '../../errors.ts';
import { nearest, shown } from '../../options.ts';
import { pillowDecode } from '../presets/preset.ts';
import type { Recipe, Resize } from '../recipe/recipe.ts';
import { type ProcessorDefaults, processors } from './huggingFaceProcessors.ts';

type Config = Readonly<Record<string, unknown>>;

/**
 * The recipe of an image processor's configuration, as its class in transformers 5.23 (Pillow backend) reads it.
 *
 * @param config of `preprocessor_config.json`
 * @param label its name for messages
 * @throws ExrayError `bad-recipe` for another class, and for keys that change the tensor and that no recipe has
 */
export const fromHuggingFace = (config: Config, label: string): Recipe => {
  const bad = (problem: Problem) => new ExrayError('bad-recipe', { ...problem, what: `${label}: ${problem.what}` });
  const type = String(config.image_processor_type ?? config.feature_extractor_type);
  const family = type.replace(/(ImageProcessor(Fast|Pil)?|FeatureExtractor)$/, '');
  if (!Object.hasOwn(processors, family)) throw bad(unknownClass(type));
  refuseKeys(config, bad);
  const defaults = processors[family] as ProcessorDefaults;
  const settings = { ...defaults, ...withoutNull(config) } as ProcessorDefaults & Config;
  const kernel = kernels[Number(settings.resample)];
  if (kernel === undefined) throw bad({ what: `resample is ${shown(settings.resample)}, and Pillow has 0 to 5` });
  return {
    name: label,
    decode: pillowDecode,
    kernel: `pillow/${kernel}`,
    ...geometryOf(settings, bad),
    channels: 'RGB',
    ...valuesOf(settings),
    layout: 'NCHW',
    dtype: 'float32',
  };
};

/** By the numbers of `PIL.Image.Resampling`. */
const kernels = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'];

type Bad = (problem: Problem) => ExrayError;

const geometryOf = (settings: ProcessorDefaults & Config, bad: Bad): Pick<Recipe, 'size' | 'resize' | 'crop'> => {
  const resizes = settings.do_resize !== false;
  const size = sides(settings.size, 'size', settings.squares, bad);
  const center = { at: 'center', offset: 'trunc', zeros: 'ceil' } as const;
  if (settings.crop_pct !== undefined && resizes) {
    if (size.shortest === undefined) throw bad({ what: 'size has no shortest_edge, which this class needs' });
    if (size.shortest >= 384) return { size: size.shortest, resize: { to: 'size' } };
    const side = { times: 1, per: Number(settings.crop_pct), rounding: 'trunc' } as const;
    return { size: size.shortest, resize: { to: 'short-side', side, other: 'trunc' }, crop: center };
  }
  const crops = settings.do_center_crop === true;
  const crop = crops ? sides(settings.crop_size, 'crop_size', true, bad) : undefined;
  const target = crop ?? size;
  const result = target.shortest ?? { width: target.width as number, height: target.height as number };
  return {
    size: result,
    ...(resizes ? { resize: resizeTo(size, crop) } : {}),
    ...(crops ? { crop: center } : {}),
  };
};

interface Sides {
  shortest?: number;
  width?: number;
  height?: number;
}

/** Follows the crop's size, so that a recipe spread with another size keeps the proportion. */
const resizeTo = (size: Sides, crop: Sides | undefined): Resize => {
  const { shortest, width = 0, height = 0 } = size;
  if (shortest === undefined) return crop === undefined ? { to: 'size' } : { to: 'pixels', width, height };
  const per = crop === undefined ? shortest : Math.max(crop.width as number, crop.height as number);
  return { to: 'short-side', side: { times: shortest, per, rounding: 'half-even' }, other: 'trunc' };
};

const sides = (given: unknown, key: string, squares: boolean, bad: Bad): Sides => {
  if (typeof given === 'number') return squares ? { width: given, height: given } : { shortest: given };
  const { shortest_edge: shortest, longest_edge, height, width } = (given ?? {}) as Record<string, number | null>;
  if (typeof shortest === 'number' && (longest_edge === undefined || longest_edge === null)) return { shortest };
  if (typeof height === 'number' && typeof width === 'number') return { width, height };
  throw bad({
    what: `${key} is ${JSON.stringify(given)}`,
    why: 'A recipe knows { shortest_edge }, { height, width }, or one number',
    fix: 'Write this recipe by hand: docs/recipes.md shows how',
  });
};

const valuesOf = (settings: ProcessorDefaults & Config): Pick<Recipe, 'scale' | 'mean' | 'std'> => {
  const rescales = settings.do_rescale !== false;
  const scale = rescales ? Number(settings.rescale_factor ?? 1 / 255) : 1;
  const normalizes = settings.do_normalize !== false;
  const zero = rescales && settings.rescale_offset === true ? 1 : 0;
  const spread = (values: unknown): number[] =>
    typeof values === 'number' ? [values, values, values] : [...(values as number[])];
  const mean = spread(normalizes ? settings.image_mean : 0).map((value) => value + zero);
  const deviation = spread(settings.image_std);
  // EfficientNet with its classifier divides by std a second time.
  const times = (normalizes ? 1 : 0) + (settings.include_top === true ? 1 : 0);
  return { scale, mean, std: deviation.map((value) => value ** times) };
};

const withoutNull = (config: Config): Config =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null && value !== undefined));

/** Keys that are read here. */
const read = [
  'do_resize',
  'size',
  'resample',
  'do_center_crop',
  'crop_size',
  'crop_pct',
  'do_rescale',
  'rescale_factor',
  'rescale_offset',
  'do_normalize',
  'image_mean',
  'image_std',
  'include_top',
];

/** Keys that change nothing of one image's tensor. */
const idle =
  /^(image_processor_type|feature_extractor_type|processor_class|auto_map|_valid_processor_keys|_processor_class|do_convert_rgb|do_?reduce_labels|reduce_labels|default_to_square|return_tensors|data_format|input_data_format|device|disable_grouping|use_fast|image_seq_length|name_or_path)$/;

const refuseKeys = (config: Config, bad: Bad): void => {
  const other = Object.keys(withoutNull(config)).filter(
    (key) => config[key] !== false && !read.includes(key) && !idle.test(key),
  );
  if (other.length === 0) return;
  const near = nearest(other[0] as string, read);
  throw bad({
    what: `${other.join(', ')} ${other.length === 1 ? 'is a key' : 'are keys'} that exray does not know`,
    why: 'What is unknown may change the tensor, so it is not passed over',
    fix:
      near === undefined
        ? 'Write this recipe by hand, from the nearest preset: docs/recipes.md lists them'
        : `Did you mean ${near}?`,
  });
};

const unknownClass = (type: string): Problem => ({
  what: `${type} is an image processor that exray does not know`,
  why: `Known are those of ${Object.keys(processors).join(', ')}`,
  fix: 'Write this recipe by hand, from the nearest preset: docs/recipes.md lists them',
});
