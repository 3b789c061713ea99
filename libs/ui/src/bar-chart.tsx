import { ticksOf } from './ticks';

export interface Bar {
  /** Unlike any other of the chart. */
  readonly key: string;
  /** What stands under it; short, for a phone. */
  readonly label: string;
  readonly value: number;
  /** What it would be on other days; a line goes from one to the next. */
  readonly usual?: number;
  /** What a pointer on it is told. */
  readonly title: string;
}

/**
 * Bars from zero, as wide as their place. It is a picture: `label` says in a sentence what it shows, and a table with the
 * same numbers belongs beside or behind it.
 */
export function BarChart(props: {
  label: string;
  bars: readonly Bar[];
  /** Of a value on the scale. */
  format: (value: number) => string;
}) {
  const { label, bars, format } = props;
  const ticks = ticksOf(bars.flatMap(({ value, usual = 0 }) => [value, usual]));
  const [lowest = 0, highest = 1] = [ticks[0], ticks.at(-1)];
  /** In percent, from the top. */
  const place = (value: number) => (100 * (highest - value)) / (highest - lowest);
  const column = 100 / bars.length;
  // One hour alone is no wall.
  const width = Math.min(0.7 * column, 10);
  const curve = bars
    .map(({ usual = 0 }, index) => `${index === 0 ? 'M' : 'L'}${(index + 0.5) * column} ${place(usual)}`)
    .join('');
  // There is room for about a dozen labels, and on a phone for half of them.
  const each = Math.ceil(bars.length / 12);
  return (
    <div
      role="img"
      aria-label={label}
      className="tabular grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-1 pt-2 text-xs text-ink-muted"
    >
      <div className="flex h-48 flex-col-reverse justify-between text-right">
        {ticks.map((tick) => (
          // Without a height of its own: its middle is where the line is.
          <span key={tick} className="flex h-0 items-center justify-end">
            {format(tick)}
          </span>
        ))}
      </div>
      <svg className="h-48 w-full overflow-visible">
        {ticks.map((tick) => (
          <line
            key={tick}
            x1="0"
            x2="100%"
            y1={`${place(tick)}%`}
            y2={`${place(tick)}%`}
            className={tick === 0 ? 'stroke-line-strong' : 'stroke-line'}
          />
        ))}
        {bars.map(({ key, value, title }, index) => (
          <g key={key} className="fill-accent hover:fill-accent-strong">
            <title>{title}</title>
            {/* As high as the chart, so that a pointer finds a low bar as well. */}
            <rect x={`${index * column}%`} width={`${column}%`} height="100%" fill="transparent" />
            <rect
              x={`${(index + 0.5) * column - width / 2}%`}
              width={`${width}%`}
              y={`${place(Math.max(0, value))}%`}
              height={`${place(Math.min(0, value)) - place(Math.max(0, value))}%`}
            />
          </g>
        ))}
        {bars.some(({ usual }) => usual !== undefined) && (
          <svg
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            className="pointer-events-none overflow-visible"
          >
            {/* Twice: the wider one keeps it apart from the bars. */}
            {['stroke-surface stroke-5', 'stroke-ink stroke-2'].map((look) => (
              <path
                key={look}
                d={curve}
                fill="none"
                strokeLinejoin="round"
                strokeLinecap="round"
                vectorEffect="non-scaling-stroke"
                className={look}
              />
            ))}
          </svg>
        )}
      </svg>
      <div className="col-start-2 flex">
        {bars.map(({ key, label }, index) => (
          <span key={key} className="flex w-0 flex-1 justify-center whitespace-nowrap">
            {index % each === 0 && (
              <span className={index % (2 * each) === 0 ? undefined : 'max-tablet:hidden'}>{label}</span>
            )}
          </span>
        ))}
      </div>
    </div>
  );
}
