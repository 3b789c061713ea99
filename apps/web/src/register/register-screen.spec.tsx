import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { AnnouncerProvider } from '@tillkeep/ui';
import { act, configure, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { print } from 'graphql';
import { RegisterScreen } from './register-screen';
import { openShop } from './test-shop';

// A busy computer is no failure.
configure({ asyncUtilTimeout: 8_000 });
jest.setTimeout(30_000);

let shop: ReturnType<typeof openShop>;
/** While true, the gateway works but its answers get lost. */
let lost: boolean;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  localStorage.clear();
  shop = openShop();
  lost = false;
  user = userEvent.setup();
});

describe('a sale by keyboard and scanner only', () => {
  it('is scan, F9, Enter', async () => {
    await openTill();
    await scan('200milk');
    await user.keyboard('{F9}');
    await waitFor(() => expect(screen.getByRole('button', { name: /exact/ })).toHaveFocus());
    await user.keyboard('{Enter}');
    await screen.findByText('Change due');
    expect(screen.getByRole('button', { name: 'New sale' })).toHaveFocus();
    expect(shop.sales.size).toBe(1);
    expect(
      screen.getByText(/Sale 2026-04-30-01 saved\. €1\.29 paid\. Change due: €0\.00/),
    ).toBeInTheDocument();
  });

  it('raises the line and says so when the same thing is scanned again', async () => {
    await openTill();
    await scan('200milk');
    await scan('SKU-milk');
    expect(await screen.findByText('2 × Milk 1 l, €2.58. Total €2.58')).toBeInTheDocument();
    expect(within(sale()).getAllByRole('listitem')).toHaveLength(1);
  });

  it('starts the next sale by a scan on the receipt, and keeps the last change at hand', async () => {
    await openTill();
    await scan('200milk');
    await user.keyboard('{F9}');
    await user.click(await screen.findByRole('button', { name: /€5\.00/ }));
    expect(await screen.findByText('€3.71', { selector: 'p *' })).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(within(sale()).getByText('Sale 2026-04-30-01').parentElement).toHaveTextContent('Change €3.71');
    await scan('200mint');
    expect(await screen.findByRole('button', { name: /1 × Peppermints/ })).toBeInTheDocument();
  });

  it('finds by words, ranks names that begin with them first, and adds with Enter', async () => {
    await openTill();
    await user.keyboard('{F2}');
    const field = screen.getByRole('combobox');
    await waitFor(() => expect(field).toHaveFocus());
    await typeSlowly('mi');
    const options = await screen.findAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual([
      expect.stringContaining('Milk 1 l'),
      expect.stringContaining('Milk soap'),
      expect.stringContaining('Peppermints'),
    ]);
    await user.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('button', { name: /1 × Milk soap/ })).toHaveTextContent('Out of stock');
    expect(field).toHaveValue('');
  });

  it('sets the quantity by digits and Enter', async () => {
    await openTill();
    await scan('200milk');
    await typeSlowly('12');
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('button', { name: /12 × Milk 1 l/ })).toHaveTextContent('€15.48');
  });

  it('shows the price before and after, and removes with undo', async () => {
    await openTill();
    await scan('200milk');
    const price = screen.getByLabelText('Price of Milk 1 l');
    await user.clear(price);
    await user.type(price, '1');
    expect(await screen.findByText('€1.29 → €1.00 each')).toBeInTheDocument();
    await user.keyboard('{Enter}');
    const row = screen.getByRole('button', { name: /1 × Milk 1 l/ });
    expect(row).toHaveTextContent('instead of €1.29 €1.00 each');
    await user.click(screen.getByRole('button', { name: 'Remove Milk 1 l' }));
    expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('button', { name: /1 × Milk 1 l/ })).toBeInTheDocument();
  });
});

