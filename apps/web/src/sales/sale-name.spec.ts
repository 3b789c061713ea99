import { saleName } from './sale-name';

const atTheTill = { number: '2026-04-30-01', reference: 'MAIN-R1-2026-04-30-01' };
const throughTheApi = { number: '2026-04-30-01', reference: 'MAIN-00-2026-04-30-01' };

describe('The name of a sale', () => {
  it('is its short number in a shop with one register', () => {
    expect(saleName(atTheTill, { code: 'MAIN', hasOneRegister: true })).toBe('2026-04-30-01');
  });

  it('is its reference in a shop with several', () => {
    expect(saleName(atTheTill, { code: 'MAIN', hasOneRegister: false })).toBe('MAIN-R1-2026-04-30-01');
  });

  it('is its reference when it came in through the API, whose numbers are counted apart', () => {
    expect(saleName(throughTheApi, { code: 'MAIN', hasOneRegister: true })).toBe('MAIN-00-2026-04-30-01');
  });
});
