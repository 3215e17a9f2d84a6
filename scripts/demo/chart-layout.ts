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

export const size = { x: -17, y: -6, width: 336, height: 264, box: { width: 94, height: 30 } };

export const boxes: Readonly<Record<StateName, { readonly x: number; readonly y: number }>> = {
  attaching: { x: 47, y: 34 },
  live: { x: 159, y: 34 },
  deferred: { x: 271, y: 34 },
  reconnecting: { x: 47, y: 134 },
  settling: { x: 159, y: 134 },
  stale: { x: 271, y: 134 },
  failed: { x: 47, y: 234 },
  finalized: { x: 159, y: 234 },
  cancelled: { x: 271, y: 234 },
};

/** Where a chart is entered. */
export const entrance = {
  x: 47,
  y: -1,
  path: [
    [47, 3],
    [47, 19],
  ],
} as const satisfies { x: number; y: number; path: Arrow['path'] };

export const arrows: readonly Arrow[] = [
  straight('attaching', 'live', [94, 34], [112, 34]),
  straight('live', 'deferred', [206, 34], [224, 34]),
  straight('live', 'settling', [159, 49], [159, 119]),
  straight('deferred', 'settling', [257, 49], [189, 119]),
  straight('live', 'reconnecting', [129, 49], [67, 119]),
  straight('attaching', 'reconnecting', [27, 49], [27, 119]),
  straight('reconnecting', 'attaching', [41, 119], [41, 49]),
  straight('attaching', 'settling', [79, 49], [141, 119]),
  straight('settling', 'attaching', [125, 119], [63, 49]),
  straight('reconnecting', 'settling', [94, 128], [112, 128]),
  straight('settling', 'reconnecting', [112, 140], [94, 140]),
  straight('settling', 'stale', [206, 134], [224, 134]),
  straight('settling', 'finalized', [159, 149], [159, 219]),
  straight('settling', 'cancelled', [189, 149], [257, 219]),
  straight('settling', 'failed', [125, 149], [63, 219]),
  straight('failed', 'settling', [79, 219], [141, 149]),
  curved('attaching', 'failed', [2, 40], [-12, 134], [2, 228]),
  curved('failed', 'attaching', [2, 240], [-32, 134], [2, 28]),
];

function straight(from: StateName, to: StateName, begin: Point, end: Point): Arrow {
  return { from, to, path: [begin, end] };
}

function curved(from: StateName, to: StateName, begin: Point, bend: Point, end: Point): Arrow {
  return { from, to, path: [begin, bend, end] };
}
