import { brotliCompressSync, constants } from 'node:zlib';
import { encodeGolden } from '../../src/golden/file/encodeGolden.ts';
import { sketchTrace } from '../../src/golden/sketchTrace.ts';
import { recordModel, type Trace } from '../../src/index.ts';
import { completeGolden } from '../../src/reference/golden/completeGolden.ts';
import { encodeFloat16 } from '../../src/tensor/float16.ts';
import type { Case } from '../case.ts';
import { models, photo } from '../models.ts';

const image = new URL('../../fixtures/photos/china.jpg', import.meta.url);

/** What a golden adds to a repository, against keeping the values. */
export const goldenSize: Case = {
  name: 'goldenSize',
  what: 'a golden’s file: all layers of one photo, with their floors, the outputs and a result',
  goals: [
    { what: 'float, original', most: 72, unit: 'KiB' },
    { what: 'int8, deployed', most: 56, unit: 'KiB' },
    { what: 'int8, deployed, with the profile of its float reference', most: 96, unit: 'KiB' },
  ],
  async run() {
    const images = { data: await photo(), shape: [1, 3, 224, 224] };
    const float = await recordModel(models.float, { images }, { capture: 'original' });
    const int8 = await recordModel(models.int8, { images });
    const whole = async (trace: Trace, reference?: string) => {
      const answered = { ...trace, image, result: [{ label: 'pagoda', score: 0.9 }] };
      const { layers, bytes } = await golden(answered, reference);
      return { value: bytes / 1024, detail: `${bytes} bytes for ${layers} layers` };
    };
    const [first, ...others] = [await whole(float), await whole(int8), await whole(int8, models.float)];
    return [{ ...first, detail: `${first.detail}; ${await valuesOf(float)}` }, ...others];
  },
};

const golden = async (trace: Trace, reference: string | undefined) => {
  const complete = await completeGolden(await sketchTrace(trace), trace, { reference });
  return { layers: complete.layers.length, bytes: encodeGolden(complete).byteLength };
};

/** What the values themselves take. Polygraphy writes each tensor as base64 of float32: four bytes for three. */
const valuesOf = async (trace: Trace): Promise<string> => {
  let [full, compressed] = [0, 0];
  for await (const { tensor } of trace.layers.read()) {
    const half = encodeFloat16(tensor.data as Float32Array);
    full += tensor.data.length * 4;
    compressed += brotliCompressSync(new Uint8Array(half.buffer, half.byteOffset, half.byteLength), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
    }).byteLength;
  }
  const sizes = [full, full / 2, compressed, (full * 4) / 3].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
  return `its values: float32 ${sizes[0]}, float16 ${sizes[1]}, with brotli 5 ${sizes[2]}, base64 as in Polygraphy’s JSON ${sizes[3]}`;
};
