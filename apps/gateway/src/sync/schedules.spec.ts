// Whatever happens in whatever order, with two engines on one database of which one is killed again and again: once the ERP
// is well again, one sync brings each sale into its books exactly once.
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { TestShop } from '../gateway-under-test';
import { FakeErp, manners } from './fake-erp';

/** Now and then a lease runs out under its sender. */
const SHORT_TIMES = { erpTimeoutMs: 150, leaseSeconds: 0.2 };

type Step =
  | { readonly do: 'sell'; readonly count: number }
  | { readonly do: 'sync'; readonly wait: boolean; readonly limit?: number }
  | { readonly do: 'retry'; readonly which: number }
  /** The other engine goes by itself, and is killed so many milliseconds later. */
  | { readonly do: 'pass'; readonly killAfter?: number }
  | { readonly do: 'behave'; readonly manner: keyof typeof manners; readonly booksFirst: boolean }
  | { readonly do: 'goDown' }
  | { readonly do: 'comeUp' }
  | { readonly do: 'poison' | 'refuse'; readonly which: number }
  | { readonly do: 'restart' };

const place = fc.nat(1000);
const names = Object.keys(manners).filter((name) => name !== 'neverStopsTalking') as (keyof typeof manners)[];
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('sell' as const), count: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      wait: fc.boolean(),
      limit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retry' as const), which: place }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      killAfter: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('behave' as const),
      manner: fc.constantFrom(...names),
      booksFirst: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>({ do: 'goDown' }, { do: 'comeUp' }, { do: 'comeUp' }, { do: 'restart' }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('poison' as const, 'refuse' as const), which: place }),
  },
);

it(
  'any schedule of selling, syncing, trouble and restarts ends with each sale in the books once',
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const shop = new TestShop();
        await shop.open(SHORT_TIMES);
        try {
          await new Schedule(shop, await shop.addProduct({ openingStock: 1000 })).run(steps);
        } finally {
          await shop.close();
        }
        expect(shop.loggedErrors()).toEqual([]);
      }),
      { numRuns: Number(process.env.SCHEDULES ?? 15) },
    ),
  600_000,
);

class Schedule {
  private readonly sold: { id: string; total: number }[] = [];
  private readonly underWay: Promise<unknown>[] = [];
  private readonly erp: FakeErp;
  private lives = 0;
  private other: ReturnType<TestShop['anotherEngine']>;

  constructor(
    private readonly shop: TestShop,
    private readonly product: string,
  ) {
    this.erp = shop.erp;
    this.other = shop.anotherEngine('other 0');
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.take(step);
    await Promise.all(this.underWay);
    const synced = (await this.shop.sales({ syncStatus: ['SYNCED'] })).map(({ id }) => ({
      id,
      sent: this.erp.sent(id),
    }));

    Object.assign(this.erp, { manner: manners.properly, booksFirst: false });
    this.erp.poison.clear();
    this.erp.verdicts.clear();
    await this.erp.open();
    await sleep(SHORT_TIMES.leaseSeconds * 1000);
    await this.restart();
    await this.shop.sync();
    await this.expectBookedOnce();
    expect(synced.map(({ id }) => ({ id, sent: this.erp.sent(id) }))).toEqual(synced);
  }

  private async take(step: Step): Promise<void> {
    const { shop, erp } = this;
    switch (step.do) {
      case 'sell':
        this.sold.push(...(await shop.sellMany(this.product, step.count)));
        return;
      case 'sync': {
        const run = shop.sync(step.limit).catch(() => undefined); // a restart may break it off
        if (step.wait) await run;
        else this.underWay.push(run);
        return;
      }
      case 'retry': {
        const sale = this.pick(step.which);
        if (sale) await shop.retry(sale);
        return;
      }
      case 'behave':
        erp.manner = manners[step.manner];
        erp.booksFirst = step.booksFirst;
        return;
      case 'goDown':
        return erp.close();
      case 'comeUp':
        return erp.open();
      case 'poison':
        erp.poison.add(this.pick(step.which) ?? '');
        return;
      case 'refuse':
        erp.verdicts.set(this.pick(step.which) ?? '', {
          status: 'REJECTED',
          code: 'PERIOD_CLOSED',
          message: 'Closed.',
        });
        return;
      case 'pass': {
        const pass = Promise.race([this.other.engine.pass(), this.other.died]);
        if (step.killAfter === undefined) this.underWay.push(pass);
        else await Promise.race([pass, sleep(step.killAfter).then(() => this.killOther())]);
        return;
      }
      case 'restart':
        return this.restart();
    }
  }

  /** The one that comes after it has another name, and finds what the dead one has leased. */
  private killOther(): void {
    this.other.kill();
    this.other = this.shop.anotherEngine(`other ${++this.lives}`, SHORT_TIMES);
  }

  private async restart(): Promise<void> {
    await this.other.engine.stop();
    await this.shop.restart(SHORT_TIMES);
    this.other = this.shop.anotherEngine(`other ${++this.lives}`, SHORT_TIMES);
  }

  private pick(which: number): string | undefined {
    return this.sold[which % this.sold.length]?.id;
  }

  private async expectBookedOnce(): Promise<void> {
    const { shop, erp, sold } = this;
    const ids = sold.map(({ id }) => id).sort();
    expect(erp.ledger.map(({ saleId }) => saleId).sort()).toEqual(ids);
    const sales = await shop.sales({}, 200);
    expect(sales.map(({ id, erpReference }) => [id, erpReference]).sort()).toEqual(
      ids.map((id) => [id, erp.erpReference(id)]),
    );
    expect(sales.every(({ syncStatus, syncError }) => syncStatus === 'SYNCED' && syncError === null)).toBe(
      true,
    );
    const sum = (totals: readonly { total: number }[]) =>
      totals.reduce((whole, { total }) => whole + total, 0);
    expect(sum(erp.ledger)).toBe(sum(sales));
    expect(await shop.stock(this.product)).toBe(1000 - sold.length);
    expect(await shop.summary()).toMatchObject({
      pending: 0,
      failed: 0,
      synced: sold.length,
      oldestUnsyncedAt: null,
    });

    const runs = await shop.runs();
    for (const run of runs) {
      expect(run.status).toBe('FINISHED');
      expect(run.attempted).toBe(run.synced + run.failed);
    }
    expect(runs.reduce((count, run) => count + run.synced, 0)).toBe(sold.length);
  }
}
