import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { diagnosePreprocessing, preprocess, type Recipe, recipes } from '../../src/index.ts';
import { type Case, type Figure, type Goal, ms } from '../case.ts';
import { inTurns } from '../measure.ts';

/** 512 x 512. */
const photo = new URL('../../fixtures/photos/astronaut.jpg', import.meta.url);
const recipe = recipes['torchvision/imagenet-v1'];
const [ROUNDS, WARM_UP] = [5, 1];

/** Of ImageNet, for red, green and blue. */
const means = [0.485, 0.456, 0.406];
const deviations = [0.229, 0.224, 0.225];

/** How many of the faults that apps make, one added to the other: BGR, another kernel, no division by the deviation. */
const faults = [0, 1, 2, 3] as const;

const runs = [
  ...[256, 512, 2048].map((side) => ({ side, wrong: 1 as const, what: `${side} x ${side}, 1 difference` })),
  ...faults
    .filter((wrong) => wrong !== 1)
    .map((wrong) => ({ side: 512, wrong, what: `512 x 512, ${wrong} differences` })),
];
const ways = ['with the recipe', 'blind'] as const;

/** The goals are for 512 x 512; a matcher answers within 3 s whatever the image. */
const most = (side: number, way: (typeof ways)[number]): number => (side > 512 ? 3000 : way === 'blind' ? 1000 : 300);

/** How long it takes to find out what was done to an image, by its size and by how much is wrong. */
export const diagnosis: Case = {
  name: 'diagnosis',
  what: '`diagnosePreprocessing` of decoded pixels to 224 x 224',
  goals: runs.flatMap(({ side, what }) =>
    ways.map((way): Goal => ({ what: `${what}, ${way}`, most: most(side, way), unit: 'ms' })),
  ),
  async run() {
    const figures: Figure[] = [];
    for (const { side, wrong } of runs) {
      const pixels = await pixelsOf(side);
      const fed = await feed(pixels, wrong);
      for (const way of ways) {
        let explained = '';
        const diagnose = async () => {
          const found = await diagnosePreprocessing(fed, pixels, way === 'blind' ? {} : { recipe });
          explained = `${found.explained}, ${found.differences.length} differences`;
        };
        const { ratio, first, second } = await inTurns(diagnose, () => preprocess(pixels, recipe), ROUNDS, WARM_UP);
        const times = `${ratio.toFixed(0)} times one \`preprocess\` of ${ms(second)}`;
        figures.push({ value: first, detail: `${times}; ${way === 'blind' ? explained.split(',')[0] : explained}` });
      }
    }
    return figures;
  },
};

const pixelsOf = async (side: number) => {
  const resized = sharp(await readFile(photo)).resize(side, side);
  const { data, info } = await resized.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height, channels: info.channels };
};

const feed = async (pixels: Awaited<ReturnType<typeof pixelsOf>>, wrong: (typeof faults)[number]) => {
  const used: Recipe = wrong >= 2 ? { ...recipe, kernel: 'pillow/bicubic' } : recipe;
  const { data, shape } = await preprocess(pixels, used);
  const plane = data.length / 3;
  const values = Float32Array.from({ length: data.length }, (_, i) => {
    const channel = Math.floor(i / plane);
    const from = wrong >= 1 ? 2 - channel : channel;
    const value = (data[from * plane + (i % plane)] as number) * (deviations[from] as number) + (means[from] as number);
    return (value - (means[channel] as number)) / (wrong >= 3 ? 1 : (deviations[channel] as number));
  });
  return { data: values, shape: [...shape] };
};
