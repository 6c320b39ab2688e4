import { type BytePath, nearestName } from '@supermin/core';
import { vmNotFound } from '../errors/named.ts';
import { namesIn, socketOf } from './address.ts';
import { clearIfStale } from './clear-stale.ts';
import { type Connection, dial } from './dial.ts';
import { runtimeDirectories } from './runtime-directory.ts';
import { checkName } from './vm-name.ts';

/** How long a list of VMs waits for one of them, in milliseconds. */
const LIST_PATIENCE = 2000;

/**
 * Connects to a VM of this user.
 *
 * @throws SuperminError `VM_NAME`, `VM_NOT_FOUND`, `VM_UNRESPONSIVE`, `VM_PROTOCOL`
 */
export async function findVm(
  name: string,
  directories: readonly BytePath[] = runtimeDirectories(),
): Promise<Connection> {
  checkName(name);
  for (const directory of directories) {
    const connection = await dial(socketOf(directory, name), name);
    if (connection !== undefined) return connection;
    await clearIfStale(directory, name);
  }
  throw vmNotFound(name, hintFor(name, directories));
}

/** What is known of a VM that does not answer: its name. */
export interface SilentVm {
  name: string;
  state: 'not answering';
}

/** All VMs of this user, by their names. */
export async function listVms(
  directories: readonly BytePath[] = runtimeDirectories(),
): Promise<(Connection['info'] | SilentVm)[]> {
  const all = directories.flatMap((directory) =>
    namesIn(directory).map((name) => ask(directory, name)),
  );
  return (await Promise.all(all)).filter((info) => info !== undefined);
}

async function ask(directory: BytePath, name: string) {
  try {
    const connection = await dial(socketOf(directory, name), name, LIST_PATIENCE);
    connection?.socket.destroy();
    if (connection === undefined) await clearIfStale(directory, name);
    return connection?.info;
  } catch {
    return { name, state: 'not answering' } as const;
  }
}

function hintFor(name: string, directories: readonly BytePath[]): string {
  const names = directories.flatMap(namesIn);
  if (names.length === 0) return 'none is running; start one: supermin run --name NAME --detach';
  const near = nearestName(name, names);
  return near === undefined ? `running: ${names.join(', ')}` : `did you mean '${near}'?`;
}
