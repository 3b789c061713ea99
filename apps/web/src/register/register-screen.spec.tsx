import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { AnnouncerProvider } from '@tillkeep/ui';
import { act, cleanup, configure, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RegisterScreen } from './register-screen';
import { session } from '../people/this-session';
import { openShop } from './test-shop';

// A busy computer is no failure.
configure({ asyncUtilTimeout: 8_000 });
jest.setTimeout(30_000);

let shop: ReturnType<typeof openShop>;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  shop = openShop();
  user = userEvent.setup();
  Object.assign(globalThis, {
    async fetch(_: string, { body, headers }: { body: string; headers: { authorization?: string } }) {
      if (!shop.reachable) throw new TypeError('Failed to fetch');
      if (body.includes('mutation Logout')) shop.signedOut.push(headers.authorization);
      const answer = await shop.answer(JSON.parse(body));
      return { ok: true, status: 200, headers: new Headers(), json: async () => answer };
    },
  });
});
afterEach(cleanup);

describe('a device without a register', () => {
  it('is offered the first free one, and sells after one press', async () => {
    render(till);
    expect(await screen.findByRole('radio', { name: /Till 1/ })).toBeChecked();
    expect(screen.queryByText(/Server/)).not.toBeInTheDocument();
    const begin = screen.getByRole('button', { name: 'Start selling on Till 1' });
    await waitFor(() => expect(begin).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('button', { name: /^Milk 1 l/ })).toBeInTheDocument();
  });

  it('is told what taking one over means', async () => {
    await shop.answer({
      query: 'mutation{claimRegister(input:{registerId:"till",deviceName:"Counter"}){id}}',
    });
    render(till);
    expect(await screen.findByRole('button', { name: 'Take over Till 1' })).toBeInTheDocument();
    expect(screen.getByText(/Take Till 1 over from “Counter”\?/)).toBeInTheDocument();
    expect(screen.getByText(/are still accepted when it comes back/)).toBeInTheDocument();
  });

  it('says that it needs the gateway once, and goes on by itself when that answers', async () => {
    shop.reachable = false;
    render(till);
    expect(await screen.findByText('The gateway does not answer')).toBeInTheDocument();
    shop.reachable = true;
    expect(await screen.findByRole('radio', { name: /Till 1/ })).toBeChecked();
  });
});

describe('a device without a register, and without a manager in its office', () => {
  beforeEach(() => session.signOut());
  afterEach(() => session.signOut());

  it('asks for one, who signs in for this once', async () => {
    shop.signInToOffice(undefined);
    render(till);
    await signInAs('mia@shop.test', 'wrong');
    expect(await screen.findByText('E-mail or password is wrong.')).toBeInTheDocument();
    await signInAs('mia@shop.test', 'right');
    await user.click(await screen.findByRole('button', { name: 'Start selling on Till 1' }));
    expect(await screen.findByRole('button', { name: /^Milk 1 l/ })).toBeInTheDocument();
    await waitFor(() => expect(shop.signedOut).toContain('Bearer tka_MANAGER'));
    expect(session.get().kind).toBe('nobody');
  });

  it('is not given to a cashier, who stays signed in to the office', async () => {
    shop.signInToOffice('CASHIER');
    render(till);
    expect(await screen.findByText(/Cam is signed in here, who is no manager/)).toBeInTheDocument();
    await signInAs('cam@shop.test', 'right');
    expect(await screen.findByText('Cam is no manager.')).toBeInTheDocument();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
    expect(session.get()).toMatchObject({ kind: 'signedIn', user: { name: 'Cam' } });
  });

  async function signInAs(email: string, password: string) {
    for (const [label, text] of [
      ['E-mail', email],
      ['Password', password],
    ] as const) {
      const field = await screen.findByLabelText(label);
      await user.clear(field);
      await user.type(field, text);
    }
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
  }
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
    await waitFor(() => expect(shop.sales.size).toBe(1));
    expect(screen.getByText(/Sale [\d-]+-01 saved\. €1\.29 paid\. Change due: €0\.00/)).toBeInTheDocument();
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
    expect(within(sale()).getByText(/^Sale [\d-]+-01$/).parentElement).toHaveTextContent('Change €3.71');
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
    expect(await screen.findByRole('button', { name: /1 × Milk soap/ })).toHaveTextContent(
      'None here by this till’s books',
    );
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
    const price = await screen.findByLabelText('Price of Milk 1 l');
    await user.clear(price);
    await user.type(price, '1');
    expect(await screen.findByText('€1.29 → €1.00 each')).toBeInTheDocument();
    await user.keyboard('{Enter}');
    const row = await screen.findByRole('button', { name: /1 × Milk 1 l/ });
    await waitFor(() => expect(row).toHaveTextContent('instead of €1.29 €1.00 each'));
    await user.click(screen.getByRole('button', { name: 'Remove Milk 1 l' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus());
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
    const tile = await screen.findByRole('button', { name: /^Butter/ });
    act(() => tile.focus());
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
    await screen.findByText('At the gateway');
    expect(shop.sales.size).toBe(1);
  });

  it('needs no gateway: the sale waits on the till, says so, and arrives later', async () => {
    await openTill();
    shop.reachable = false;
    await scan('200milk');
    await user.keyboard('{F9}');
    await user.click(await screen.findByRole('button', { name: /exact/ }));
    expect(await screen.findByText('Not sent yet')).toBeInTheDocument();
    shop.reachable = true;
    await user.click(await screen.findByRole('button', { name: /1 not sent/ }));
    await user.click(await screen.findByRole('button', { name: 'Send now' }));
    expect(await screen.findByText('Nothing: every sale has arrived')).toBeInTheDocument();
    expect([...shop.sales.values()]).toMatchObject([{ sequence: 1, total: 129 }]);
  });

  it('sells what is not there by the books, with a note', async () => {
    await openTill();
    await scan('200butter');
    await scan('200butter');
    expect(await screen.findByRole('button', { name: /2 × Butter/ })).toHaveTextContent(
      'Only 1 here by this till’s books',
    );
    await user.keyboard('{F9}');
    await user.click(await screen.findByRole('button', { name: /exact/ }));
    await screen.findByText('Change due');
  });
});

