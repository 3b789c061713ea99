import { groupsOf, readReport } from './report-request';

const TUESDAY = '2026-03-03';
const read = (address: string) => {
  const params = new URLSearchParams(address);
  return readReport((name) => params.get(name) ?? '', TUESDAY);
};

describe('what the address of a report asks for', () => {
  it('is this month by day when it says nothing', () => {
    expect(read('')).toMatchObject({ from: '2026-03-01', to: TUESDAY, span: 'month', period: 'DAY' });
    expect(read('by=NONSENSE&span=soon')).toEqual(read(''));
  });

  it.each([
    ['yesterday', '2026-03-02', '2026-03-02'],
    ['week', '2026-03-02', '2026-03-03'],
    ['last-week', '2026-02-23', '2026-03-01'],
    ['last-month', '2026-02-01', '2026-02-28'],
    ['year', '2026-01-01', '2026-03-03'],
  ])('%s is what it is today', (span, from, to) => {
    expect(read(`span=${span}`)).toMatchObject({ from, to });
  });

  it('may name its dates, and one alone is that day', () => {
    expect(read('from=2026-01-05&to=2026-01-06')).toMatchObject({ from: '2026-01-05', to: '2026-01-06' });
    expect(read('to=2026-01-06')).toMatchObject({ from: '2026-01-06', to: '2026-01-06' });
  });

  it('is by a period, by a part, or by a part in each period', () => {
    expect(groupsOf(read('by=WEEK'))).toEqual(['WEEK']);
    expect(groupsOf(read('by=PRODUCT'))).toEqual(['PRODUCT']);
    expect(groupsOf(read('by=PRODUCT&each=MONTH'))).toEqual(['MONTH', 'PRODUCT']);
  });
});
