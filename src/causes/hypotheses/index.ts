import { channelOffsets } from './channelOffsets.ts';
import { channelScales } from './channelScales.ts';
import { channelScalesAndOffsets } from './channelScalesAndOffsets.ts';
import { channelsPermuted } from './channelsPermuted.ts';
import { channelsReversed } from './channelsReversed.ts';
import { channelsShuffled } from './channelsShuffled.ts';
import { clipAdded } from './clipAdded.ts';
import { clipLost } from './clipLost.ts';
import { deadChannel } from './deadChannel.ts';
import { flattenedOrder } from './flattenedOrder.ts';
import { flipped } from './flipped.ts';
import { heightWidthSwapped } from './heightWidthSwapped.ts';
import type { Hypothesis } from './hypothesis.ts';
import { layoutSwapped } from './layoutSwapped.ts';
import { offsetBy } from './offsetBy.ts';
import { oneChannel } from './oneChannel.ts';
import { rotated } from './rotated.ts';
import { scaledAndOffset } from './scaledAndOffset.ts';
import { scaledBeforeBias } from './scaledBeforeBias.ts';
import { scaledBy } from './scaledBy.ts';
import { shifted } from './shifted.ts';

/** Every way in which a layer may be wrong that exray knows, the simpler first: the first that explains all is the cause. */
export const hypotheses: readonly Hypothesis[] = [
  scaledBy,
  offsetBy,
  scaledAndOffset,
  clipLost,
  clipAdded,
  channelsReversed,
  flipped,
  rotated,
  heightWidthSwapped,
  layoutSwapped,
  flattenedOrder,
  channelsShuffled,
  deadChannel,
  oneChannel,
  channelOffsets,
  scaledBeforeBias,
  channelScales,
  channelScalesAndOffsets,
  shifted,
  channelsPermuted,
];
