import { fireEvent, render, screen } from '@testing-library/react';
import { SearchField } from './search-field';

describe('Searching as you type', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const field = (value: string, onSearch: (text: string) => void) => (
    <SearchField label="Search products" placeholder="" value={value} onSearch={onSearch} />
  );

  it('asks once the typing pauses, not with every key', () => {
    const onSearch = jest.fn();
    render(field('', onSearch));
    for (const text of ['m', 'mi', 'mil', 'milk']) {
      fireEvent.change(screen.getByLabelText('Search products'), { target: { value: text } });
      jest.advanceTimersByTime(100);
    }
    expect(onSearch).not.toHaveBeenCalled();
    jest.advanceTimersByTime(100);
    expect(onSearch.mock.calls).toEqual([['milk']]);
  });

  it('leaves alone what is being typed when an earlier search arrives in the address', () => {
    const onSearch = jest.fn();
    const { rerender } = render(field('', onSearch));
    fireEvent.change(screen.getByLabelText('Search products'), { target: { value: 'mil' } });
    jest.advanceTimersByTime(200);
    fireEvent.change(screen.getByLabelText('Search products'), { target: { value: 'milk' } });
    rerender(field('mil', onSearch));
    expect(screen.getByLabelText('Search products')).toHaveValue('milk');
  });

  it('follows the back button', () => {
    const { rerender } = render(field('milk', () => {}));
    rerender(field('bread', () => {}));
    expect(screen.getByLabelText('Search products')).toHaveValue('bread');
  });

  it('is reached by F2 and emptied by Escape', () => {
    render(field('milk', () => {}));
    fireEvent.keyDown(window, { key: 'F2' });
    expect(screen.getByLabelText('Search products')).toHaveFocus();
    fireEvent.keyDown(screen.getByLabelText('Search products'), { key: 'Escape' });
    expect(screen.getByLabelText('Search products')).toHaveValue('');
  });
});
