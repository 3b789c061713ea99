import { useEffect, useEffectEvent } from 'react';
import { isSelling, type RegisterState } from './register-state';
import type { RegisterStore } from './register-store';

export interface RegisterKeys {
  help: () => void;
  search: () => void;
  pay: () => void;
  hold: () => void;
  drawer: () => void;
  takeBack: () => void;
}

/** The keys of the help overlay (F1). Digits, × and / count only while nobody types into a field. */
export function useRegisterKeys(
  store: RegisterStore,
  /** While a dialog is open, only its own keys count. */
  dialogOpen: boolean,
  does: RegisterKeys,
): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    // Also where it does nothing, F1 must not open the browser's help.
    const act = !dialogOpen ? action(event, store, does) : event.key === 'F1' ? () => {} : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listener);
    // A key held down must not press the button that comes after the one it pressed.
    window.addEventListener('keydown', ignoreHeldPress, true);
    return () => {
      window.removeEventListener('keydown', listener);
      window.removeEventListener('keydown', ignoreHeldPress, true);
    };
  }, []);
}

function action(event: KeyboardEvent, store: RegisterStore, does: RegisterKeys): (() => void) | undefined {
  const { key } = event;
  const state = store.get();
  const typing = isTyping(event.target);

  if (key === 'F1') return does.help;
  if (state.alert) return key === 'Escape' ? () => void store.apply({ type: 'dismissAlert' }) : undefined;
  if (key === 'F9') return () => !event.repeat && does.pay();
  if (key === 'F8') return () => !event.repeat && does.takeBack();
  if (key === 'F7') return () => !event.repeat && does.drawer();
  if (key === 'F6') return () => !event.repeat && does.hold();
  if (key === 'F2' || (key === '/' && !typing)) {
    return () => {
      if (isSelling(store.apply({ type: 'openSale' }))) does.search();
    };
  }
  if (key === 'Escape') return () => void stepBack(store, state);
  if (typing) return undefined;
  if (state.finished && /^\d$/.test(key)) store.apply({ type: 'newSale' });
  if (!isSelling(store.get())) return undefined;
  if (/^[\d.,]$/.test(key)) return () => void store.apply({ type: 'key', key });
  if (state.entry && ['Enter', '×', '*'].includes(key)) return () => void store.apply({ type: 'useEntry' });
  return undefined;
}

function stepBack(store: RegisterStore, state: RegisterState): void {
  if (state.finished) store.apply({ type: 'newSale' });
  else if (state.paying) store.apply({ type: 'back' });
  else store.apply({ type: 'clearEntry' });
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'radio' && target.type !== 'checkbox';
  return target instanceof HTMLTextAreaElement;
}

function ignoreHeldPress(event: KeyboardEvent): void {
  if (event.repeat && (event.key === 'Enter' || event.key === ' ') && !isTyping(event.target))
    event.preventDefault();
}
