import Fastify from 'fastify';
import { features } from '../app/features.ts';

export const service = Fastify();

service.get<{ Params: { model: string } }>('/features/:model', async ({ params }) => features(params.model));
