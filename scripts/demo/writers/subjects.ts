/**
 * What the built-in writer knows about: lighthouses, ropes and harbours.
 *
 * Each subject has a thought, a page of Markdown, something to reckon up with a tool, and something
 * it may only do when it is allowed to. The numbers are reckoned and not made up. Prose and
 * arithmetic only; the order in which they are told is the writer's business.
 */
export interface Subject {
  /** Questions in which one of these occurs are about it. */
  readonly words: RegExp;
  readonly thought: string;
  readonly opening: string;
  readonly tool: Reckoning;
  readonly permission: { readonly title: string; readonly detail: string };
  readonly approved: string;
  readonly denied: string;
  readonly closing: string;
}

/** A tool: what it is given, and the rows it finds one after the other. */
export interface Reckoning {
  readonly name: string;
  readonly input: { readonly [key: string]: string | number };
  readonly columns: readonly [string, string];
  readonly rows: readonly (readonly [string, string])[];
}

const lighthouse: Subject = {
  words: /\blight|\blamp|\bbeam|keeper|tower|灯台|маяк/iu,
  thought:
    'How far a light is seen depends on two heights: the lamp and the eye. ' +
    'The curve of the sea decides, then the weather. I will work out the first and leave the rest.',
  opening: `## What a lighthouse says

A lighthouse does not light anything up. It says one thing, over and over, to whoever is
there to read it: *this is where I am*. Everything else follows from that.

1. **Its rhythm is its name.** No two lights on one coast keep the same time.
2. **Its colour is a direction.** Red over the rocks, white over the safe water.
3. **Its silence is a warning.** A light that is out is reported before supper.

A chart writes the rhythm down in a line that a tired person can read at four in the morning:

\`\`\`text
Fl(3) 20s 41m 21M
│     │   │   └── seen for 21 nautical miles, on a clear night
│     │   └────── stands 41 metres above the sea
│     └────────── says it again every twenty seconds
└──────────────── three flashes, then dark
\`\`\`

`,
  tool: {
    name: 'light_range',
    input: { lampMetres: 41, unit: 'nautical miles' },
    columns: ['Eye above the sea', 'The lamp rises at'],
    rows: [2, 5, 10, 20].map((eye) => [`${eye} m`, `${sightMiles(41, eye).toFixed(1)} M`] as const),
  },
  permission: {
    title: 'Tell the harbour master that the light is being checked?',
    detail: 'One message on the working channel. Ships nearby will hear it too.',
  },
  approved: `The message is out, and the answer was short: *seen, thank you, all well*. 🟢
The light will be dark for a minute at noon, when nobody needs it.

`,
  denied: `Then nobody is told, and nothing is touched. The light keeps its time as before, and the
check waits for a day when it suits you better.

`,
  closing: `### By other names

The Japanese word is 灯台, a stand for a lamp. Russians say маяк, which is a sign that waves. In
Arabic it is منارة, and a minaret is the same word. They agree on the main thing: somebody put a
light up high, and meant it for strangers. 🗼
`,
};

const rope: Subject = {
  words: /\brope|\bknot|splice|\bline\b|bowline|hawser|ロープ|канат/iu,
  thought:
    'A rope is chosen by what it must not do. Strength comes first, then stretch, then wear. ' +
    'A working load is a fraction of what breaks it; a fifth is a fair habit.',
  opening: `## How a rope holds

No fibre in a rope is as long as the rope. Each one lies beside others for a while and then ends,
and what carries the load from one to the next is nothing but their leaning on each other.

- **Yarns** are twisted one way,
- **strands** are laid the other way,
- and the **rope** is laid the first way again, so that each twist keeps the next from opening.

Pull harder and it grips harder. A knot does the same on purpose:

\`\`\`text
bowline
  1. a small loop in the standing part
  2. the end up through it,      the rabbit comes out of the hole
  3. round behind the line,      goes round the tree
  4. and down again the same way and back where it came from
\`\`\`

`,
  tool: {
    name: 'working_load',
    input: { material: 'three-strand nylon', share: 'one fifth of breaking' },
    columns: ['Diameter', 'Good for'],
    rows: [10, 14, 18, 24].map(
      (mm) => [`${mm} mm`, `${loadKilonewtons(mm).toFixed(1)} kN`] as const,
    ),
  },
  permission: {
    title: 'Order twelve metres of the 14 mm line?',
    detail: 'From the chandler on the quay, to be fetched tomorrow. It can be given back uncut.',
  },
  approved: `Ordered: twelve metres, white with a blue tracer. 🪢 Whip the ends before you cut it,
and not after; everybody learns this once.

`,
  denied: `Not ordered. The old line will do for another season if it is turned end for end, so that
the worn part no longer lies in the chock.

`,
  closing: `### A last word on care

Rinse it in fresh water, coil it with the lay, hang it where air comes by. *Ein Tau vergisst
nichts*, say the riggers of Emden: a rope forgets nothing. In Japanese a bowline is もやい結び, the
knot that two boats lie together by. ⚓
`,
};

