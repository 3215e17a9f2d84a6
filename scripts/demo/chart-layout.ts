/**
 * Where the chart's states and arrows are: three columns of three, laid out by hand.
 *
 * The first row is the stream, the middle one what happens when it ends or breaks, the last one how
 * it is over. Coordinates only; whether the machine has these arrows is checked where it is drawn.
 */
type Point = readonly [x: number, y: number];

export interface Arrow {
  readonly from: StateName;
  readonly to: StateName;
  /** From, perhaps a control point of its curve, to. */
  readonly path: readonly [Point, Point] | readonly [Point, Point, Point];
}

export const states = [
  'attaching',
  'live',
  'deferred',
  'reconnecting',
  'settling',
  'stale',
  'failed',
  'finalized',
  'cancelled',
] as const;

type StateName = (typeof states)[number];

export const size = { x: -26, y: -6, width: 372, height: 240, box: { width: 96, height: 30 } };

export const boxes: Readonly<Record<StateName, { readonly x: number; readonly y: number }>> = {
  attaching: { x: 52, y: 34 },
  live: { x: 174, y: 34 },
  deferred: { x: 296, y: 34 },
  reconnecting: { x: 52, y: 122 },
  settling: { x: 174, y: 122 },
  stale: { x: 296, y: 122 },
  failed: { x: 52, y: 210 },
  finalized: { x: 174, y: 210 },
  cancelled: { x: 296, y: 210 },
};

/** Where a chart is entered. */
export const start = {
  x: 52,
  y: -1,
  path: [
    [52, 3],
    [52, 19],
  ],
} as const satisfies { x: number; y: number; path: Arrow['path'] };

export const arrows: readonly Arrow[] = [
  straight('attaching', 'live', [100, 34], [126, 34]),
  straight('live', 'deferred', [222, 34], [248, 34]),
  straight('live', 'settling', [174, 49], [174, 107]),
  straight('deferred', 'settling', [280, 49], [206, 107]),
  straight('live', 'reconnecting', [142, 49], [72, 107]),
  straight('attaching', 'reconnecting', [30, 49], [30, 107]),
  straight('reconnecting', 'attaching', [44, 107], [44, 49]),
  straight('attaching', 'settling', [86, 49], [156, 107]),
  straight('settling', 'attaching', [140, 107], [70, 49]),
  straight('reconnecting', 'settling', [100, 116], [126, 116]),
  straight('settling', 'reconnecting', [126, 128], [100, 128]),
  straight('settling', 'stale', [222, 122], [248, 122]),
  straight('settling', 'finalized', [174, 137], [174, 195]),
  straight('settling', 'cancelled', [206, 137], [280, 195]),
  straight('settling', 'failed', [142, 137], [72, 195]),
  straight('failed', 'settling', [86, 195], [156, 137]),
  curved('attaching', 'failed', [4, 38], [-18, 122], [4, 206]),
  curved('failed', 'attaching', [4, 214], [-44, 122], [4, 30]),
];

function straight(from: StateName, to: StateName, start: Point, end: Point): Arrow {
  return { from, to, path: [start, end] };
}

function curved(from: StateName, to: StateName, start: Point, bend: Point, end: Point): Arrow {
  return { from, to, path: [start, bend, end] };
}
