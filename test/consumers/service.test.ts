import { beforeAll, test } from 'vitest';
import { type Installation, install, jest, passed, project, vitest } from './harness.ts';
import { current } from './installations.ts';

let at: Installation;
beforeAll(async () => {
  at = await install('current', current);
});

test('a Fastify service is recorded through its port, under Vitest', async () => {
  passed(await vitest(at, project(at, 'service', {}, 'service-vitest')), 3);
});

test('a Fastify service is recorded through its port, under Jest', async () => {
  passed(await jest(at, project(at, 'service', {}, 'service-jest')), 2);
});
