import { ExrayError } from '../../errors.ts';
import { openFile } from '../../formats/byteSource.ts';
import { readNpy } from '../../formats/npy.ts';
import { readNpz } from '../../formats/npz.ts';
import { shownPath } from '../../formats/shownPath.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { loadTrace } from '../../trace/loadTrace.ts';
import type { Trace } from '../../trace/trace.ts';
import { imageInput } from './imageInput.ts';

/** The tensor of an image out of a file, and the trace that it was found in, which may know the image. */
export interface FedFile {
  tensor: Tensor;
  trace?: Trace;
}

/**
 * Reads the tensor that a model was fed: of a NumPy array (.npy, .npz), or the input of a trace (.safetensors).
 *
 * @param path relative to the working directory
 * @param named the array or input that is meant, where there are several
 * @throws ExrayError `tensor-file` for another kind of file, `file-missing` and others of reading it
 */
export const fedFile = async (path: string, named?: string): Promise<FedFile> => {
  if (path.endsWith('.safetensors')) {
    const trace = await loadTrace(path);
    const layer = Object.keys(trace.inputs).length === 0 ? await layerOf(trace, named) : undefined;
    return { tensor: layer ?? imageInput(trace, named).tensor, trace };
  }
  if (!/\.np[yz]$/.test(path))
    throw new ExrayError('tensor-file', {
      what: `${shownPath(path)} is no file that a tensor is read from`,
      why: 'Its name ends in neither .npy, .npz nor .safetensors',
      fix: "Write the tensor in Python with numpy.save('fed.npy', tensor)",
    });
  const file = await openFile(path, shownPath(path));
  const bytes = await file.read(0, file.size).finally(() => file.close());
  if (path.endsWith('.npy')) return { tensor: readNpy(bytes, shownPath(path)) };
  return { tensor: imageInput({ inputs: readNpz(bytes, shownPath(path)) }, named).tensor };
};

/** Named arrays without the prefix `input/` are layers; one of them may be the input all the same. */
const layerOf = async (trace: Trace, named: string | undefined): Promise<Tensor | undefined> => {
  const { layers } = await trace.layers.list();
  const id = named ?? (layers.length === 1 ? layers[0]?.id : undefined);
  if (id === undefined) return undefined;
  for await (const { tensor } of trace.layers.read([id])) return tensor;
  return undefined;
};