describe('a sale that is put aside', () => {
  it('is held under a name by F6, and taken up again', async () => {
    await openTill();
    await scan('200milk');
    await screen.findByRole('button', { name: /1 × Milk 1 l/ });
    await user.keyboard('{F6}');
    await waitFor(() => expect(screen.getByLabelText('Name (optional)')).toHaveFocus());
    await typeSlowly('Ana');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(within(sale()).queryAllByRole('listitem')).toHaveLength(0));
    await user.click(await screen.findByRole('button', { name: 'Held 1' }));
    const held = await screen.findByRole('dialog', { name: 'Held sales' });
    expect(held).toHaveTextContent('Ana');
    await user.click(within(held).getByRole('button', { name: 'Take up' }));
    expect(await screen.findByRole('button', { name: /1 × Milk 1 l/ })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Held/ })).not.toBeInTheDocument();
  });

  it('makes room for another: what is open is put aside first', async () => {
    await openTill();
    await scan('200milk');
    await screen.findByRole('button', { name: /1 × Milk 1 l/ });
    await user.keyboard('{F6}');
    await user.click(await screen.findByRole('button', { name: 'Hold' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await scan('200mint');
    await user.click(await screen.findByRole('button', { name: 'Held 1' }));
    await user.click(await screen.findByRole('button', { name: 'Take up' }));
    expect(await screen.findByRole('button', { name: /1 × Milk 1 l/ })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Held 1' }));
    expect(await screen.findByRole('dialog', { name: 'Held sales' })).toHaveTextContent('Peppermints');
  });
});

it('keeps the open sale through a reload', async () => {
  const before = await openTill();
  await scan('200milk');
  await user.keyboard('{F9}');
  await screen.findByRole('heading', { name: 'Payment' });
  before.unmount();
  render(till);
  expect(await screen.findByRole('heading', { name: 'Payment' })).toBeInTheDocument();
});

it('asks before it clears a sale', async () => {
  await openTill();
  expect(screen.queryByRole('button', { name: 'Clear' })).not.toBeInTheDocument();
  await scan('200milk');
  await user.click(await screen.findByRole('button', { name: 'Clear' }));
  const question = await screen.findByRole('dialog', { name: 'Clear 1 line?' });
  await user.click(within(question).getByRole('button', { name: 'Clear' }));
  await waitFor(() => expect(within(sale()).queryAllByRole('listitem')).toHaveLength(0));
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Sale' })).toHaveFocus());
});

const till = (
  <AnnouncerProvider>
    <RegisterScreen />
  </AnnouncerProvider>
);

async function openTill() {
  const rendered = render(till);
  await user.click(await screen.findByRole('button', { name: 'Start selling on Till 1' }));
  await screen.findByRole('button', { name: 'Online' });
  await screen.findByRole('button', { name: /^Milk 1 l/ });
  return rendered;
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
