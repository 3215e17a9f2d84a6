/**
 * What a Redis may lose of what it acknowledged, in words for whoever runs it.
 *
 * Only `appendonly yes` with `appendfsync always` flushes before it answers, and only without
 * eviction a key stays until it is deleted. The settings are asked for once; a server that does not
 * tell them is said to be unknown. It changes no setting and refuses no server.
 */
import { messageOf } from '../../core/errors.ts';

/** Of Redis's configuration. */
export type RedisSettings = Readonly<Record<string, string | undefined>>;

export const durabilitySettings = ['appendonly', 'appendfsync', 'maxmemory', 'maxmemory-policy'];

const wanted = 'set `appendonly yes` and `appendfsync always`';
const acknowledged = 'frames, questions and answers that were acknowledged';

/** One sentence for each thing that may be lost; none when nothing is. */
export function lossesOf(settings: RedisSettings): readonly string[] {
  const { appendonly, appendfsync, maxmemory } = settings;
  const policy = settings['maxmemory-policy'] ?? '';
  const losses: string[] = [];
  if (appendonly === undefined || appendfsync === undefined) {
    losses.push(unknownLosses('it does not tell its settings'));
  } else if (appendonly !== 'yes') {
    losses.push(
      `Redis runs with \`appendonly ${appendonly}\`: when it ends, ${acknowledged} since its ` +
        `last snapshot are lost. To keep them, ${wanted}.`,
    );
  } else if (appendfsync !== 'always') {
    const span = appendfsync === 'everysec' ? 'last second' : 'last half minute or so';
    losses.push(
      `Redis runs with \`appendfsync ${appendfsync}\`: when its machine dies, ${acknowledged} ` +
        `in the ${span} are lost. To keep them, ${wanted}.`,
    );
  }
  if (maxmemory !== '0' && policy.startsWith('allkeys')) {
    losses.push(
      `Redis runs with \`maxmemory-policy ${policy}\`: when its memory is full, whole sessions ` +
        'and journals vanish. To keep them, set `maxmemory-policy noeviction`.',
    );
  }
  return losses;
}

/** Why it is not known. */
export function unknownLosses(reason: unknown): string {
  const why = typeof reason === 'string' ? reason : messageOf(reason);
  return (
    `It is not known whether Redis keeps ${acknowledged} when it ends (${why}). ` +
    `To keep them, ${wanted}.`
  );
}