const harbour: Subject = {
  words: /harbou?r|\bport\b|\bquay|\btide|\bmoor|anchor|ferry|港|гавань/iu,
  thought:
    'Whether a boat can come in is a question about time. The sill dries, and the tide comes ' +
    'and goes in a little over twelve hours. I need the heights for tonight, then a margin.',
  opening: `## Coming into a harbour

A harbour is a promise made of stone: outside may be as it likes, and in here it will be quiet.
Like every promise it has conditions, and they are worth reading before the entrance and not in it.

1. Look at the **tide** first, at the wind second, at the clock last.
2. Come in **slowly**. Nobody ever hit a quay too gently.
3. Have the lines and the fenders out **before** you need a hand for something else.

What is said on the radio is short, so that there is room for somebody in trouble:

\`\`\`text
> Harbour, harbour, this is Holdfast, nine metres, draught one point six.
< Holdfast, harbour. Berth fourteen, port side to. Mind the ferry.
> Berth fourteen, port side to, minding the ferry. Thank you.
\`\`\`

`,
  tool: {
    name: 'tide_table',
    input: { harbour: 'St. Brannoc', highWater: '19:40', sillMetres: 1.4 },
    columns: ['Time', 'Over the sill'],
    rows: [18, 19, 20, 21, 22].map(
      (hour) => [`${hour}:00`, `${overSillMetres(hour).toFixed(1)} m`] as const,
    ),
  },
  permission: {
    title: 'Book berth fourteen for tonight?',
    detail: 'One night, port side to, paid on arrival. It is held until ten.',
  },
  approved: `Berth fourteen is yours until morning. 🛟 The code for the gate hangs at the office,
and the baker opens at six.

`,
  denied: `Nothing is booked. Outside the breakwater there is good holding in five metres, sand over
clay, and the night will be still.

`,
  closing: `### Where the words come from

*Harbour* is an old word for shelter for an army; *haven* is younger and kinder. In Japanese it is
港, water beside a lane. Greeks say λιμάνι, Russians гавань, Arabs مرفأ, the place to mend. All of
them mean somewhere you may stop. 🌊
`,
};

export const subjects: readonly [Subject, ...Subject[]] = [lighthouse, rope, harbour];

/** How far apart two heights see each other over the curve of the sea, refraction included. */
function sightMiles(lampMetres: number, eyeMetres: number): number {
  return 2.08 * (Math.sqrt(lampMetres) + Math.sqrt(eyeMetres));
}

/** A fifth of what breaks it; three-strand nylon breaks at about 0.208 kN per square millimetre. */
function loadKilonewtons(diameterMm: number): number {
  return (0.208 * diameterMm ** 2) / 5;
}

/** A plain semidiurnal tide: mean 2.9 m, range 4.2 m, high water at 19:40, over a sill of 1.4 m. */
function overSillMetres(hour: number): number {
  const sinceHighWater = hour - (19 + 40 / 60);
  return 2.9 + 2.1 * Math.cos((2 * Math.PI * sinceHighWater) / 12.42) - 1.4;
}
