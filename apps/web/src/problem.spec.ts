import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { describeProblem } from './problem';

function answered(message: string, extensions: Record<string, unknown>) {
  return new CombinedGraphQLErrors({ errors: [{ message, extensions }] });
}

describe('The words for a failure', () => {
  it('say that the server does not answer when no readable answer came', () => {
    const problem = describeProblem(new TypeError('Failed to fetch'));
    expect(problem.code).toBe('UNREACHABLE');
    expect(problem.title).toBe('The shop’s server does not answer.');
    expect(problem.advice).toContain('Nothing that was saved is lost.');
  });

  it('name the field that is wrong, with the gateway’s sentence about it', () => {
    const error = answered('SKU TEA is taken by Green tea.', { code: 'BAD_USER_INPUT', field: 'input.sku' });
    expect(describeProblem(error)).toMatchObject({ field: 'sku', title: 'SKU TEA is taken by Green tea.' });
  });

  it('name a list’s field, not the place in the list', () => {
    const error = answered('This barcode is taken.', { code: 'BAD_USER_INPUT', field: 'barcodes.0' });
    expect(describeProblem(error).field).toBe('barcodes');
  });

  it('pass on what is short in stock', () => {
    const error = answered('Only 2 of Milk 1 l are left.', { code: 'INSUFFICIENT_STOCK' });
    expect(describeProblem(error)).toMatchObject({
      title: 'Only 2 of Milk 1 l are left.',
      advice: expect.stringContaining('Nothing was sold'),
    });
  });

  it('give the support code of what went wrong on the server, and never its text', () => {
    const error = answered('SQLITE_CORRUPT: database disk image is malformed', {
      code: 'INTERNAL_SERVER_ERROR',
      correlationId: '7f3a',
    });
    const problem = describeProblem(error);
    expect(problem.supportCode).toBe('7f3a');
    expect(JSON.stringify(problem)).not.toContain('SQLITE');
  });

  it('never show GraphQL: bad input without a field, or a code nobody knows', () => {
    for (const code of ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', undefined]) {
      const problem = describeProblem(answered('Cannot query field "x" on type "Query".', { code }));
      expect(problem.title).not.toContain('Query');
    }
  });
});
