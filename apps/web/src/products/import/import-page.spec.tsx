import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import type { ImportProductInput } from '@tillkeep/client';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ImportPage } from './import-page';

/** A shop that takes every product but the one whose barcode another one has. */
function renderInShop(importProducts: (input: ImportProductInput[]) => unknown) {
  const link = new ApolloLink(
    (operation) =>
      new Observable((observer) => {
        const answer = async () => {
          if (operation.operationName === 'ImportProducts')
            return { importProducts: await importProducts(operation.variables.input) };
          return { outlets: [outlet], registers: [] };
        };
        answer().then(
          (data) => {
            observer.next({ data });
            observer.complete();
          },
          (error: unknown) => observer.error(error),
        );
      }),
  );
  render(
    <ApolloProvider client={new ApolloClient({ link, cache: new InMemoryCache() })}>
      <ImportPage />
    </ApolloProvider>,
  );
}

const outlet = {
  __typename: 'Outlet',
  id: 'o',
  code: 'MAIN',
  name: 'Corner shop',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  pricesIncludeTax: true,
};

async function choose(text: string) {
  const file = new File([text], 'catalogue.csv', { type: 'text/csv' });
  // jsdom's File cannot be read as bytes.
  file.arrayBuffer = async () => new TextEncoder().encode(text).buffer;
  fireEvent.change(await screen.findByLabelText(/Choose a CSV file/), { target: { files: [file] } });
  await screen.findByRole('table', { name: 'Rows of the file' }, { timeout: 10_000 }); // reading takes as long as the machine is busy
}

const csv = 'sku;name;price\nTEA;Green tea;3,50\nMILK;Milk 1 l;1,29\nBREAD;Bread;\n';

describe('Importing products', () => {
  it('shows the rows as they will be read, before anything is sent', async () => {
    const importProducts = jest.fn();
    renderInShop(importProducts);
    await choose(csv);
    expect(screen.getByRole('row', { name: /TEA Green tea .*€3\.50/ })).toBeInTheDocument();
    expect(screen.getByText('There is no price.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: '2 good' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: '1 refused' })).toBeInTheDocument();
    expect(importProducts).not.toHaveBeenCalled();
  });

  it('tells what became of each row: made, updated, refused by the file, refused by the shop', async () => {
    renderInShop((input) =>
      input.map(({ sku }, index) => ({
        __typename: 'ImportProductResult',
        row: index + 1,
        outcome: sku === 'MILK' ? 'REJECTED' : 'CREATED',
        code: sku === 'MILK' ? 'BAD_USER_INPUT' : null,
        message: sku === 'MILK' ? 'Another product has this barcode.' : null,
      })),
    );
    await choose(csv);
    fireEvent.click(screen.getByRole('button', { name: 'Import 2 products' }));
    expect(await screen.findByText('1 product new, 0 updated.')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /^3 .*Another product has this barcode/ })).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /^4 .*There is no price/ })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Download the refused rows' })).toBeInTheDocument();
  });

  it('gives rows without a price the one that is typed, while it is being typed, and none that is less than nothing', async () => {
    renderInShop(jest.fn());
    await choose(csv);
    const type = (value: string) =>
      fireEvent.change(screen.getByLabelText('Price if none, EUR'), { target: { value } });
    for (const text of ['2', '2.', '2.5', '2,50']) {
      type(text);
      expect(await screen.findByRole('button', { name: '3 good' })).toBeInTheDocument();
      expect(screen.queryByText('Type an amount such as 1.50.')).not.toBeInTheDocument();
    }
    expect(screen.getByRole('row', { name: /BREAD Bread .*€2\.50/ })).toBeInTheDocument();
    type('-2');
    expect(await screen.findByRole('button', { name: '2 good' })).toBeInTheDocument();
    expect(screen.getByText('Type an amount such as 1.50.')).toBeInTheDocument();
  });

  it('goes on after the last answered row when the server was gone for a while', async () => {
    const rows = Array.from({ length: 700 }, (_, index) => `S${index};Product ${index};1,00`);
    const sent: string[] = [];
    let calls = 0;
    renderInShop((input) => {
      if (++calls === 2) throw new TypeError('Failed to fetch');
      sent.push(...input.map((product) => product.sku));
      return input.map((_, index) => ({
        __typename: 'ImportProductResult',
        row: index + 1,
        outcome: 'CREATED',
        code: null,
        message: null,
      }));
    });
    await choose(['sku;name;price', ...rows].join('\n'));
    fireEvent.click(screen.getByRole('button', { name: 'Import 700 products' }));
    expect(await screen.findByText('The shop’s server does not answer.')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Go on with the other 200' }));
    await waitFor(() => expect(screen.getByText('700 products new, 0 updated.')).toBeInTheDocument());
    expect(new Set(sent).size).toBe(700);
    expect(sent).toHaveLength(700);
  });
});
