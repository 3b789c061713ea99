// @ts-check
// A stand-in for web, gateway or ERP in the tests of how services are run: node fake-service.mjs <port> [behaviour]
import { createServer } from 'node:http';

const [port, behaviour = 'well'] = process.argv.slice(2);

const server = createServer((_request, response) => {
  response.writeHead(behaviour === 'never-ready' ? 503 : 200).end('{"database":"locked"}');
});
server.listen(Number(port), '127.0.0.1', () => {
  console.log(JSON.stringify({ level: 30, msg: `listening, pid ${process.pid}` }));
  if (behaviour === 'dies') setTimeout(() => process.exit(7), 300);
  if (behaviour === 'complains')
    console.log(JSON.stringify({ level: 50, msg: 'sync failed', err: { message: 'no ERP' } }));
});

let stopping = false;
for (const event of ['SIGINT', 'SIGTERM']) {
  process.on(event, () => {
    if (behaviour === 'hangs') for (;;); // deaf to everything, also to its own deadline
    if (stopping || behaviour === 'busy') return;
    stopping = true;
    server.close();
    setTimeout(() => {
      console.log(JSON.stringify({ level: 30, msg: 'stopped cleanly' }));
      process.exit(0);
    }, 200);
  });
}
