import { GAP_MS, IDLE, MIN_LENGTH, scan, type ScannerEvent, STEADY_GAP_MS } from './scanner';

/** A recorded log, `[milliseconds, key]`, and what came of it: codes scanned, text given back, keys let through. */
function replay(log: ([number, string | null] | ScannerEvent)[]) {
  const seen = { codes: [] as string[], page: '' };
  let state = IDLE;
  for (const entry of log) {
    const event = Array.isArray(entry) ? { at: entry[0], key: entry[1] } : entry;
    const step = scan(state, event);
    if (step.takeBack) seen.page = seen.page.slice(0, -state.before.length);
    seen.page += step.typed;
    if (!step.taken && event.key !== null) seen.page += event.key.length === 1 ? event.key : `<${event.key}>`;
    if (step.code !== undefined) seen.codes.push(step.code);
    state = step.state;
  }
  return { ...seen, held: state.held };
}

/** The keystrokes of a scanner: each character `every` milliseconds after the one before. */
const burst = (at: number, text: string, suffix: string | null = 'Enter', every = 4): [number, string][] =>
  [...text, ...(suffix ? [suffix] : [])].map((key, i) => [at + i * every, key]);

describe('a scan', () => {
  it('is a fast burst ended by Enter', () => {
    expect(replay(burst(1000, '4006381333931'))).toEqual({ codes: ['4006381333931'], page: '', held: '' });
  });

  it('may end in Tab', () => {
    expect(replay(burst(1000, '4006381333931', 'Tab'))).toMatchObject({ codes: ['4006381333931'], page: '' });
  });

  it('keeps leading zeros', () => {
    expect(replay(burst(0, '00012345')).codes).toEqual(['00012345']);
  });

  it('may hold letters, capitals with Shift before each, dashes and spaces', () => {
    const log: [number, string][] = ['Shift', 'A', 'Shift', 'B', '-', '1', '2', ' ', 'x', 'Enter'].map(
      (key, i) => [i * 6, key],
    );
    expect(replay(log)).toMatchObject({ codes: ['AB-12 x'], page: '<Shift><Shift>' });
  });

  it('drops the symbology that a scanner may name first', () => {
    expect(replay(burst(0, ']E04006381333931')).codes).toEqual(['4006381333931']);
    expect(replay(burst(0, ']C1TK-0042')).codes).toEqual(['TK-0042']);
  });

  it('swallows the line feed that some scanners send after the return', () => {
    const log: [number, string][] = [...burst(0, '96385074'), [35, 'Enter'], [900, 'Enter']];
    expect(replay(log)).toMatchObject({ codes: ['96385074'], page: '<Enter>' });
  });

  it('may follow another at once', () => {
    const log = [...burst(0, '4006381333931'), ...burst(60, '96385074'), ...burst(100, '96385074')];
    expect(replay(log)).toEqual({ codes: ['4006381333931', '96385074', '96385074'], page: '', held: '' });
  });

  it('survives a computer that is busy in the middle of it', () => {
    const log: [number, string][] = [
      ...burst(0, '40063', null),
      ...burst(20 + STEADY_GAP_MS - 10, '81333931'),
    ];
    expect(replay(log)).toMatchObject({ codes: ['4006381333931'], page: '' });
  });

  it('is whole again when a busy computer tears off its beginning', () => {
    const torn = [...burst(0, '40', null), ...burst(4 + GAP_MS + 20, '06381333931')];
    expect(replay(torn)).toEqual({ codes: ['4006381333931'], page: '', held: '' });
    const tornAndGivenBack: [number, string | null][] = [
      [0, '4'],
      [GAP_MS + 1, null],
      ...burst(GAP_MS + 30, '006381333931'),
    ];
    expect(replay(tornAndGivenBack)).toEqual({ codes: ['4006381333931'], page: '', held: '' });
  });

  it('is read from a slow Bluetooth scanner too', () => {
    expect(replay(burst(0, '4006381333931', 'Enter', 35)).codes).toEqual(['4006381333931']);
  });

  it('leaves alone what a person typed just before it', () => {
    const log: [number, string][] = [[0, 'm'], [120, 'i'], ...burst(300, '96385074')];
    expect(replay(log)).toEqual({ codes: ['96385074'], page: 'mi', held: '' });
  });
});

describe('a person', () => {
  it('types in words that reach the page in order', () => {
    const log: [number, string | null][] = [...'milk 1 l'].map((key, i) => [i * 90, key]);
    log.push([8 * 90, null]);
    expect(replay(log)).toEqual({ codes: [], page: 'milk 1 l', held: '' });
  });

  it('may roll two keys over each other', () => {
    const log: [number, string | null][] = [
      [0, 't'],
      [22, 'h'],
      [140, 'e'],
      [140 + GAP_MS + 1, null],
    ];
    expect(replay(log)).toMatchObject({ codes: [], page: 'the' });
  });

  it('types a quantity and Enter, however fast', () => {
    const log: [number, string][] = [
      [0, '1'],
      [30, '2'],
      [60, 'Enter'],
    ];
    expect('12'.length).toBeLessThan(MIN_LENGTH);
    expect(replay(log)).toMatchObject({ codes: [], page: '12<Enter>' });
  });

  it('types a long number and Enter at the speed of fingers', () => {
    const log: [number, string][] = [...'12345678', 'Enter'].map((key, i) => [i * 70, key]);
    expect(replay(log)).toMatchObject({ codes: [], page: '12345678<Enter>' });
  });

  it('pauses before Enter after a fast run', () => {
    const log: [number, string][] = [...burst(0, '1234', null), [12 + STEADY_GAP_MS + 1, 'Enter']];
    expect(replay(log)).toMatchObject({ codes: [], page: '1234<Enter>' });
  });

  it('holds a key down', () => {
    const log: ScannerEvent[] = [
      { at: 0, key: '5' },
      ...Array.from({ length: 8 }, (_, i) => ({ at: 500 + i * 31, key: '5', repeat: true })),
      { at: 760, key: 'Enter' },
    ];
    expect(replay(log)).toMatchObject({ codes: [], page: '555555555<Enter>' });
  });

  it('uses shortcuts, arrows and Space, which are never held back', () => {
    const log: ScannerEvent[] = [
      { at: 0, key: 'F9' },
      { at: 5, key: 'ArrowDown' },
      { at: 10, key: 'p', chord: true },
      { at: 15, key: ' ' },
    ];
    expect(replay(log)).toEqual({ codes: [], page: '<F9><ArrowDown>p ', held: '' });
  });

  it('gets everything back from a burst that ends in nothing, as after a paste by a tool', () => {
    expect(replay([...burst(0, 'espresso', null), [28 + STEADY_GAP_MS + 1, null]])).toMatchObject({
      codes: [],
      page: 'espresso',
    });
  });
});

it('holds a keystroke back no longer than it must', () => {
  const first = scan(IDLE, { at: 0, key: 'a' });
  expect(first).toMatchObject({ taken: true, typed: '' });
  expect(scan(first.state, { at: GAP_MS, key: null })).toMatchObject({ typed: '' });
  expect(scan(first.state, { at: GAP_MS + 1, key: null })).toMatchObject({ typed: 'a' });
});
