import { actionWords, changesOf } from './activity-words';

describe('An entry of the activity', () => {
  it('says what was done in words, also when it is newer than the page', () => {
    expect(actionWords('user.created')).toBe('Added');
    expect(actionWords('tax-rule.moved')).toBe('tax rule moved');
  });

  it('shows before and after as people write them', () => {
    const entry = {
      outlet: null,
      before: '{"role":"CASHIER","active":true,"outletIds":["o1"],"price":129,"taxRate":5500}',
      after: '{"role":"MANAGER","active":false,"outletIds":["o1","o2"],"price":135,"taxRate":20000}',
    };
    const names = new Map([
      ['o1', 'Main'],
      ['o2', 'Annex'],
    ]);
    expect(changesOf(entry, names, 'EUR')).toEqual([
      { name: 'role', before: 'Cashier', after: 'Manager' },
      { name: 'may sign in', before: 'yes', after: 'no' },
      { name: 'outlets', before: 'Main', after: 'Main, Annex' },
      { name: 'price', before: '€1.29', after: '€1.35' },
      { name: 'tax rate', before: '5.5%', after: '20%' },
    ]);
  });

  it('says that an outlet asks the common price again', () => {
    const entry = { outlet: null, before: '{"price":399}', after: '{"price":null}' };
    expect(changesOf(entry, new Map(), 'EUR')).toEqual([
      { name: 'price', before: '€3.99', after: 'the common price' },
    ]);
  });

  it('shows what is new alone, and nothing where nothing changed', () => {
    const entry = {
      outlet: null,
      before: null,
      after: '{"deviceName":"Counter","note":null,"registers":[{"name":"Till 1"}]}',
    };
    expect(changesOf(entry, new Map())).toEqual([
      { name: 'device', before: undefined, after: 'Counter' },
      { name: 'note', before: undefined, after: 'nothing' },
      { name: 'registers', before: undefined, after: 'Till 1' },
    ]);
    expect(changesOf({ outlet: null, before: null, after: null }, new Map())).toEqual([]);
  });
});
