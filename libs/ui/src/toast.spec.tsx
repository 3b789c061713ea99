import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ToastProvider, useToast } from './toast';

function Remove({ onUndo }: { onUndo: () => void }) {
  const toast = useToast();
  const remove = () => toast({ text: 'Milk 1 l removed.', action: { label: 'Undo', onSelect: onUndo } });
  return <button onClick={remove}>Remove</button>;
}

describe('A toast', () => {
  it('offers to undo what was done, once', async () => {
    const onUndo = jest.fn();
    render(
      <ToastProvider>
        <Remove onUndo={onUndo} />
      </ToastProvider>,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
    (await screen.findByRole('button', { name: 'Undo' })).focus();
    await userEvent.keyboard('{Enter}');
    expect(onUndo).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument());
  });
});
