import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ByteSource, bytesInMemory } from '../../src/formats/byteSource.ts';
import { readSafetensorsEntry, readSafetensorsHeader } from '../../src/formats/safetensors/readSafetensors.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** Tensors that the libraries themselves made, target size 112: fixtures/make/README.md tells how. */
export const expectedFolder = fileURLToPath(new URL('../../fixtures/preprocessing/expected/', import.meta.url));

export interface Described {
  recipe: { values: { scale: number; mean: number[]; std: number[] } | 'u8' | 'i8'; layout: 'CHW' | 'HWC' };
  images: Record<string, { shape: number[] }>;
}

const described = JSON.parse(readFileSync(join(expectedFolder, 'recipes.json'), 'utf8')) as Record<string, Described>;

/** Path of the image that a tensor's key names. */
export const imagePath = (key: string): string => {
  const file = readdirSync(join(expectedFolder, 'images')).find((name) => basename(name).split('.')[0] === key);
  return join(expectedFolder, 'images', file as string);
};

/** The tensors of one file of that folder. */
export const tensorsOf = (file: string): Promise<Record<string, Tensor>> =>
  allTensors(bytesInMemory(readFileSync(join(expectedFolder, `${file}.safetensors`)), file));

export const allTensors = async (source: ByteSource): Promise<Record<string, Tensor>> => {
  const { entries } = await readSafetensorsHeader(source);
  const tensors: Record<string, Tensor> = {};
  for (const entry of entries.values()) tensors[entry.key] = await readSafetensorsEntry(source, entry);
  return tensors;
};

/** Those whose pixels before the value map are the same: one file holds them. */
const sameAs: Record<string, string> = {
  'keras-torch': 'keras-tf',
  'tflite-u8': 'tflite-task-float',
  'tflite-i8': 'tflite-task-float',
  'timm-0.875-bicubic': 'torchvision-bicubic',
};

/** What a library fed whose value map is this, by image. */
export const fedWith = async (file: string, recipe: Described['recipe']): Promise<Record<string, Tensor>> =>
  Object.fromEntries(Object.entries(await tensorsOf(file)).map(([key, tensor]) => [key, mapped(tensor, recipe)]));

/** What the library fed, by image: the stored pixels with the library's value map and padding. */
export const fedByLibrary = async (library: string): Promise<Record<string, Tensor>> => {
  const { recipe, images } = described[library] as Described;
  const stored = await tensorsOf(sameAs[library] ?? library);
  const fed = Object.entries(stored).map(([key, tensor]): [string, Tensor] => {
    const shape = images[key]?.shape as number[];
    return [key, widened(mapped(tensor, recipe), shape)];
  });
  return Object.fromEntries(fed);
};

const mapped = ({ shape, data }: Tensor, { values, layout }: Described['recipe']): Tensor => {
  const pixels = data as Uint8Array | Float32Array;
  if (values === 'u8') return { dtype: 'uint8', shape, data: pixels };
  if (values === 'i8') return { dtype: 'int8', shape, data: Int8Array.from(pixels, (pixel) => pixel - 128) };
  const plane = layout === 'CHW' ? (shape[2] as number) * (shape[3] as number) : 1;
  const { scale, mean, std } = values;
  const fed = Float32Array.from(pixels, (pixel, i) => {
    const channel = Math.floor(i / plane) % 3;
    return (pixel * scale - (mean[channel] as number)) / (std[channel] as number);
  });
  return { dtype: 'float32', shape, data: fed };
};

/** Text lines are stored without the zeros to their right. */
const widened = (tensor: Tensor, shape: number[]): Tensor => {
  const [from, to] = [tensor.shape.at(-1) as number, shape.at(-1) as number];
  if (from === to) return tensor;
  const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
  for (let row = 0; row * from < tensor.data.length; row++)
    data.set((tensor.data as Float32Array).subarray(row * from, (row + 1) * from), row * to);
  return { ...tensor, shape, data };
};

/** Rms of the difference over the range of what is right. */
export const nrmse = (tensor: Tensor, right: Tensor): number => {
  const [a, b] = [tensor.data as Float32Array, right.data as Float32Array];
  let [sum, least, most] = [0, Infinity, -Infinity];
  for (let i = 0; i < b.length; i++) {
    sum += ((a[i] as number) - (b[i] as number)) ** 2;
    least = Math.min(least, b[i] as number);
    most = Math.max(most, b[i] as number);
  }
  return Math.sqrt(sum / b.length) / (most - least);
};
