// The read-only page of the books: server-rendered, without any script.
import { amountFormat } from './amount';
import type { BookedDocument, Books } from './books';
import type { DayTotals } from './generated/schema';
import { html, type Html } from './html';

const documentsPerPage = 25;
const newestDays = 31;

/** `after`: the erpReference of the last document of the page before. */
export function booksPage(books: Books, { after, version }: { after?: string; version: string }): string {
  const money = amountFormat(books.currency);
  const beforeId = after === undefined ? undefined : books.idOfReference(after);
  const documents = books.documents({ first: documentsPerPage, beforeId });
  const last = documents.at(-1);
  const hasOlder = last !== undefined && books.documents({ first: 1, beforeId: last.id }).length > 0;
  const lockDate = books.lockDate();

  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Books · Tillkeep ERP</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/books.css" />
      </head>
      <body>
        <header>
          <h1>Tillkeep ERP <span>books in ${books.currency}</span></h1>
          <ul class="facts">
            <li class="good"><span aria-hidden="true">●</span> Running</li>
            <li>${books.countDocuments().toLocaleString('en')} documents</li>
            <li>
              ${lockDate === null ? 'No period is closed' : html`Closed up to <time>${lockDate}</time>`}
            </li>
            <li>Version ${version}</li>
          </ul>
        </header>
        <main>
          <div class="sums">${trialBalance(books, money)} ${days(books.newestDays(newestDays), money)}</div>
          <section id="documents" aria-labelledby="documents-title">
            <h2 id="documents-title">Documents <small>newest booked first</small></h2>
            ${
              documents.length === 0
                ? html`<p class="empty">
                    Nothing is booked yet. Sync a sale from the shop, and it appears here with its double
                    entry.
                  </p>`
                : documents.map((document) => documentEntry(document, books, money))
            }
            <nav aria-label="Pages of documents">
              ${beforeId === undefined ? '' : html`<a href="/#documents">Newest</a>`}
              ${hasOlder ? html`<a href="/?after=${last.erpReference}#documents" rel="next">Older</a>` : ''}
            </nav>
          </section>
        </main>
      </body>
    </html>`.text;
}

type Money = ReturnType<typeof amountFormat>;

function trialBalance(books: Books, money: Money): Html {
  const accounts = books.accountSums();
  const debits = accounts.reduce((sum, { debit }) => sum + debit, 0n);
  const credits = accounts.reduce((sum, { credit }) => sum + credit, 0n);
  return html`<section aria-labelledby="accounts-title">
    <h2 id="accounts-title">Accounts <small>all documents</small></h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" class="number">Debit</th>
          <th scope="col" class="number">Credit</th>
        </tr>
      </thead>
      <tbody>
        ${accounts.map(
          ({ account, debit, credit }) =>
            html`<tr>
              <th scope="row">${account}</th>
              ${side(debit, money)} ${side(credit, money)}
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            Total
            ${
              debits === credits
                ? html`<span class="good">✓ debits equal credits</span>`
                : html`<span class="bad">✕ debits and credits differ</span>`
            }
          </th>
          <td class="number">${money(debits)}</td>
          <td class="number">${money(credits)}</td>
        </tr>
      </tfoot>
    </table>
  </section>`;
}

function days(totals: DayTotals[], money: Money): Html {
  return html`<section aria-labelledby="days-title">
    <h2 id="days-title">Days <small>the newest ${newestDays}, per outlet</small></h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Business date</th>
          <th scope="col">Outlet</th>
          <th scope="col" class="number">Sales</th>
          <th scope="col" class="number wide">Subtotal</th>
          <th scope="col" class="number wide">Tax</th>
          <th scope="col" class="number">Total</th>
        </tr>
      </thead>
      <tbody>
        ${totals.map(
          (day) =>
            html`<tr>
              <th scope="row"><time>${day.businessDate}</time></th>
              <td>${day.outletCode}</td>
              <td class="number">${day.count.toLocaleString('en')}</td>
              <td class="number wide">${money(day.subtotal)}</td>
              <td class="number wide">${money(day.tax)}</td>
              <td class="number">${money(day.total)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function documentEntry(document: BookedDocument, books: Books, money: Money): Html {
  const lines = books.lines(document.id);
  return html`<article aria-labelledby="${document.erpReference}">
    <div>
      <div class="title">
        <h3 id="${document.erpReference}">${document.erpReference}</h3>
        <p class="number">${money(document.total)}</p>
      </div>
      <p class="about">
        ${document.reference} · ${document.outletCode} · <time>${document.businessDate}</time><br />
        booked
        <time datetime="${document.importedAt.toISOString()}">${utc(document.importedAt)}</time>
      </p>
      <details>
        <summary>${lines.length} ${lines.length === 1 ? 'line' : 'lines'} sold</summary>
        <ul>
          ${lines.map(
            (line) =>
              html`<li>
                <span>
                  ${line.name}
                  <small
                    >${line.sku} · ${line.quantity} × ${money(line.unitPrice)} · ${line.taxRate} % tax</small
                  >
                </span>
                <span class="number">${money(line.total)}</span>
              </li>`,
          )}
        </ul>
      </details>
    </div>
    <table>
      <thead class="hidden">
        <tr>
          <th scope="col">Account</th>
          <th scope="col">Debit</th>
          <th scope="col">Credit</th>
        </tr>
      </thead>
      <tbody>
        ${books.entries(document.id).map(
          ({ account, debit, credit }) =>
            html`<tr>
              <th scope="row" class="${debit === 0 ? 'credited' : 'debited'}">${account}</th>
              ${side(debit, money)} ${side(credit, money)}
            </tr>`,
        )}
      </tbody>
    </table>
  </article>`;
}

/** A debit or credit column: blank where nothing stands on this side. */
function side(amount: number | bigint, money: Money): Html {
  return html`<td class="number">${BigInt(amount) === 0n ? '' : money(amount)}</td>`;
}

function utc(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
