// What a Prometheus reads of a gateway and of an ERP, each a process of its own.
import { useProcesses } from './processes-under-test';
import { ShopApi } from './shop-api';

const processes = useProcesses();

it('tells what waits, what the ERP said, how the API answered, and what registers hold', async () => {
  const DATA_DIR = processes.newFolder();
  const erp = processes.erp({ DATA_DIR });
  const gateway = processes.gateway({ DATA_DIR, ERP_URL: `${await erp.url}/graphql`, METRICS_PORT: '0' });
  const shop = new ShopApi();
  shop.url = await gateway.url;
  await shop.signIn();
  const { products } = await shop.answer<{ products: { nodes: { id: string }[] } }>(
    '{ products(first: 1, filter: { active: true }) { nodes { id } } }',
  );
  const sell = () =>
    shop.answer('mutation ($lines: [SaleLineInput!]!) { createSale(input: { lines: $lines }) { id } }', {
      lines: [{ productId: products.nodes[0]?.id, quantity: 1 }],
    });
  await sell();
  await sell();
  const url = await gateway.metricsUrl;
  const read = async () => (await fetch(url)).text();
  expect(await read()).toMatch(/^tillkeep_outbox_sales\{status="PENDING"\} 2$/m);
  expect(await read()).toMatch(/^tillkeep_outbox_oldest_seconds [\d.]+$/m);

  await shop.answer('mutation { syncPendingSales { synced } }');
  await shop.post(JSON.stringify({ query: '{ nothingOfOurs }' }));
  const metrics = await read();
  expect(metrics).toMatch(/^tillkeep_outbox_sales\{status="PENDING"\} 0$/m);
  expect(metrics).toMatch(/^tillkeep_outbox_oldest_seconds 0$/m);
  expect(metrics).toMatch(/^tillkeep_erp_sales_total\{status="IMPORTED"\} 2$/m);
  expect(metrics).toMatch(/^tillkeep_erp_request_seconds_count\{answer="ITEMS"\} 1$/m);
  expect(metrics).toMatch(/^tillkeep_request_seconds_count\{field="createSale",outcome="data"\} 2$/m);
  // A name that only the caller knows is no label.
  expect(metrics).toMatch(/^tillkeep_request_seconds_count\{field="none",outcome="errors"\} 1$/m);
  expect(metrics).toMatch(/^tillkeep_register_sales\{register="MAIN-00",where="recorded"\} 2$/m);
  expect(metrics).toMatch(/^tillkeep_reconciliation_differing_days 0$/m);
  expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);

  expect((await fetch(new URL('/', url))).status).toBe(404);
  expect((await fetch(`${shop.url}/metrics`)).status).toBe(404); // not where everybody asks
});
