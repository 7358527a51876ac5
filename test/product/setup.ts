import { installPackage } from '../../examples/demo/installPackage.ts';

/** The demo and the documentation use the packed package: once for all test files, which run side by side. */
export const setup = installPackage;
