/**
 * Each entry takes the books one version further, for ever: an entry that has been released never changes.
 * PRAGMA user_version counts those applied. Money is whole minor units, moments are milliseconds since 1970 (UTC).
 */
export const migrations = [
  `
  -- One row: what holds for the books as a whole. lock_date: NULL while no period is closed.
  CREATE TABLE books (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    currency TEXT NOT NULL,
    lock_date TEXT
  ) STRICT;
  INSERT INTO books (id, currency) VALUES (1, '');

  -- id is the order of booking. content is the sale as it was sent, in canonical JSON, fingerprint its SHA-256.
  CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    erp_reference TEXT NOT NULL UNIQUE,
    sale_id TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    reference TEXT NOT NULL,
    outlet_code TEXT NOT NULL,
    business_date TEXT NOT NULL,
    subtotal INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    total INTEGER NOT NULL CHECK (total = subtotal + tax),
    imported_at INTEGER NOT NULL,
    content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX documents_of_outlet ON documents (outlet_code, id);

  CREATE TABLE journal_entries (
    document_id INTEGER NOT NULL REFERENCES documents (id),
    position INTEGER NOT NULL,
    account TEXT NOT NULL,
    debit INTEGER NOT NULL CHECK (debit >= 0),
    credit INTEGER NOT NULL CHECK (credit >= 0),
    CHECK ((debit = 0) <> (credit = 0)),
    PRIMARY KEY (document_id, position)
  ) STRICT, WITHOUT ROWID;

  -- The last number given of each series (a year), so that numbers have no gaps.
  CREATE TABLE number_series (series TEXT PRIMARY KEY, last_number INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- Sums that are read often, kept in step by the triggers below: reading them never scans the documents.
  -- A day's totals are answered as Money, so they stay within the safe integers.
  CREATE TABLE day_totals (
    business_date TEXT NOT NULL,
    outlet_code TEXT NOT NULL,
    count INTEGER NOT NULL,
    subtotal INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    total INTEGER NOT NULL,
    CONSTRAINT day_totals_are_safe CHECK (
      max(abs(subtotal), abs(tax), abs(total)) <= 9007199254740991
    ),
    PRIMARY KEY (business_date, outlet_code)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE accounts (
    account TEXT PRIMARY KEY,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER documents_count_in_day_totals AFTER INSERT ON documents BEGIN
    INSERT INTO day_totals VALUES (NEW.business_date, NEW.outlet_code, 1, NEW.subtotal, NEW.tax, NEW.total)
    ON CONFLICT DO UPDATE SET
      count = count + 1,
      subtotal = subtotal + excluded.subtotal,
      tax = tax + excluded.tax,
      total = total + excluded.total;
  END;
  CREATE TRIGGER entries_count_in_accounts AFTER INSERT ON journal_entries BEGIN
    INSERT INTO accounts VALUES (NEW.account, NEW.debit, NEW.credit)
    ON CONFLICT DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit;
  END;

  -- What is booked stays as it was booked.
  CREATE TRIGGER documents_never_change BEFORE UPDATE ON documents
  BEGIN SELECT RAISE(ABORT, 'a booked document never changes'); END;
  CREATE TRIGGER documents_are_never_removed BEFORE DELETE ON documents
  BEGIN SELECT RAISE(ABORT, 'a booked document is never removed'); END;
  CREATE TRIGGER entries_never_change BEFORE UPDATE ON journal_entries
  BEGIN SELECT RAISE(ABORT, 'a booked entry never changes'); END;
  CREATE TRIGGER entries_are_never_removed BEFORE DELETE ON journal_entries
  BEGIN SELECT RAISE(ABORT, 'a booked entry is never removed'); END;
  `,
  `
  CREATE INDEX documents_of_day ON documents (business_date, outlet_code, id);
  `,
];
