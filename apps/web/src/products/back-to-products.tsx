import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';

export function BackToProducts() {
  return (
    <Link
      href="/products"
      className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
    >
      <ChevronLeft aria-hidden className="size-4" />
      Products
    </Link>
  );
}
