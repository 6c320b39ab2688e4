import type { DeviceNode, SpecialNode } from '@supermin/core/writer';

/**
 * A tarball of devices and fifos, named `0`, `1`, ... in the order given: Node.js has no mknod(2), and one `tar` makes
 * them all, also where a thousand runs of `mknod` would be needed.
 *
 *     0     100   108   116   124   136    148   156   157 ... 257      329    337
 *     name  mode  uid   gid   size  mtime  sum   type  ...     ustar00  major  minor
 *
 * Everything but type and device number is set when they are in place.
 */
export function encodeSpecialArchive(nodes: readonly (DeviceNode | SpecialNode)[]): Buffer {
  const archive = Buffer.alloc(BLOCK * (nodes.length + END_BLOCKS));
  nodes.forEach((node, index) => {
    encodeHeader(node, String(index), archive.subarray(index * BLOCK, (index + 1) * BLOCK));
  });
  return archive;
}

const BLOCK = 512;
const END_BLOCKS = 2;
const TYPES = { character: '3', block: '4', fifo: '6' };
const SUM = { start: 148, end: 156 };

function encodeHeader(node: DeviceNode | SpecialNode, name: string, block: Buffer): void {
  const octal = (value: number, at: number, digits: number) =>
    block.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  const device = 'major' in node ? node : { type: 'fifo', major: 0, minor: 0 };
  block.write(name, 0, 'latin1');
  octal(0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(0, 124, 11);
  octal(0, 136, 11);
  block.write(TYPES[device.type as keyof typeof TYPES], 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  octal(device.major, 329, 7);
  octal(device.minor, 337, 7);
  // The sum is taken with blanks in its own place.
  block.fill(' ', SUM.start, SUM.end);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, SUM.start, 'latin1');
}
