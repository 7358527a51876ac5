import { beforeAll, test } from 'vitest';
import { type Installation, install, jest, passed, project, vitest } from './harness.ts';
import { serving } from './installations.ts';

let at: Installation;
beforeAll(async () => {
  at = await install('serving', serving);
});

test('a Fastify service is recorded through its port, by fetch and supertest, under Vitest', async () => {
  passed(await vitest(at, project(at, 'service', {}, 'service-vitest')), 6);
});

test('a Fastify service is recorded through its port, by fetch and supertest, under Jest', async () => {
  passed(await jest(at, project(at, 'service', {}, 'service-jest')), 4);
});
