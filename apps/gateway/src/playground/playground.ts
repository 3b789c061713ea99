import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
};

/**
 * The API's playground: GraphiQL from our own packages, so it works with the internet cut off.
 *
 * @param folder what the build makes of app.tsx, app.css and page.html; beside the gateway's bundle unless said otherwise
 */
export async function playground(
  app: FastifyInstance,
  { folder = join(__dirname, 'playground') }: { folder?: string },
): Promise<void> {
  app.get('/playground', async (_request, reply) => {
    const page = await readFile(join(folder, 'page.html'));
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  });

  // Each has the hash of its content in its name.
  app.get<{ Params: { file: string } }>('/playground/:file', async ({ params: { file }, headers }, reply) => {
    const type = TYPES[/^[\w-]+\.(\w+)$/.exec(file)?.[1] ?? ''];
    if (!type) return notFound(reply);
    const zipped = type !== TYPES['woff2'] && /\bgzip\b/.test(headers['accept-encoding'] ?? '');
    const content = await readFile(join(folder, zipped ? `${file}.gz` : file)).catch(() => undefined);
    if (!content) return notFound(reply);
    if (zipped) reply.header('content-encoding', 'gzip');
    return reply
      .type(type)
      .header('vary', 'accept-encoding')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(content);
  });

  // The web app serves the playground under its own address, where / is the shop.
  app.get('/', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(
        '<!doctype html><html lang="en"><title>Gateway · Tillkeep</title><h1>Tillkeep’s gateway</h1>' +
          '<p>Its <a href="/playground">playground</a> is here. The shop has an address of its own: ' +
          'http://localhost:3000, unless WEB_PORT says otherwise.</p></html>',
      ),
  );
}

function notFound(reply: FastifyReply) {
  return reply.status(404).send();
}
