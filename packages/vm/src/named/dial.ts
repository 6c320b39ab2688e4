import { connect, type Socket } from 'node:net';
import { type BytePath, systemErrorCode, toSystemPath } from '@supermin/core';
import { vmUnresponsive } from '../errors/named.ts';
import { readGreeting } from './greeting.ts';
import type { VmInfo } from './vm-info.ts';

/** Milliseconds; a supervisor answers in one. */
const PATIENCE = 10_000;

/** There is no socket, or nobody listens at it, or whoever did has stopped just now. */
const NOBODY: readonly string[] = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET'];

export interface Connection {
  socket: Socket;
  info: VmInfo;
}

/**
 * Connects to the socket of a VM.
 *
 * @returns undefined if there is none, or nobody listens any more
 * @throws SuperminError `VM_UNRESPONSIVE`, `VM_PROTOCOL`; the system's error
 */
export async function dial(
  path: BytePath,
  name: string,
  patience = PATIENCE,
): Promise<Connection | undefined> {
  const socket = await connected(path);
  if (socket === undefined) return undefined;
  // Whoever uses it hears of its end.
  socket.on('error', () => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(vmUnresponsive(name)), patience);
  });
  try {
    const info = await Promise.race([readGreeting(socket), late]);
    if (info !== undefined) return { socket, info };
    socket.destroy();
    // One that has no descriptor left for us closes at once. It has its name still.
    if (await isThere(path)) throw vmUnresponsive(name);
    return undefined;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function isThere(path: BytePath): Promise<boolean> {
  const socket = await connected(path);
  socket?.on('error', () => {});
  socket?.destroy();
  return socket !== undefined;
}

function connected(path: BytePath): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(toSystemPath(path).toString());
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      if (NOBODY.includes(systemErrorCode(error) ?? '')) resolve(undefined);
      else reject(error);
    });
  });
}
