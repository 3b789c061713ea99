'use client';

import { useQuery } from '@apollo/client/react';
import {
  CategoriesDocument,
  ProductCountDocument,
  ProductListDocument,
  type ProductRowFragment,
} from '@tillkeep/client';
import {
  Button,
  ButtonLink,
  classNames,
  EmptyState,
  Field,
  MoneyText,
  Select,
  Skeleton,
  Table,
  Td,
  Th,
  Tr,
} from '@tillkeep/ui';
import { FileInput, PackageOpen, Plus, SearchX } from 'lucide-react';
import Link from 'next/link';
import { useCallback, useMemo } from 'react';
import { formatPercent } from '../format';
import { useAddress } from '../list/address';
import { Pager } from '../list/pager';
import { SearchField } from '../list/search-field';
import { useOutlet } from '../outlet';
import { useMay } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { ProductExport } from './product-export';
import { StockText } from './stock-text';
import { useLiveStock } from './use-live-stock';

const PAGE = 50;

/** In the address, where otherwise a number of pieces stands. */
const LOW = 'reorder';

export function ProductList() {
  const outlet = useOutlet();
  const mayEdit = useMay('MANAGER');
  const { get, filter: setFilter, paging } = useAddress();
  const [search, category, low, show] = [get('q'), get('category'), get('low'), get('show')];
  const filter = useMemo(
    () => ({
      search: search || undefined,
      category: category || undefined,
      lowStock: low === LOW || undefined,
      lowStockBelow: Number(low) || undefined,
      active: show === 'all' ? undefined : show !== 'inactive',
    }),
    [search, category, low, show],
  );
  const list = useQuery(ProductListDocument, { variables: { first: PAGE, after: paging.after, filter } });
  useLiveStock(list.refetch);
  const products = (list.data ?? list.previousData)?.products;
  const count = useQuery(ProductCountDocument, { variables: { filter }, skip: !list.data });
  const categories = useQuery(CategoriesDocument);
  const onSearch = useCallback((text: string) => setFilter({ q: text }, 'replace'), [setFilter]);
  const isFiltered = Boolean(search || category || low || show);

  return (
    <>
      <PageHeader
        title="Products"
        actions={
          <>
            <ProductExport />
            {mayEdit && (
              <>
                <ButtonLink>
                  <Link href="/products/import">
                    <FileInput aria-hidden />
                    Import
                  </Link>
                </ButtonLink>
                <ButtonLink variant="primary">
                  <Link href="/products/new">
                    <Plus aria-hidden />
                    New product
                  </Link>
                </ButtonLink>
              </>
            )}
          </>
        }
      />
      <search className="mb-3 grid grid-cols-2 gap-2 tablet:flex tablet:flex-wrap">
        <SearchField
          label="Search products"
          placeholder="Name, SKU or barcode"
          value={search}
          onSearch={onSearch}
          className="col-span-2 tablet:min-w-48 tablet:flex-1"
        />
        <Field label="Category" hideLabel>
          <Select value={category} onChange={(event) => setFilter({ category: event.target.value })}>
            <option value="">All categories</option>
            {optionsOf(categories.data?.categories, category).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
        <Field label="Stock" hideLabel>
          <Select value={low} onChange={(event) => setFilter({ low: event.target.value })}>
            <option value="">Any stock</option>
            <option value={LOW}>Low stock</option>
            {optionsOf(['1', '5', '10', '20'], low === LOW ? '' : low).map((below) => (
              <option key={below} value={below}>
                {below === '1' ? 'Less than 1 left' : `Less than ${below} left`}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Show" hideLabel className="max-tablet:col-span-2">
          <Select value={show} onChange={(event) => setFilter({ show: event.target.value })}>
            <option value="">On sale</option>
            <option value="inactive">No longer sold</option>
            <option value="all">On sale or not</option>
          </Select>
        </Field>
      </search>

      {list.error && <ProblemNotice error={list.error} onRetry={() => list.refetch()} />}
      {!list.error && products?.nodes.length === 0 && (
        <NoProducts
          isFiltered={isFiltered}
          mayEdit={mayEdit}
          onClear={() => setFilter({ q: '', category: '', low: '', show: '' })}
        />
      )}
      {!list.error && products?.nodes.length !== 0 && (
        <Table
          label="Products"
          aria-busy={list.loading}
          className={classNames(list.loading && products && 'opacity-60 transition-opacity delay-300')}
        >
          <thead>
            <tr>
              <Th>Name</Th>
              <Th className="max-tablet:hidden">SKU</Th>
              <Th className="max-desktop:hidden">Barcode</Th>
              <Th className="max-desktop:hidden">Category</Th>
              <Th numeric className="max-desktop:hidden">
                Tax
              </Th>
              <Th numeric>
                Price<span className="tablet:hidden">, stock</span>
              </Th>
              <Th numeric className="max-tablet:hidden">
                Stock
              </Th>
            </tr>
          </thead>
          <tbody>
            {products && outlet
              ? products.nodes.map((product) => (
                  <Row key={product.id} product={product} currency={outlet.currency} />
                ))
              : Array.from({ length: 12 }, (_, index) => <SkeletonRow key={index} />)}
          </tbody>
        </Table>
      )}
      {products && products.nodes.length > 0 && (
        <Pager
          paging={paging}
          shown={products.nodes.length}
          pageSize={PAGE}
          total={count.data?.products.totalCount}
          thing="product"
          nextCursor={products.pageInfo.hasNextPage ? products.pageInfo.endCursor : null}
          isStale={!list.data}
        />
      )}
    </>
  );
}

function Row({ product, currency }: { product: ProductRowFragment; currency: string }) {
  const [barcode, ...more] = product.barcodes;
  return (
    <Tr>
      <Td className="w-full min-w-0 tablet:max-w-0 tablet:min-w-56">
        <Link
          href={`/products/${product.id}`}
          prefetch={false}
          className="line-clamp-2 font-medium after:absolute after:inset-0 after:content-[''] hover:underline"
        >
          {product.name}
        </Link>
        <span className="flex gap-2 text-xs text-ink-muted">
          <span className="tabular truncate tablet:hidden">{product.sku}</span>
          {!product.active && <span className="whitespace-nowrap">no longer sold</span>}
        </span>
      </Td>
      <Td className="tabular max-w-48 truncate text-ink-muted max-tablet:hidden">{product.sku}</Td>
      <Td className="tabular whitespace-nowrap text-ink-muted max-desktop:hidden">
        {barcode}
        {more.length > 0 && <span className="text-xs"> +{more.length}</span>}
      </Td>
      <Td className="max-w-40 truncate text-ink-muted max-desktop:hidden">{product.category}</Td>
      <Td numeric className="text-ink-muted max-desktop:hidden">
        {formatPercent(product.taxRate)}
      </Td>
      <Td numeric>
        <MoneyText amount={product.price} currency={currency} />
        <span className="block text-xs tablet:hidden">
          <StockText {...product} />
        </span>
      </Td>
      <Td numeric className="max-tablet:hidden">
        <StockText {...product} />
      </Td>
    </Tr>
  );
}

function SkeletonRow() {
  return (
    <Tr>
      <Td className="w-full">
        <Skeleton className="my-0.5 h-4 w-3/5" />
      </Td>
      <Td className="max-tablet:hidden">
        <Skeleton className="h-4 w-20" />
      </Td>
      <Td className="max-desktop:hidden">
        <Skeleton className="h-4 w-28" />
      </Td>
      <Td className="max-desktop:hidden">
        <Skeleton className="h-4 w-20" />
      </Td>
      <Td className="max-desktop:hidden">
        <Skeleton className="h-4 w-10" />
      </Td>
      <Td>
        <Skeleton className="ml-auto h-4 w-14" />
      </Td>
      <Td className="max-tablet:hidden">
        <Skeleton className="ml-auto h-4 w-10" />
      </Td>
    </Tr>
  );
}

function NoProducts(props: { isFiltered: boolean; mayEdit: boolean; onClear: () => void }) {
  const { isFiltered, mayEdit, onClear } = props;
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No product fits"
        actions={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        Try fewer letters, or look among those no longer sold.
      </EmptyState>
    );
  }
  if (!mayEdit) {
    return (
      <EmptyState icon={<PackageOpen aria-hidden />} title="No products yet">
        A manager reads in a catalogue file, or types in the first one.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<PackageOpen aria-hidden />}
      title="No products yet"
      actions={
        <>
          <ButtonLink variant="primary">
            <Link href="/products/import">Import a file</Link>
          </ButtonLink>
          <ButtonLink>
            <Link href="/products/new">Type in the first one</Link>
          </ButtonLink>
        </>
      }
    >
      A CSV from your old system, a supplier or a spreadsheet will do: columns and numbers are recognised.
    </EmptyState>
  );
}

/** The choices, with the one in the address even when it is none of them. */
function optionsOf(choices: string[] | undefined, chosen: string): string[] {
  const known = choices ?? [];
  return chosen && !known.includes(chosen) ? [...known, chosen] : known;
}
