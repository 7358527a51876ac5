import { perChannel } from '../../recipe/perChannel.ts';
import { changed, others } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import type { Hypothesis } from './hypothesis.ts';

/** The value map with its channels in another order, as it is when whole planes were exchanged after it. */
export const mapInOrder = (fed: Fed, order: readonly number[]): Pick<Fed, 'mean' | 'std'> => {
  const { mean, std } = perChannel(fed);
  const isUniform = [mean, std].every((list) => list.every((value) => value === list[0]));
  if (isUniform) return { mean: fed.mean, std: fed.std };
  return { mean: order.map((i) => mean[i] as number), std: order.map((i) => std[i] as number) };
};

const isColour = (fed: Fed): boolean => fed.channels !== 'gray' && fed.order === undefined;
const swapped = ({ channels }: Fed): 'RGB' | 'BGR' => (channels === 'RGB' ? 'BGR' : 'RGB');

/** Red and blue exchanged; the mean and std that follow are those of the recipe, in its order. */
export const bgr: Hypothesis = {
  name: 'channels/bgr',
  step: 'channels',
  inject: (fed) => (isColour(fed) ? [changed(fed, { channels: swapped(fed) })] : []),
};

/** The finished planes exchanged, each with its own mean and std. */
export const bgrPlanes: Hypothesis = {
  name: 'channels/bgr-planes',
  step: 'channels',
  inject: (fed) => {
    if (!isColour(fed)) return [];
    const plain = changed(fed, { channels: swapped(fed) });
    return others(plain, [changed(plain, mapInOrder(fed, [2, 1, 0]))]);
  },
};

/** An order that no library has: a loop that starts at the wrong channel. */
export const otherOrder: Hypothesis = {
  name: 'channels/order',
  step: 'channels',
  inject: (fed) =>
    isColour(fed)
      ? ['GBR', 'BRG', 'RBG', 'GRB'].flatMap((order) => {
          const places = [...order].map((letter) => fed.channels.indexOf(letter));
          const plain = changed(fed, { order });
          return [plain, ...others(plain, [changed(plain, mapInOrder(fed, places))])];
        })
      : [],
};

/** Luma in all three channels. */
export const grayInAll: Hypothesis = {
  name: 'channels/gray',
  step: 'channels',
  inject: (fed) => (isColour(fed) ? [changed(fed, { order: 'gray' })] : []),
};
