import { layersInMemory } from '../../trace/layers.ts';
import type { ImageSource, Trace } from '../../trace/trace.ts';
import { namedArrays } from '../namedArrays.ts';
import type { JudgedFed } from './judgeFed.ts';

/** What is kept of what was fed: the trace without its layers, or one made of the tensor; with the image it was judged by. */
export const fedTrace = ({ trace, tensor, items }: JudgedFed): Trace => {
  const images = items.map(({ image }) => image) as [ImageSource, ...ImageSource[]];
  const { imageSha256, ...rest } = trace ?? namedArrays({ 'input/image': tensor });
  return {
    ...rest,
    image: images.length === 1 ? images[0] : images,
    layers: layersInMemory({ layers: [], unseen: [] }, []),
  };
};
