import { createServer } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import { outboxSummary, registerHeads, reconciliationSummary, type Db } from '@tillkeep/data';
import { Kind } from 'graphql';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from './context';
import type { ErpClient } from './sync/erp-client';

// What a Prometheus asks this process for, in seconds and pieces; docs/operations.md says what to watch. The shop's own state is read
// from the database when it is asked for, so every replica tells the same.

export interface Metrics {
  /** The same ERP, with what it is asked and how it answers counted. */
  watch(erp: ErpClient): ErpClient;
  /** Counts what the API is asked. */
  readonly plugin: ApolloServerPlugin<Context>;
  /** Answers /metrics at an address of its own, which nobody but the Prometheus should reach. 0: any free port. */
  listen(host: string, port: number): Promise<{ readonly url: string; readonly stop: () => Promise<void> }>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

export function gatewayMetrics(db: Db): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  shopGauges(db, registry);
  const requests = new Histogram({
    ...{ name: 'tillkeep_request_seconds', help: 'Requests to the API by the field they ask for first.' },
    ...{ labelNames: ['field', 'outcome'], buckets: SECONDS, registers },
  });
  const batches = new Histogram({
    ...{ name: 'tillkeep_erp_request_seconds', help: 'Batches of sales sent to the ERP by how it answered.' },
    ...{ labelNames: ['answer'], buckets: SECONDS, registers },
  });
  const outcomes = new Counter({
    ...{ name: 'tillkeep_erp_sales_total', help: 'Sales sent to the ERP by what it said of each.' },
    ...{ labelNames: ['status'], registers },
  });

  return {
    watch: (erp) => ({
      ...erp,
      async importSales(sales) {
        const stop = batches.startTimer();
        const answer = await erp.importSales(sales);
        stop({ answer: answer.kind });
        if (answer.kind === 'ITEMS') for (const { status } of answer.items) outcomes.inc({ status });
        return answer;
      },
    }),
    plugin: {
      async requestDidStart() {
        const stop = requests.startTimer();
        return {
          async willSendResponse({ operation, errors }) {
            const [first] = operation?.selectionSet.selections ?? [];
            // Once it has been found valid, it is a name of the schema: there are only so many.
            const field = first?.kind === Kind.FIELD ? first.name.value : 'none';
            stop({ field, outcome: errors ? 'errors' : 'data' });
          },
        };
      },
    },
    async listen(host, port) {
      const server = createServer((request, response) => {
        if (request.url !== '/metrics') return response.writeHead(404).end();
        registry.metrics().then(
          (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
          () => response.writeHead(503).end(), // the database does not answer
        );
      });
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
      const address = server.address();
      const stop = () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      return { url: `http://${host}:${typeof address === 'object' ? address?.port : port}/metrics`, stop };
    },
  };
}

function shopGauges(db: Db, registry: Registry): void {
  const registers = [registry];
  new Gauge({
    ...{
      name: 'tillkeep_outbox_sales',
      help: 'Sales that are not yet in the ERP.',
      labelNames: ['status'],
      registers,
    },
    async collect() {
      const { pending, failed } = await outboxSummary(db);
      this.set({ status: 'PENDING' }, pending);
      this.set({ status: 'FAILED' }, failed);
    },
  });
  new Gauge({
    ...{ name: 'tillkeep_outbox_oldest_seconds', help: 'How long the oldest of them has waited.', registers },
    async collect() {
      const { oldestUnsyncedAt } = await outboxSummary(db);
      this.set(oldestUnsyncedAt ? ((await db.now()).getTime() - oldestUnsyncedAt.getTime()) / 1000 : 0);
    },
  });
  new Gauge({
    ...{
      name: 'tillkeep_register_sales',
      help: 'Sales of each register that are recorded, and that its devices still hold.',
    },
    ...{ labelNames: ['register', 'where'], registers },
    async collect() {
      this.reset();
      for (const { register, recorded, waiting } of await registerHeads(db)) {
        this.set({ register, where: 'recorded' }, recorded);
        this.set({ register, where: 'on device' }, waiting);
      }
    },
  });
  new Gauge({
    ...{
      name: 'tillkeep_reconciliation_differing_days',
      help: 'Outlets’ days whose sales differ from the ERP’s books.',
      registers,
    },
    async collect() {
      this.set((await reconciliationSummary(db)).differing);
    },
  });
}
