import { changed } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import type { Hypothesis } from './hypothesis.ts';

/** A curve over the pixels: decoded to linear light (2.2), brightened (1 / 2.2), or half of that. */
export const gamma: Hypothesis = {
  name: 'colour/gamma',
  step: 'colour',
  inject: (fed) =>
    fed.gamma === undefined || fed.gamma === 1
      ? [2.2, 1 / 2.2, 1.5, 1 / 1.5].map((power) => changed(fed, { gamma: power }))
      : [changed(fed, { gamma: undefined }), changed(fed, { gamma: 1 / fed.gamma })],
};

const colour = (kind: 'limited-range' | '601-as-709' | '709-as-601'): Hypothesis => ({
  name: `colour/${kind}`,
  step: 'colour',
  inject: (fed: Fed) => (fed.colour === undefined ? [changed(fed, { colour: { kind } })] : []),
});

/** Video pixels of 16..235 taken for 0..255. */
export const limitedRange = colour('limited-range');

/** Luma and chroma turned into RGB by the matrix of another standard. */
export const rec601As709 = colour('601-as-709');
export const rec709As601 = colour('709-as-601');

/** Colours that went through a canvas, which keeps them multiplied by alpha. */
export const premultiplied: Hypothesis = {
  name: 'colour/premultiplied',
  step: 'colour',
  needs: 'alpha',
  inject: (fed, image) =>
    image.alpha && fed.colour === undefined ? [changed(fed, { colour: { kind: 'premultiplied' } })] : [],
};
