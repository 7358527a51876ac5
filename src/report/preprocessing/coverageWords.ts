import type { Coverage, CoverageGap } from '../../preprocessing/coverage/recipeCoverage.ts';
import { listed } from '../digits.ts';

/** What each bug is a question of: `this photo cannot tell BGR from RGB`. */
const questions: Readonly<Record<string, string>> = {
  'decode/alpha': 'what becomes of transparent pixels',
  'decode/decoder': 'one decoder from another',
  'orientation/exif-applied': 'a picture turned upright from one as stored',
  'orientation/exif-ignored': 'a picture as stored from one turned upright',
  'orientation/exif-twice': 'an orientation that is applied twice',
  'decode/icc': 'an applied colour profile from an ignored one',
  'decode/shrink-on-load': 'a JPEG that was shrunk while it was decoded',
  'orientation/mirrored': 'a mirrored picture from one that is not',
  'orientation/rotated': 'a turned picture from an upright one',
  'orientation/transposed': 'rows from columns',
  'geometry/central-part': 'a resize of the centre from a crop of a resize',
  'geometry/cover': 'a resize that covers from the one that was asked for',
  'geometry/crop-corner': 'a crop of the corner from one of the centre',
  'geometry/crop-offset': 'a crop that is off by one pixel',
  'geometry/crop-rounding': 'one rounding of the crop from another',
  'geometry/letterbox': 'a padded picture from one without padding',
  'geometry/no-resize': 'a picture that is cropped only from one that is resized',
  'geometry/other-side': 'a resized side that is off by one pixel',
  'geometry/pad-corner': 'padding on all sides from padding on the right and below',
  'geometry/pad-fill': 'one colour of the padding from another',
  'geometry/pad-order': 'padding before the value map from padding after it',
  'geometry/resize-side': 'one size of the resize from another',
  'geometry/shortest-side-crop': 'a crop of the shorter side from a stretched picture',
  'geometry/side-rounding': 'one rounding of the resized side from another',
  'geometry/sides-swapped': 'width from height',
  'geometry/squash': 'a stretched picture from a cropped one',
  'geometry/squash-crop': 'a stretched picture from one in proportion',
  'kernel/antialias': 'a kernel with antialias from one without',
  'kernel/nearest': 'the nearest pixel from a weighted one',
  'kernel/no-antialias': 'a kernel without antialias from one with it',
  'kernel/other': 'one kernel from another',
  'kernel/pass-order': "Pillow 12's order of passes from Pillow 13's",
  'kernel/twin': 'one twin of a kernel from another',
  'colour/gamma': 'one gamma from another',
  'colour/limited-range': 'limited range from full range',
  'colour/premultiplied': 'colours that were multiplied by alpha',
  'colour/601-as-709': 'colours of Rec. 601 from those of Rec. 709',
  'colour/709-as-601': 'colours of Rec. 709 from those of Rec. 601',
  'channels/bgr': 'BGR from RGB',
  'channels/bgr-planes': 'exchanged planes from those in order',
  'channels/gray': 'gray from colour',
  'channels/order': 'one channel order from another',
  'values/255-for-256': 'a division by 255 from one by 256',
  'values/256-for-255': 'a division by 256 from one by 255',
  'values/inverted': 'an inverted picture from one that is not',
  'values/mean-after-std': 'a mean after the std from one before it',
  'values/mean-without-scale': 'a mean in 0..255 from one in 0..1',
  'values/mean-reversed': 'a mean in BGR order from one in RGB order',
  'values/no-255': 'a missing division by 255',
  'values/std-only': 'a missing mean',
  'values/mean-only': 'a missing std',
  'values/normalized-twice': 'mean and std that are applied twice',
  'values/on-plus-minus-one': 'mean and std on -1..1 from those on 0..1',
  'values/other-convention': 'one value map from another',
  'values/mean-std-reversed': 'mean and std in BGR order from those in RGB order',
  'values/mean-std-swapped': 'mean from std',
  'values/times-std': 'a product with the std from a division by it',
  'values/255-twice': 'a division by 255 that is done twice',
  'dtype/int8': 'int8 from another element type',
  'dtype/not-quantized': 'a value from a quantized one',
  'dtype/float': 'one float type from another',
  'dtype/quantization': 'one quantization from another',
  'dtype/uint8': 'uint8 from another element type',
  'layout/interleaved-as-planes': 'interleaved pixels from planes',
  'layout/other': 'NHWC from NCHW',
  'layout/planes-as-interleaved': 'planes from interleaved pixels',
  'layout/rgba-as-rgb': 'RGBA that is read as RGB',
  'layout/width-height-swapped': 'width from height',
  'memory/displaced': 'a buffer with a lost offset',
  'memory/reinterpreted': 'bytes that are taken for floats',
  'memory/row-stride': 'rows with a stride left in',
  'memory/stale-tail': 'a rest of another picture',
  'memory/truncated-to-bytes': 'floats that are stored in bytes',
  'memory/unwritten-tail': 'a part that was never written',
  'memory/wrapped-int8': 'bytes that wrap to signed ones',
};

const reasons: Record<CoverageGap, { why: string; add: string }> = {
  gray: { why: 'it is gray', add: 'one with colours' },
  symmetric: { why: 'it is symmetric', add: 'one that is not' },
  constant: { why: 'it is of one colour', add: 'a real photo' },
  blurred: { why: 'it has no fine detail', add: 'one with edges and texture' },
  'no-exif': { why: 'its file has no EXIF orientation', add: 'one of a phone' },
  'no-icc': { why: 'its file has no colour profile', add: 'one with a wide profile' },
  'no-alpha': { why: 'it has no transparent pixels', add: 'one that has' },
  'no-jpeg': { why: 'its file is no JPEG', add: 'one that is' },
  'same-here': { why: 'at its size both come to the same', add: 'one of another size' },
};

/** What apps get wrong most often is named first. */
const commonest = [
  'channels/bgr',
  'orientation/exif-ignored',
  'kernel/no-antialias',
  'geometry/squash',
  'values/mean-std-reversed',
  'decode/icc',
  'decode/alpha',
  'geometry/crop-rounding',
];

const rank = (hypothesis: string): number =>
  commonest.includes(hypothesis) ? commonest.indexOf(hypothesis) : commonest.length;

/** In the order in which they hide most. */
const gaps = Object.keys(reasons) as CoverageGap[];

/** A bug as a question; one that this version has no words for, by its name. */
export const questionOf = (hypothesis: string): string =>
  questions[hypothesis] ?? hypothesis.replace(/^.*\//, '').replaceAll('-', ' ');

/**
 * What an image cannot show, one sentence for each reason:
 * `this photo cannot tell BGR from RGB: it is gray; add one with colours`.
 *
 * @param most how many bugs a sentence names; the others are counted
 */
export const coverageSentences = ({ cannotTell }: Coverage, most = 3): string[] =>
  gaps.flatMap((gap) => {
    const hidden = cannotTell
      .filter(({ why }) => why === gap)
      .sort((a, b) => rank(a.hypothesis) - rank(b.hypothesis))
      .map(({ hypothesis }) => questionOf(hypothesis));
    if (hidden.length === 0) return [];
    const { why, add } = reasons[gap];
    return [`this photo cannot tell ${listed([...new Set(hidden)], most)}: ${why}; add ${add}`];
  });
