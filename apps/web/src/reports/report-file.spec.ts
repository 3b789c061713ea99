import type { ReportRowFragment } from '@tillkeep/client';
import { reportFile } from './report-file';
import { reportFileName } from './report-request';

const row = (key: string, name: string | null, sku?: string): ReportRowFragment => ({
  ...{ period: '2026-03-01', key, name },
  product: sku ? { id: key, sku } : null,
  figures: {
    ...{ sales: 2, lines: 3, quantity: 2.5, net: 1000, tax: 55, total: 1055, refunds: 1, refunded: 500 },
    ...{ averageSale: 528, linesPerSale: 1.5 },
  },
});

describe('a report as a file', () => {
  it('has a line for each row, with amounts that a spreadsheet adds up', () => {
    const rows = [row('1', 'Comté', 'COMTE'), row('2', null)];
    expect(reportFile(rows, { part: 'PRODUCT', period: 'MONTH' }, 'EUR').split('\r\n')).toEqual([
      '\uFEFFmonth,product,sku,sales,quantity,net,tax,total,refunds,refunded',
      '2026-03-01,Comté,COMTE,2,2.5,10.00,0.55,10.55,1,5.00',
      '2026-03-01,Product not known here,,2,2.5,10.00,0.55,10.55,1,5.00',
      '',
    ]);
  });

  it('by tender has no tax: a payment is for no line', () => {
    expect(reportFile([row('CARD', null)], { part: 'PAYMENT_METHOD' }, 'JPY').split('\r\n')).toEqual([
      '\uFEFFpayment_method,sales,total,refunds,refunded',
      'Card,2,1055,1,500',
      '',
    ]);
  });

  it('is called what is in it', () => {
    const march = { from: '2026-03-01', to: '2026-03-31' };
    expect(reportFileName({ ...march, part: 'TAX_RATE', period: 'WEEK' })).toBe(
      'sales-2026-03-01-2026-03-31-week-tax-rate.csv',
    );
  });
});
