/**
 * The counts of the suite: worlds, transitions, depth. A change that is meant changes them here.
 *
 * They are what the explorer has walked, and depend on nothing but the code.
 */

export const expectedWorlds: Readonly<Record<string, readonly number[]>> = {
  calm: [4332, 14323, 26],
  breaks: [48980, 184395, 34],
  losses: [392629, 1823575, 36],
  'more retries': [37766, 155278, 27],
  'early ends': [122828, 460033, 40],
  duplicates: [38300, 151559, 29],
  'late answers': [26737, 111601, 24],
  echoes: [342566, 1894610, 27],
  'stop and break': [90007, 454253, 25],
  'stop, then another': [256694, 1240997, 31],
  'two stops': [934825, 5292570, 30],
  prompts: [435560, 2429388, 30],
  refusals: [15470, 55376, 24],
  'refused answers': [11270, 42129, 27],
  'ends and losses': [48159, 185024, 32],
  'weather over losses': [34974, 192692, 27],
  offline: [8034, 41906, 22],
  weather: [189421, 1125187, 28],
  readers: [12057, 45032, 29],
  'readers that end': [22279, 84334, 35],
  garbled: [28323, 95679, 30],
  slips: [83787, 414708, 27],
  'empty answers': [2292, 7036, 18],
  trims: [13419, 52942, 28],
  crash: [29910, 108406, 32],
  shutdown: [7109, 25210, 20],
  producer: [41498, 198847, 20],
  'another tab': [203430, 882875, 34],
  'two hosts': [2037, 3364, 40],
  'take-over': [115884, 318160, 57],
  zombies: [227089, 659048, 59],
  'cancel at the host': [30498, 59752, 43],
  maintenance: [3370, 6261, 27],
};
