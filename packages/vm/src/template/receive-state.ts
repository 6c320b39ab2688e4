import { createServer, type Socket } from 'node:net';
import { LARGEST_STATE } from './template-store.ts';

/** What QEMU sends the state of a VM to. */
export interface StateReceiver {
  /** The socket's name for QEMU, which knows the directory by this number. */
  addressFor(inherited: number): string;
  /** Resolves when QEMU has sent all. */
  state: Promise<Buffer>;
  close(): void;
}

/**
 * Takes the state over a socket: QEMU writes it to no file whose descriptor it inherits, and a command that it could run instead
 * would be a shell's.
 *
 * @param directory the descriptor of a private directory, which QEMU has inherited; to be closed after the receiver
 */
export function receiveState(directory: number): StateReceiver {
  const server = createServer();
  let connection: Socket | undefined;
  const state = new Promise<Buffer>((resolve, reject) => {
    server.on('error', reject);
    server.once('connection', (socket) => {
      connection = socket;
      collect(socket).then(resolve, reject);
    });
  });
  state.catch(() => {});
  // By way of /proc: the name of a socket may have 107 bytes.
  server.listen(`/proc/self/fd/${directory}/socket`);
  return {
    state,
    addressFor: (inherited) => `unix:/proc/self/fd/${inherited}/socket`,
    close() {
      connection?.destroy();
      // Removes the socket's name, for which the directory has to be there.
      server.close();
    },
  };
}

function collect(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LARGEST_STATE) socket.destroy(new Error('the state of the VM is too large'));
    });
    socket.once('error', reject);
    socket.once('end', () => resolve(Buffer.concat(chunks)));
    socket.once('close', () => reject(new Error('QEMU has ended')));
  });
}
