import { useEffectEvent, useLayoutEffect } from 'react';
import { IDLE, patience, scan, type ScannerEvent } from './scanner';

/** Calls `onScan` with every code scanned while the component is on the page, whatever has focus; not while it is `off`. */
export function useScanner(onScan: (code: string) => void, off = false): void {
  const heard = useEffectEvent(onScan);
  // Before it is on the screen: whoever sees it may already scan.
  useLayoutEffect(() => (off ? undefined : listenForScans((code) => heard(code))), [off]);
}

/** A timer that rings this late, in milliseconds, means a busy page: keystrokes may be waiting behind it. */
const BUSY_MS = 20;

/**
 * Listens in the capture phase of the window, before anything on the page, and keeps a scan's keystrokes to itself.
 * Returns the function that stops it.
 */
function listenForScans(onScan: (code: string) => void): () => void {
  let state = IDLE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let givingBack = false;
  let takeBack = () => {};
  // Keys whose release must not reach the page either: a button is pressed by Space coming up.
  const taken = new Set<string>();

  const take = (event: ScannerEvent): boolean => {
    const step = scan(state, event);
    state = step.state;
    clearTimeout(timer);
    if (state.held) waitForSilence();
    if (step.takeBack) takeBack();
    if (step.typed) {
      givingBack = true;
      if (state.before === step.typed) takeBack = rememberField();
      for (const character of step.typed) type(character);
      givingBack = false;
    }
    if (step.code) onScan(step.code);
    return step.taken;
  };

  const waitForSilence = (again = true) => {
    const wait = patience(state) + 1;
    const due = performance.now() + wait;
    timer = setTimeout(() => {
      if (again && performance.now() - due > BUSY_MS) waitForSilence(false);
      else take({ at: state.lastAt + wait, key: null });
    }, wait);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (givingBack || isSecret()) return;
    const chord = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    if (!take({ at: event.timeStamp, key: event.key, repeat: event.repeat, chord })) return;
    taken.add(event.code);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (!taken.delete(event.code)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  window.addEventListener('keydown', onKeyDown, true);
  window.addEventListener('keyup', onKeyUp, true);
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', onKeyDown, true);
    window.removeEventListener('keyup', onKeyUp, true);
  };
}

/** Does what the browser would have done with a keystroke: tell the page, then put the character into the field. */
function type(character: string): void {
  const target = document.activeElement ?? document.body;
  const keydown = new KeyboardEvent('keydown', { key: character, bubbles: true, cancelable: true });
  if (!target.dispatchEvent(keydown)) return;
  const field = focusedField();
  if (!field) return;
  field.setRangeText(character, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
  field.dispatchEvent(new InputEvent('input', { data: character, inputType: 'insertText', bubbles: true }));
}

/** Answers how to put the field that has focus back to what it holds now. */
function rememberField(): () => void {
  const field = focusedField();
  const text = field?.value ?? '';
  return () => {
    if (!field?.isConnected) return;
    field.setRangeText(text, 0, field.value.length, 'end');
    field.dispatchEvent(new InputEvent('input', { inputType: 'historyUndo', bubbles: true }));
  };
}

/** A PIN may be typed as fast as a scanner types. */
function isSecret(): boolean {
  const field = document.activeElement;
  return field instanceof HTMLInputElement && field.type === 'password';
}

/** The field that takes text now. */
function focusedField(): HTMLInputElement | HTMLTextAreaElement | undefined {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return undefined;
  return field.readOnly || field.disabled || field.selectionStart === null ? undefined : field;
}
