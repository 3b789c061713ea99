import type { ComponentProps } from 'react';
import { classNames } from './class-names';

/** A dense table; wider than its place, it scrolls inside its own frame (which then takes the keyboard). */
export function Table({ label, className, children, ...props }: ComponentProps<'table'> & { label: string }) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table
        aria-label={label}
        className={classNames('w-full border-collapse text-sm', className)}
        {...props}
      >
        {children}
      </table>
    </div>
  );
}

export function Th({ numeric, className, ...props }: ComponentProps<'th'> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      className={classNames(
        'border-b border-line bg-sunken/60 px-3 py-2 text-xs font-medium whitespace-nowrap text-ink-muted',
        numeric ? 'text-right' : 'text-left',
        className,
      )}
      {...props}
    />
  );
}

export function Tr({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      className={classNames('relative border-b border-line last:border-b-0 hover:bg-sunken/50', className)}
      {...props}
    />
  );
}

export function Td({ numeric, className, ...props }: ComponentProps<'td'> & { numeric?: boolean }) {
  return (
    <td
      className={classNames(
        'px-3 py-2 align-middle',
        numeric && 'tabular text-right whitespace-nowrap',
        className,
      )}
      {...props}
    />
  );
}
