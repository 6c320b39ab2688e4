import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { type BytePath, toSystemPath } from '@supermin/core';
import { nameTaken } from '../errors/named.ts';
import { socketOf } from '../named/address.ts';
import { removeIfStale, withNames } from '../named/clear-stale.ts';

/** Nobody else reaches it, as the directory is this user's own; this is for who looks at it. */
const MODE = 0o600;

/**
 * A server at the name's socket. It is nobody's before: those of dead supervisors are removed.
 *
 * @param directories all in which a VM of this name would be found; the socket is made in the first one
 * @throws SuperminError `VM_NAME_TAKEN`, `RUNTIME_DIRECTORY`
 */
export function claimName(name: string, directories: readonly BytePath[]): Promise<Server> {
  const directory = directories[0]!;
  const path = socketOf(directory, name);
  return withNames(directory, async () => {
    for (const each of directories) {
      const holder = await removeIfStale(each, name);
      if (holder !== undefined) throw nameTaken(name, holder.pid);
    }
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(toSystemPath(path).toString(), resolve);
    });
    chmodSync(toSystemPath(path), MODE);
    return server;
  });
}
