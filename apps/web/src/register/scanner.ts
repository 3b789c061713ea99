/**
 * Tells a barcode scanner from a person, both of which are "a keyboard" to the browser.
 *
 * A pure fold: (state, event) → step. It has no clock and no page, so a recorded log of keystrokes replays to the same
 * answer for ever. The first keystroke of a scan can't be told from typing, so every printable keystroke is held back
 * for a moment (GAP_MS) and either becomes part of a scan or is given back to whoever was typing. That is what keeps a
 * scan out of a field that has focus.
 *
 * What counts as a scan: at least MIN_LENGTH characters at machine speed, ended by Enter or Tab (how scanners leave the
 * factory). A burst without that ending is given back as typing.
 */

/** One keystroke, or silence (`key: null`: time has passed and nothing came). `at` in milliseconds, any origin. */
export interface ScannerEvent {
  at: number;
  key: string | null;
  /** The key is being held down; a scanner never does that. */
  repeat?: boolean;
  /** Ctrl, Alt or Meta is down, or an input method is composing. */
  chord?: boolean;
}

export interface ScannerState {
  /** Held back, oldest first: scan or typing, not known yet. */
  held: string;
  /**
   * Given back just before `held`. A busy computer may tear a scan's first keystrokes off the rest: if the rest turns
   * out to be a scan, these were part of it.
   */
  before: string;
  /** When the last character came. */
  lastAt: number;
  /** Until then a further Enter or Tab belongs to the scan before it (scanners that send CR and LF, or Tab and Enter). */
  suffixUntil: number;
}

export interface ScannerStep {
  state: ScannerState;
  /** Keep this keystroke from the page. */
  taken: boolean;
  /** Held keystrokes that were a person's after all: give them to the page, before this one. */
  typed: string;
  /** A finished scan, without any AIM identifier. */
  code?: string;
  /** With a code: what was given to the page just before belongs to it, and is to be taken back. */
  takeBack?: boolean;
}

/** Scanners send a character every 1–30 ms; quick typists leave 60 and more. */
export const GAP_MS = 50;
/** Once MIN_LENGTH characters came at machine speed it is a machine, and a busy computer may stretch the rest. */
export const STEADY_GAP_MS = 150;
export const MIN_LENGTH = 4;

export const IDLE: ScannerState = { held: '', before: '', lastAt: -Infinity, suffixUntil: -Infinity };

export function scan(state: ScannerState, event: ScannerEvent): ScannerStep {
  const { at, key } = event;
  const gap = at - state.lastAt;
  const late = gap > patience(state);
  const before = gap > STEADY_GAP_MS ? '' : state.before + state.held;

  if (key === null) {
    if (!late) return keep(state, false);
    return { state: { ...IDLE, before, lastAt: state.lastAt }, taken: false, typed: state.held };
  }
  // Shift comes as its own keystroke before each capital letter; it says nothing.
  if (key === 'Shift' || key === 'CapsLock') return keep(state, false);
  if (event.repeat || event.chord) return giveBack(state);

  if (key === 'Enter' || key === 'Tab') {
    if (state.held === '' && at <= state.suffixUntil) return keep(state, true);
    if (late || state.held.length < MIN_LENGTH) return giveBack(state);
    const code = withoutAimIdentifier(state.before + state.held).trim();
    const next = { ...IDLE, suffixUntil: at + GAP_MS };
    return { state: next, taken: true, typed: '', code, takeBack: state.before !== '' };
  }

  if (!isCharacter(key)) return giveBack(state);
  // No code begins with a space, and a held-back space would not press the button that has focus.
  if (key === ' ' && (state.held === '' || late)) return giveBack(state);
  const next = late ? { held: key, before } : { held: state.held + key, before: state.before };
  return { state: { ...IDLE, ...next, lastAt: at }, taken: true, typed: late ? state.held : '' };
}

/** How long, in milliseconds after the last held keystroke, the next one may still belong to the same burst. */
export function patience(state: ScannerState): number {
  return state.held.length >= MIN_LENGTH ? STEADY_GAP_MS : GAP_MS;
}

const keep = (state: ScannerState, taken: boolean): ScannerStep => ({ state, taken, typed: '' });

const giveBack = (state: ScannerState): ScannerStep => ({ state: IDLE, taken: false, typed: state.held });

const isCharacter = (key: string) => [...key].length === 1;

/** Scanners can be set to name the symbology first, such as ]E0 for EAN-13 (ISO/IEC 15424). */
const withoutAimIdentifier = (code: string) => code.replace(/^\][A-Za-z][0-9A-Za-z]/, '');
