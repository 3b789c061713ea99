'use client';

import { IconButton } from '@tillkeep/ui';
import { Check, Contrast, Monitor, Moon, Sun } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { applyTheme, storedTheme, themes, type Theme } from '../theme';

/** Light, dark, high contrast, or as the system has it; kept in this browser. */
export function ThemeMenu() {
  const [theme, setTheme] = useState<Theme>('system');
  const choose = (value: string) => {
    const chosen = themes.find((known) => known === value) ?? 'system';
    applyTheme(chosen);
    setTheme(chosen);
  };
  return (
    <DropdownMenu.Root onOpenChange={(open) => open && setTheme(storedTheme())}>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Theme" icon={<Contrast aria-hidden className="size-5" />} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-50 min-w-44 rounded-md border border-line bg-surface p-1 text-sm shadow-overlay"
        >
          <DropdownMenu.RadioGroup value={theme} onValueChange={choose}>
            {themes.map((value) => {
              const { name, Icon } = looks[value];
              return (
                <DropdownMenu.RadioItem
                  key={value}
                  value={value}
                  className="flex h-9 cursor-pointer items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-sunken pointer-coarse:h-11"
                >
                  <Icon aria-hidden className="size-4 text-ink-muted" />
                  <span className="flex-1">{name}</span>
                  <DropdownMenu.ItemIndicator>
                    <Check aria-hidden className="size-4" />
                  </DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              );
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const looks = {
  system: { name: 'As the system', Icon: Monitor },
  light: { name: 'Light', Icon: Sun },
  dark: { name: 'Dark', Icon: Moon },
  contrast: { name: 'High contrast', Icon: Contrast },
} satisfies Record<Theme, unknown>;
