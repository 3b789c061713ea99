import { Button } from '@tillkeep/ui';
import { ChartColumn, Table2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';

/** A part of the dashboard under a heading. */
export function Panel(props: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const { title, note, actions, className = '', children } = props;
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4 ${className}`}
    >
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 id={id} className="text-base font-semibold">
            {title}
          </h2>
          {note && <p className="text-xs text-ink-muted">{note}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** A picture, and the same as a table for whoever would rather read it. */
export function ChartPanel(props: {
  title: string;
  note?: ReactNode;
  className?: string;
  chart: ReactNode;
  table: ReactNode;
}) {
  const { chart, table, ...panel } = props;
  const [asTable, setAsTable] = useState(false);
  const words = asTable ? 'Show as chart' : 'Show as table';
  const Icon = asTable ? ChartColumn : Table2;
  return (
    <Panel
      {...panel}
      actions={
        <Button
          variant="quiet"
          className="-my-1.5 -mr-2"
          icon={<Icon aria-hidden />}
          aria-label={`${words}: ${panel.title}`}
          onClick={() => setAsTable(!asTable)}
        >
          {words}
        </Button>
      }
    >
      {asTable ? table : chart}
    </Panel>
  );
}
