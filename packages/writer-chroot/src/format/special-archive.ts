import {
  type DeviceNode,
  encodeHeader,
  endOfArchive,
  type SpecialNode,
} from '@supermin/core/writer';

const TYPES = { character: '3', block: '4', fifo: '6' };

/**
 * A tarball of devices and fifos, named `0`, `1`, ... in the order given: Node.js has no mknod(2), and one `tar` makes
 * them all, also where a thousand runs of `mknod` would be needed.
 *
 * Everything but type and device number is set when they are in place.
 */
export function encodeSpecialArchive(nodes: readonly (DeviceNode | SpecialNode)[]): Buffer {
  const headers = nodes.map((node, index) =>
    encodeHeader({
      name: String(index),
      type: TYPES[node.type as keyof typeof TYPES],
      ...{ mode: 0o600, uid: 0, gid: 0, size: 0, mtime: 0 },
      ...('major' in node ? { major: node.major, minor: node.minor } : {}),
    }),
  );
  return Buffer.concat([...headers, endOfArchive()]);
}
