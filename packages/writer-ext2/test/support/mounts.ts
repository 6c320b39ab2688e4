import { judge } from './judge.ts';

const PROBE = `d=$(mktemp -d) && truncate -s 1M $d/i && mke2fs -q -F -t ext2 $d/i && mkdir $d/m &&
  mount -o loop $d/i $d/m && umount $d/m; s=$?; rm -rf $d; exit $s`;

/** Whether this machine mounts files: root, loop devices, a kernel that knows ext2. */
export const MOUNTS = process.getuid?.() === 0 && judge('sh', '-c', PROBE).status === 0;
