import type { Socket } from 'node:net';
import { supervisorProtocol } from '../errors/named.ts';
import { FROM_GUEST, HEADER, numbers, numbersOf } from '../session/protocol.ts';
import type { VmInfo } from './vm-info.ts';

/** Of the protocol between a supervisor and its clients, docs/vm-protocol.md. */
const CLIENT_PROTOCOL = 1;

/** Shares and packages may be many. */
const LARGEST = 2 ** 20;

/** The first frame of a connection: HELLO, and what VM it is. */
export function encodeGreeting(info: VmInfo): Buffer {
  const text = Buffer.from(JSON.stringify(info));
  return Buffer.concat([numbers(FROM_GUEST.hello, text.length + 4, CLIENT_PROTOCOL), text]);
}

/**
 * Reads it, and no byte more.
 *
 * @returns undefined if the connection ends before it is whole
 * @throws SuperminError `VM_PROTOCOL`
 */
export async function readGreeting(socket: Socket): Promise<VmInfo | undefined> {
  const header = await take(socket, HEADER);
  if (header === undefined) return undefined;
  const [kind = 0, length = 0, version = 0] = numbersOf(header, 0, 3);
  if (kind !== FROM_GUEST.hello || length < 4 || length > LARGEST)
    throw supervisorProtocol('no greeting');
  if (version !== CLIENT_PROTOCOL) throw supervisorProtocol(`version ${version} of the protocol`);
  const text = await take(socket, length - 4);
  return text === undefined ? undefined : parse(text);
}

function parse(text: Buffer): VmInfo {
  try {
    return JSON.parse(text.toString()) as VmInfo;
  } catch {
    throw supervisorProtocol('a greeting that is no JSON');
  }
}

/** Exactly this many bytes; undefined if there are not as many. */
function take(socket: Socket, count: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const end = (bytes?: Buffer) => {
      socket.off('readable', look);
      socket.off('close', gone);
      resolve(bytes);
    };
    const gone = () => end();
    const look = () => {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes !== null) end(bytes.length === count ? bytes : undefined);
    };
    socket.on('readable', look);
    socket.on('close', gone);
    look();
  });
}
