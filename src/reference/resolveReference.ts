import { ExrayError } from '../errors.ts';
import { isTrace } from './isTrace.ts';
import { referenceKinds } from './kinds/index.ts';
import { locate } from './locate.ts';
import { namedArrays } from './namedArrays.ts';
import { openModel } from './openModel.ts';
import type { ModelObject, Reference, ReferenceContext, Referenced } from './reference.ts';

/**
 * Makes any reference ready to be compared with.
 *
 * @param testFolder Folder of the test file: relative paths begin there, then in the working directory.
 * @throws ExrayError `reference-missing`, `reference-kind`, `reference-inputs`, and what reading the file throws.
 */
export const resolveReference = async (
  reference: Reference,
  context: ReferenceContext,
  testFolder?: string,
): Promise<Referenced> => {
  if (typeof reference === 'string' || reference instanceof URL) {
    const place = await locate(reference, testFolder);
    const kind = referenceKinds.find(({ matches }) => matches(place.path, place.isFolder));
    if (kind) return kind.open(place.path, context);
  }
  if (isTrace(reference)) {
    return { trace: reference, label: 'the given trace', ownInputs: Object.keys(reference.inputs).length > 0 };
  }
  if (isModelObject(reference)) return openModel({ instance: reference }, 'the given model', context);
  if (typeof reference === 'object' && reference !== null && !ArrayBuffer.isView(reference)) {
    const trace = namedArrays(reference as never, context.deployed);
    return { trace, label: 'the given arrays', ownInputs: Object.keys(trace.inputs).length > 0 };
  }
  throw new ExrayError('reference-kind', {
    what: `the reference is ${ArrayBuffer.isView(reference) ? 'a typed array' : String(reference)}`,
    why: 'A reference is a trace, a model or its path, the path of a trace or of named arrays, or an object of named arrays',
    fix: "Write for instance toMatchReferenceLayers('reference/model.onnx')",
  });
};

/** A model that is an object; told by its parts, since a test may have several copies of its runtime. */
const isModelObject = (reference: unknown): reference is ModelObject =>
  typeof reference === 'object' &&
  reference !== null &&
  !ArrayBuffer.isView(reference) &&
  typeof (reference as Partial<ModelObject>).predict === 'function';
