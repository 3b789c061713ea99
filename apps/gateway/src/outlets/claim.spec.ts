import { CLAIM, claimDevice, coffee, registerId } from '../device-under-test';
import { useShop } from '../gateway-under-test';

const shop = useShop();

const claim = (input: object) => shop.refusal(CLAIM, { input });
const holder = async () => {
  const query = '{ registers { code claim { epoch deviceName endedAt } } }';
  const { registers } = await shop.answer<{ registers: { code: string; claim: object | null }[] }>(query);
  return registers.find(({ code }) => code === 'R1')?.claim;
};

describe('a register is claimed by one device at a time', () => {
  it('and everybody sees by which', async () => {
    expect(await holder()).toBeNull();
    const till = await claimDevice(shop, { deviceName: '  Counter, left ' });
    expect(till.claim).toMatchObject({ epoch: 1, deviceName: 'Counter, left', register: { code: 'R1' } });
    expect(till.claim.token).toMatch(/^tkd_[\w-]{43}$/);
    expect(await holder()).toEqual({ epoch: 1, deviceName: 'Counter, left', endedAt: null });
  });

  it('of several at once one gets it', async () => {
    const claims = await Promise.allSettled(Array.from({ length: 5 }, () => claimDevice(shop)));
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('another one is told who holds it, and changes nothing', async () => {
    const till = await claimDevice(shop, { deviceName: 'Old till' });
    const registerOne = await registerId(shop);
    expect(await claim({ registerId: registerOne, deviceName: 'New till' })).toMatchObject({
      message: expect.stringContaining('Old till'),
      extensions: { code: 'CONFLICT', field: 'registerId', deviceName: 'Old till' },
    });
    expect(await holder()).toMatchObject({ epoch: 1 });
    expect(await till.flags(till.sell([coffee(await shop.addProduct())]))).toEqual([]);
  });

  it('unless it takes it over: the next epoch, and no two sales share a reference', async () => {
    const product = await shop.addProduct();
    const old = await claimDevice(shop, { deviceName: 'Old till' });
    const unsent = old.sell([coffee(product)]);
    const next = await claimDevice(shop, { deviceName: 'New till', takeOver: true });
    expect(next.claim.epoch).toBe(2);
    expect(await holder()).toMatchObject({ epoch: 2, deviceName: 'New till' });
    const sold = next.sell([coffee(product)]);
    expect(sold.number).toBe(unsent.number);
    expect(await next.flags(sold)).toEqual([]);

    expect(await old.flags(unsent)).toEqual(['LATE']);
    expect((await shop.sale(unsent.id)).reference).toBe(`MAIN-R1-${unsent.number}`);
    expect((await shop.sale(sold.id)).reference).toBe(`MAIN-R1.2-${sold.number}`);
  });

  it('an epoch is never used twice, however often it changes hands', async () => {
    const epochs: number[] = [];
    for (let round = 0; round < 4; round++)
      epochs.push((await claimDevice(shop, { takeOver: true })).claim.epoch);
    expect(epochs).toEqual([1, 2, 3, 4]);
  });

  it('one on which the gateway has sold is given to a device, and then the gateway sells there no more', async () => {
    const product = await shop.addProduct();
    const sale = { registerId: await registerId(shop), lines: [{ productId: product, quantity: 1 }] };
    await shop.createSale(sale);
    const till = await claimDevice(shop);
    expect(till.claim.epoch).toBe(2);
    expect(await shop.refusedSale(sale)).toMatchObject({
      extensions: { code: 'CONFLICT', field: 'registerId' },
    });
  });

  it.each<[string, () => Promise<object>, string, string]>([
    ['a register that is not there', async () => ({ registerId: 'none' }), 'NOT_FOUND', 'registerId'],
    [
      'the gateway’s own',
      async () => ({ registerId: await registerId(shop, '00') }),
      'BAD_USER_INPUT',
      'registerId',
    ],
    ['a device without a name', async () => ({ deviceName: ' ' }), 'BAD_USER_INPUT', 'deviceName'],
  ])('not %s', async (_what, given, code, field) => {
    const input = { registerId: await registerId(shop), deviceName: 'Till', ...(await given()) };
    expect(await claim(input)).toMatchObject({ extensions: { code, field } });
  });
});
