import { builtin, type NodeModule } from './builtins.ts';
import { tfjsTensors, visitScripts } from './others.ts';

/** Packages that apps make tensors of images with. */
export type ImageLibrary = 'sharp' | '@napi-rs/canvas' | '@tensorflow/tfjs' | '@huggingface/transformers';

/** Native parts by their files: Node itself loads these, also under Jest. */
const ADDONS: readonly [ImageLibrary, RegExp][] = [
  ['sharp', /[\\/]sharp-[^\\/]*\.node$/],
  ['@napi-rs/canvas', /[\\/]@napi-rs[\\/]canvas[^\\/]*[\\/].*\.node$|[\\/]canvas[\\/]build[\\/].*canvas\.node$/],
];

/** exray loads sharp itself to decode images: afterwards its presence says nothing about the app. */
const OWN_SHARP = Symbol.for('exray.ownSharp');

type Holder = Record<symbol, boolean | undefined>;
const holder = (): Holder => builtin<NodeModule>('module')._extensions as unknown as Holder;

/**
 * The library that the app has loaded to make tensors of images, as far as the process shows: a fix then speaks it.
 * Loads none. To be asked before exray itself decodes an image.
 *
 * @param input Name of the model's input: transformers.js calls its own `pixel_values`.
 */
export const imageLibrary = (input?: string): ImageLibrary | undefined => {
  const files = Object.keys(builtin<NodeModule>('module')._cache);
  const loaded = ADDONS.filter(([, pattern]) => files.some((file) => pattern.test(file))).map(([name]) => name);
  const hasSharp = loaded.includes('sharp');
  holder()[OWN_SHARP] ??= !hasSharp;
  if (input === 'pixel_values' && hasTransformers()) return '@huggingface/transformers';
  const others = loaded.filter((name) => name !== 'sharp');
  if (hasSharp && holder()[OWN_SHARP] === false) return 'sharp';
  if (others[0] !== undefined) return others[0];
  if (tfjsTensors() > 0) return '@tensorflow/tfjs';
  return hasSharp ? 'sharp' : undefined;
};

const hasTransformers = (): boolean => {
  let found = false;
  visitScripts((file) => {
    found ||= /[\\/](@huggingface|@xenova)[\\/]transformers[\\/]/.test(file);
  });
  return found;
};
