import { keys, lanczos, pillowFilters, triangle } from '../../resample/filters.ts';
import { vipsKernels } from '../../resample/sharp/kernels.ts';
import { type Family, membersOf } from './family.ts';
import {
  alignedCorners,
  averaged,
  centered,
  covered,
  interpolated,
  late,
  nearest,
  summedNearest,
  topLeft,
} from './lines.ts';

const family = (name: string, line: Family['line']): Family => ({ name, members: membersOf(name), line });

const enlarging = (members: Family['members'], line: Family['line']): Family => ({
  name: `${members[0]} enlarging`,
  members,
  enlarging: true,
  line,
});

const all: readonly Family[] = [
  family('triangle+antialias', averaged(triangle, 1)),
  family('catmull-rom+antialias', averaged(keys(-0.5), 2)),
  family('triangle', interpolated(triangle, 1, centered)),
  family('lanczos3+antialias', averaged(lanczos(3), 3)),
  family('nearest', summedNearest),
  family(
    'nearest',
    nearest((position, { step }) => (position + 0.5) * step, 'down'),
  ),
  family('nearest-top-left', nearest(topLeft, 'down')),
  family('area', covered),
  family('triangle-top-left', interpolated(triangle, 1, topLeft)),
  family('cubic', interpolated(keys(-0.75), 2, centered)),
  family('catmull-rom', interpolated(keys(-0.5), 2, centered)),
  family('lanczos4', interpolated(lanczos(4), 4, centered)),
  family('cubic-top-left', interpolated(keys(-0.75), 2, topLeft)),
  family('catmull-rom-top-left', interpolated(keys(-0.5), 2, topLeft)),
  family('box+antialias', averaged(pillowFilters.box.filter, 0.5)),
  family('hamming+antialias', averaged(pillowFilters.hamming.filter, 1)),
  family('mitchell+antialias', averaged(vipsKernels.mitchell.filter, 2)),
  family('lanczos2+antialias', averaged(lanczos(2), 2)),
  family('mks2013+antialias', averaged(vipsKernels.mks2013.filter, 3)),
  family('mks2021+antialias', averaged(vipsKernels.mks2021.filter, 5)),
  family('triangle-align-corners', interpolated(triangle, 1, alignedCorners)),
  enlarging(['sharp/linear'], interpolated(triangle, 1, late)),
  enlarging(
    ['sharp/lanczos3', 'sharp/cubic', 'sharp/mitchell', 'sharp/lanczos2', 'sharp/mks2013', 'sharp/mks2021'],
    interpolated(keys(-0.5), 2, late),
  ),
];

/** All families that a resampler belongs to, those met most often first. */
export const families: readonly Family[] = all.filter(({ members }) => members.length > 0);

/** One of each kind: the geometry that these fit best is the right one for all. */
export const probes: readonly Family[] = families.filter(({ name }) =>
  ['triangle+antialias', 'triangle', 'nearest', 'nearest-top-left', 'lanczos3+antialias', 'triangle-top-left'].includes(
    name,
  ),
);
