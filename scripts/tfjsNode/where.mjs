import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The folder whose node_modules hold tfjs-node: `EXRAY_TFJS_NODE`, else one of this project that git ignores. It lies beside
 * node_modules, not in it, so that `npm ci` leaves its 800 MB alone.
 */
export const folder = resolve(project, process.env.EXRAY_TFJS_NODE || '.tfjs-node');

/** Where folders are made that take `folder`'s place once they work: on the same disk. */
export const parent = dirname(folder);

/** As tfjs itself in this project's package.json. */
export const TFJS_NODE = '4.22.0';

/** Of the package that brings TensorFlow's library. Its C interface is stable: the binding was written for 2.9. */
export const TENSORFLOW = '2.21.0';
