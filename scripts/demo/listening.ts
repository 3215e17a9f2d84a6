/**
 * Finds a free port to listen on: the first of a range that nobody has.
 *
 * What is taken is the person's to mend, so it is told with the option that mends it. It never
 * knows what is served.
 */
import type { Server } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { CommandError } from '../command.ts';

/** Tried in turn until one is free. 0 is any. */
export interface Ports {
  readonly first: number;
  readonly last: number;
}

/** The port it listens on. `option` is the one that names another. */
export async function listen(
  server: Server | NetServer,
  hostname: string,
  { first, last }: Ports,
  option = '--port',
): Promise<number> {
  for (let port = first; port <= last; port++) {
    const code = await tryPort(server, hostname, port);
    if (code === null) return (server.address() as AddressInfo).port;
    if (code !== 'EADDRINUSE') throw new CommandError(`cannot listen on ${hostname}: ${code}`);
  }
  const which = first === last ? `port ${first} is` : `ports ${first} to ${last} are`;
  throw new CommandError(`${which} taken: name another with ${option}`);
}

/** Null when it listens, else Node's code. */
function tryPort(server: NetServer, hostname: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    server.once('error', failed);
    server.listen(port, hostname, () => {
      server.off('error', failed);
      resolve(null);
    });
  });
}
