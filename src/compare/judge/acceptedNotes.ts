import type { Accepted } from '../../verdicts/comparison.ts';
import type { Conversion } from '../conversion.ts';
import { idsOf } from './judgeOwn.ts';
import type { MergedLayer } from './merged.ts';

const NAMED = 3;

/**
 * What accepted values do not cover, so that a file which is stale, trimmed or of another model never makes a comparison
 * milder without a word: layers that it leaves out are held to the row's own tolerance, and are counted here.
 */
export const acceptedNotes = (
  accepted: Accepted | undefined,
  conversion: Conversion,
  layers: readonly MergedLayer[],
): string[] => {
  if (accepted === undefined) return [];
  if (conversion.endsWith('float16') || conversion.startsWith('same'))
    return ['accepted values are not used: the deployed model is no quantization of the reference'];
  const ids = new Set(layers.flatMap(idsOf));
  const foreign = Object.keys(accepted).filter((id) => !ids.has(id));
  const judged = layers.filter(({ own }) => own !== undefined);
  const left = judged.filter((layer) => !idsOf(layer).some((id) => accepted[id] !== undefined));
  return [
    ...(left.length > 0
      ? [
          `accepted values are missing for ${left.length} of ${judged.length} layers (${shown(left.map(({ pair }) => pair.reference))}), which are held to 1 step: accept a healthy conversion again`,
        ]
      : []),
    ...(foreign.length > 0
      ? [`${foreign.length} accepted values are of no layer that was compared (${shown(foreign)})`]
      : []),
  ];
};

const shown = (ids: readonly string[]): string =>
  ids.length > NAMED ? `${ids.slice(0, NAMED).join(', ')}, ...` : ids.join(', ');
