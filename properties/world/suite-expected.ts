/**
 * The counts of the suite: worlds, transitions, depth. A change that is meant changes them here.
 *
 * They are what the explorer has walked, and depend on nothing but the code.
 */

export const expectedWorlds: Readonly<Record<string, readonly number[]>> = {
  calm: [4332, 14323, 26],
  breaks: [48980, 184395, 34],
  losses: [334888, 1572224, 36],
  'more retries': [37091, 153293, 27],
  'early ends': [122828, 460033, 40],
  duplicates: [38300, 151559, 29],
  'late answers': [26186, 109918, 24],
  echoes: [341286, 1889964, 27],
  'stop and break': [90007, 454253, 25],
  'stop, then another': [256694, 1240997, 31],
  prompts: [435198, 2428181, 30],
  refusals: [15476, 55386, 24],
  'refused answers': [26125, 104025, 28],
  'ends and losses': [47898, 184315, 32],
  'weather over losses': [34456, 190396, 27],
  offline: [8034, 41906, 22],
  weather: [113517, 671456, 26],
  readers: [12057, 45032, 29],
  'readers that end': [22279, 84334, 35],
  garbled: [24314, 87384, 27],
  'empty answers': [2334, 7409, 17],
  trims: [13419, 52942, 28],
  crash: [29910, 108406, 32],
  shutdown: [7109, 25210, 20],
  producer: [41498, 198847, 20],
  'another tab': [165376, 722118, 32],
  'two hosts': [2037, 3364, 40],
  'take-over': [115884, 318160, 57],
  zombies: [227089, 659048, 59],
  'cancel at the host': [30498, 59752, 43],
  maintenance: [3370, 6261, 27],
};
