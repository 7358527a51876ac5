import { permute } from '../../tensor/permute.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { asInteger } from '../asInteger.ts';
import { axesBetween, type Layout } from '../realLayer.ts';

/**
 * A reference's inputs as another runtime takes them: under the deployed names, channels where that runtime has them, and
 * integers in its type. What is left of a difference is then the app's.
 *
 * @param names reference input -> deployed input
 */
export const inDeployedForm = (
  deployed: Readonly<Record<string, Tensor>>,
  reference: Readonly<Record<string, Tensor>>,
  names: ReadonlyMap<string, string>,
  layouts: { deployed: Layout; reference: Layout },
): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(reference).map(([id, tensor]) => {
      const name = names.get(id) ?? id;
      const given = deployed[name];
      return [name, given ? inForm(given, tensor, layouts) : tensor];
    }),
  );

const inForm = (given: Tensor, tensor: Tensor, layouts: { deployed: Layout; reference: Layout }): Tensor => {
  const axes = inputAxes(given.shape, tensor.shape, layouts);
  const turned = axes ? permute(tensor, axes) : tensor;
  return asInteger(turned, given.dtype) ?? turned;
};

/** The axes that bring a reference's input into the deployed order; none where it lies as the deployed one does, or fits in no way. */
export const inputAxes = (
  deployed: readonly number[],
  reference: readonly number[],
  layouts: { deployed: Layout; reference: Layout },
): readonly number[] | undefined =>
  deployed.join() === reference.join() || deployed.length !== 4
    ? undefined
    : (axesBetween(deployed, reference, layouts) ?? undefined);
