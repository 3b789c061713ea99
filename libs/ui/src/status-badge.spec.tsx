import { render, screen } from '@testing-library/react';
import { StatusBadge } from './status-badge';

describe('The status of a sale', () => {
  it.each([
    ['PENDING', 'Pending'],
    ['SYNCED', 'Synced'],
    ['FAILED', 'Failed'],
  ] as const)('%s is said by a word and an icon, not by colour alone', (status, word) => {
    render(<StatusBadge status={status} />);
    const badge = screen.getByText(word);
    expect(badge.querySelector('svg')).toHaveAttribute('aria-hidden', 'true');
  });

  it('has another icon for each status', () => {
    const { container } = render(
      <>
        <StatusBadge status="PENDING" />
        <StatusBadge status="SYNCED" />
        <StatusBadge status="FAILED" />
      </>,
    );
    const shapes = [...container.querySelectorAll('svg')].map((icon) => icon.innerHTML);
    expect(new Set(shapes).size).toBe(3);
  });
});
