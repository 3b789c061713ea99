import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

export type NoticeTone = 'info' | 'done' | 'warning' | 'failed';

/** A banner in plain words. `failed` is read out at once, the others when the screen reader is free. */
export function Notice(props: {
  tone?: NoticeTone;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { tone = 'info', title, children, actions } = props;
  const { Icon, look } = tones[tone];
  return (
    <div
      role={tone === 'failed' ? 'alert' : 'status'}
      className={classNames('flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg px-4 py-3 text-sm', look)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold">{title}</p>
        {children && <div className="mt-0.5 text-ink">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}

const tones = {
  info: { Icon: Info, look: 'bg-accent-soft text-accent' },
  done: { Icon: CircleCheck, look: 'bg-synced-soft text-synced' },
  warning: { Icon: TriangleAlert, look: 'bg-pending-soft text-pending' },
  failed: { Icon: CircleAlert, look: 'bg-failed-soft text-failed' },
};
