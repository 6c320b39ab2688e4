import type { StdioOptions } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type BytePath, makeTemporaryDirectory, type Report, toSystemPath } from '@supermin/core';
import { virtiofsdFailed } from '../errors/shares.ts';
import { killTied, spawnTied } from '../processes/tied-child.ts';
import type { Share, ShareMount } from './shares.ts';
import { daemonCommand, type Virtiofsd } from './virtiofsd.ts';

/** One directory, served. */
export interface ServedDirectory {
  /** Connected to the daemon; QEMU inherits it. */
  connection: Socket;
  /** Settles when the daemon ends: with what it said, if it failed. */
  failed: Promise<string | undefined>;
  close(): void;
}

/**
 * Starts a daemon for one directory. It serves the one connection that is made before it starts, and so ends
 * by itself when QEMU does; nothing of it is left in the file system.
 *
 * @param temporaryDirectory existing, for the moment in which the socket has a name
 */
export function serveDirectory(
  daemon: Virtiofsd,
  { directory, readOnly }: Pick<Share, 'directory' | 'readOnly'>,
  temporaryDirectory: BytePath,
  report: Report,
): ServedDirectory {
  const { server, connection } = connectedServer(temporaryDirectory);
  try {
    const name = toSystemPath(directory).toString();
    const [program = '', ...args] = daemonCommand(daemon, name, readOnly ?? false);
    report({ kind: 'message', level: 2, text: `running ${[program, ...args].join(' ')}` });
    const stdio: StdioOptions = [listeningDescriptor(server), 'ignore', 'pipe'];
    const child = spawnTied(program, args, { stdio });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 4096) said += chunk.toString('latin1');
    });
    const failed = new Promise<string | undefined>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (status) => resolve(status === 0 ? undefined : said.trim()));
    });
    const close = () => {
      connection.destroy();
      killTied(child);
    };
    return { connection, failed, close };
  } catch (error) {
    connection.destroy();
    throw virtiofsdFailed(daemon.program, error);
  } finally {
    server.close();
  }
}

/** One daemon for each share that needs one, by the share's tag. */
export function serveShares(
  shares: readonly ShareMount[],
  daemon: Virtiofsd | string,
  temporaryDirectory: BytePath,
  report: Report,
): Map<string, ServedDirectory> {
  const served = new Map<string, ServedDirectory>();
  try {
    for (const share of shares) {
      if (share.type !== 'virtiofs' || typeof daemon === 'string') continue;
      served.set(share.tag, serveDirectory(daemon, share, temporaryDirectory, report));
    }
    return served;
  } catch (error) {
    for (const directory of served.values()) directory.close();
    throw error;
  }
}

/**
 * A listening socket and a connection that waits in its queue. All of this happens in one turn of the event
 * loop, or Node.js itself would accept the connection.
 */
function connectedServer(temporaryDirectory: BytePath): { server: Server; connection: Socket } {
  const directory = toSystemPath(makeTemporaryDirectory(temporaryDirectory));
  try {
    return connectedServerIn(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function connectedServerIn(directory: Buffer | string): { server: Server; connection: Socket } {
  const open = openSync(directory, 'r');
  try {
    // By way of /proc: the name of a socket may have 107 bytes, and TMPDIR more.
    const path = `/proc/self/fd/${open}/s`;
    const server = createServer().listen(path);
    const connection = connect(path);
    connection.on('error', () => {});
    return { server, connection };
  } finally {
    closeSync(open);
  }
}

/** Node.js keeps it to itself, but hands it to a child that gets the server as one of its files. */
function listeningDescriptor(server: Server): number {
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return fd;
}