describe('a scan', () => {
  it('types nothing into the field that has focus, and presses no button', async () => {
    await openTill();
    await user.click(screen.getByRole('combobox'));
    await scan('200milk');
    expect(screen.getByRole('combobox')).toHaveValue('');
    act(() => screen.getByRole('button', { name: /^Butter/ }).focus());
    await scan('200milk');
    expect(await screen.findByRole('button', { name: /2 × Milk 1 l/ })).toBeInTheDocument();
    expect(within(sale()).getAllByRole('listitem')).toHaveLength(1);
  });

  it('of an unknown code is named until somebody has read it, and refuses the next', async () => {
    await openTill();
    await scan('999999');
    const alert = await screen.findByRole('alertdialog', { name: 'Unknown code 999999' });
    await scan('200milk');
    expect(await within(alert).findByText(/1 more scan was refused/)).toBeInTheDocument();
    expect(shop.asked.filter((name) => name === 'ProductByCode')).toHaveLength(1);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
    await scan('200milk');
    expect(await screen.findByRole('button', { name: /1 × Milk 1 l/ })).toBeInTheDocument();
  });
});

describe('paying', () => {
  it('in parts always shows what remains, and takes a part back', async () => {
    await openTill();
    await scan('200mint');
    await user.keyboard('{F9}');
    await user.click(await screen.findByRole('radio', { name: 'Card' }));
    const amount = screen.getByRole('textbox', { name: 'Amount' });
    await user.click(amount);
    await typeSlowly('1.50');
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Remaining')).toBeInTheDocument();
    expect(shop.sales.size).toBe(0);
    await user.click(screen.getByRole('button', { name: 'Remove Card €1.50' }));
    expect(await screen.findByText('To pay')).toBeInTheDocument();
  });

  it('twice at once makes one sale', async () => {
    await openTill();
    await scan('200milk');
    await user.keyboard('{F9}');
    const complete = await screen.findByRole('button', { name: /Complete sale/ });
    await user.dblClick(complete);
    await screen.findByText('Change due');
    expect(shop.sales.size).toBe(1);
    expect(shop.asked.filter((name) => name === 'CreateSale')).toHaveLength(1);
  });

  it('does not call a lost answer a failure, and finds the one sale after a reload', async () => {
    const till = await openTill();
    await scan('200milk');
    await user.keyboard('{F9}');
    await screen.findByRole('button', { name: /exact/ });
    lost = true;
    await user.keyboard('{Enter}');
    expect(
      await screen.findByRole('heading', { name: /do not know whether this sale was saved/ }),
    ).toBeVisible();
    till.unmount();
    lost = false;
    await openTill();
    await screen.findByText('Change due');
    expect(shop.sales.size).toBe(1);
  });

  it('leaves the sale as it is when the stock does not suffice', async () => {
    await openTill();
    await scan('200butter');
    await scan('200butter');
    await user.keyboard('{F9}');
    await user.click(await screen.findByRole('button', { name: /exact/ }));
    expect(await screen.findByText('Only 1 of Butter 250 g in stock')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /2 × Butter/ })).toHaveTextContent('Only 1 in stock');
    expect(shop.sales.size).toBe(0);
  });
});

it('asks before it clears a sale', async () => {
  await openTill();
  expect(screen.queryByRole('button', { name: 'Clear' })).not.toBeInTheDocument();
  await scan('200milk');
  await user.click(screen.getByRole('button', { name: 'Clear' }));
  const question = await screen.findByRole('dialog', { name: 'Clear 1 line?' });
  await user.click(within(question).getByRole('button', { name: 'Clear' }));
  expect(within(sale()).queryAllByRole('listitem')).toHaveLength(0);
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Sale' })).toHaveFocus());
});

async function openTill() {
  const link = new ApolloLink(
    ({ query, variables }) =>
      new Observable((observer) => {
        void shop.answer({ query: print(query), variables }).then((answer) => {
          if (lost) return observer.error(new TypeError('Failed to fetch'));
          observer.next(answer);
          observer.complete();
        });
      }),
  );
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const till = render(
    <ApolloProvider client={client}>
      <AnnouncerProvider>
        <RegisterScreen />
      </AnnouncerProvider>
    </ApolloProvider>,
  );
  await screen.findByText('Online');
  await waitFor(() => expect(document.querySelector('[aria-busy="true"]')).toBeNull());
  return till;
}

const sale = () => screen.getByRole('region', { name: 'Sale' });

/** What a scanner does, and the time that the answer takes. */
async function scan(code: string) {
  await user.keyboard(`${code}{Enter}`);
  await pause(20);
}

/** At the speed of fingers, which nobody takes for a scanner. */
async function typeSlowly(text: string) {
  for (const key of text) {
    await user.keyboard(key);
    await pause(80);
  }
}

function pause(milliseconds: number) {
  return act(() => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)));
}
