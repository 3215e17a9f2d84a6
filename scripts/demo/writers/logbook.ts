/**
 * A long answer: the dark months in the log of a lighthouse, one entry a night.
 *
 * Every entry is put together from what a keeper would note, chosen by the question, so that some
 * thousands of tokens can be read without a sentence coming round too soon. Prose only.
 */
import type { Chance } from './chance.ts';

type Lines = readonly [string, ...string[]];

/** November and December, of thirty nights each. */
const nightsMax = 60;

export function* logbook(chance: Chance, nights = nightsMax): Generator<string, void, void> {
  yield '## The dark months, from the log\n\nOne entry a night, most of them standing up.\n\n';
  for (let night = 1; night <= nights; night++) {
    if (night % 30 === 1) yield `### ${months[Math.floor(night / 30)] ?? 'Later'}\n\n`;
    const { pick, below } = chance;
    const wind = `${pick(winds)} ${1 + below(9)}, ${pick(glass)}`;
    const order = below(2) === 0 ? [pick(seas), pick(chores)] : [pick(chores), pick(seas)];
    yield `**Night ${night}.** ${wind}. ${order.join(' ')} ${pick(ships)} ${pick(thoughts)}\n\n`;
  }
  yield '---\n\nLit at dusk, out at dawn, every night of it. *Nothing to report* was the point.\n';
}

const months: Lines = ['November', 'December'];

const winds: Lines = [
  'Wind north-west',
  'Wind north',
  'South-westerly',
  'Wind west, backing',
  'Easterly, with snow in it',
  'Light airs from the south',
  'Wind north-east, veering',
];

const glass: Lines = [
  'glass falling',
  'glass steady',
  'glass rising slowly',
  'glass lower than I like',
  'glass where it was yesterday',
  'glass up since noon',
];

const seas: Lines = [
  'A long swell from somewhere that had worse weather than we did.',
  'The sea was flat enough to show the lamp twice.',
  'Spray reached the gallery, which it does four times a year.',
  'Fog from ten until two, and the horn with it.',
  'Short steep seas over the bar; nobody tried it.',
  'Drift ice in the sound, talking to itself.',
  'Phosphorescence along the rocks, green and in no hurry.',
  'The tide stood a hand above the mark and went away again.',
  'So clear that the next light to the south could be counted without a glass.',
  'Rain on the lantern all night, and the panes sang a little.',
];

const chores: Lines = [
  'Cleaned the lens with spirit and the soft cloth.',
  'Trimmed, wound the clock, checked it against the radio: two seconds slow.',
  'Greased the bearing; it had begun to hum in E flat.',
  'Spliced a new eye in the flag halyard.',
  'Changed the bulb at 03:10, in eleven seconds, which is my best.',
  'Painted the inside of the door, the outside being impossible.',
  'Counted the oil, the bread and the candles. Enough of each.',
  'Swept a great many moths off the gallery and one surprised owl.',
  'Mended the stair at the fourth landing, where it always goes.',
  'Wrote up the stores and answered the inspector, politely.',
  'Took the rust off the rail as far as the north side.',
];

const ships: Lines = [
  'A trawler went in at two, low in the water.',
  'Two coasters northbound, well clear.',
  'The mail boat blinked *good night*, and I blinked back.',
  'No ships seen.',
  'A barque under tow, all her yards bare.',
  'The ferry passed late and lit up like a hotel.',
  'A yacht stood too close, thought about it, and stood off again.',
  'One ship asked for the time and was given it.',
  'Something large and dark went by with its lights in order.',
  'Fishing boats on the bank, seven of them, like a small town.',
  'A pilot cutter waited under the lee until it was light.',
];

const thoughts: Lines = [
  'Nothing to report.',
  'A letter from my sister in Tromsø: the sun has gone there. 🌒',
  'Read until four. The book says that patience is a kind of attention.',
  'It is odd to be looked at all night by people one never meets.',
  'The cat has decided that the stairs are hers. 🐈',
  'Made soup. It will be soup for some days.',
  'Taught myself three words more: 海, 風, 光.',
  'I have stopped hearing the clock, and would hear it at once if it stopped.',
  'The relief is due on Thursday, weather allowing, which it will not.',
  'All well.',
  'Dreamt that the light was out, and went up to look. It was not.',
  'A gull slept on the rail, one foot at a time.',
  'The old entry for this night, ninety years ago, says the same.',
];
