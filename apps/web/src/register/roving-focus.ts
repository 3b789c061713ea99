import { useState, type KeyboardEvent } from 'react';

/**
 * One Tab stop for a list or grid of controls marked `data-roving`; the arrows, Home and End move inside it. Spread
 * `listProps` on the container; the `active` control has tabIndex 0, the others -1, and each sets itself active on focus.
 */
export function useRovingFocus(count: number) {
  const [last, setActive] = useState(0);
  const active = Math.min(last, Math.max(0, count - 1));
  return {
    active,
    setActive,
    listProps: {
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')];
        const from = items.findIndex((item) => item === event.target);
        const to = from < 0 ? undefined : destination(event.key, items, from);
        if (to === undefined) return;
        event.preventDefault();
        items[to]?.focus();
      },
    },
  };
}

function destination(key: string, items: HTMLElement[], from: number): number | undefined {
  const columns = Math.max(1, items.filter((item) => item.offsetTop === items[0]?.offsetTop).length);
  const steps: Record<string, number> = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    Home: 0,
    End: items.length - 1,
  };
  const to = steps[key];
  return to === undefined || to < 0 || to >= items.length ? undefined : to;
}
