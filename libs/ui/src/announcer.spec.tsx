import { act, render, screen } from '@testing-library/react';
import { AnnouncerProvider, useAnnounce } from './announcer';

let announce: ReturnType<typeof useAnnounce>;

function Listener() {
  announce = useAnnounce();
  return null;
}

describe('The announcer', () => {
  beforeEach(() => {
    render(
      <AnnouncerProvider>
        <Listener />
      </AnnouncerProvider>,
    );
  });

  it('speaks politely unless it is urgent', () => {
    act(() => announce('2 × Milk 1 l'));
    expect(screen.getByRole('status')).toHaveTextContent('2 × Milk 1 l');
    expect(screen.getByRole('alert')).toBeEmptyDOMElement();
    act(() => announce('Unknown code 123', 'assertive'));
    expect(screen.getByRole('alert')).toHaveTextContent('Unknown code 123');
  });

  it('says the same thing twice when it happens twice', () => {
    act(() => announce('Milk 1 l added'));
    const first = screen.getByRole('status').textContent;
    act(() => announce('Milk 1 l added'));
    expect(screen.getByRole('status').textContent).not.toBe(first);
  });
});
