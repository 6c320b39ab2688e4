import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { kernelHost, listDirectory, testWriter } from '@supermin/testkit';
import { writer as ext2 } from '@supermin/writer-ext2';
import { writer } from './index.js';

const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const run = (program, ...args) =>
  execFileSync(program, args, { env: { ...process.env, PATH }, stdio: 'pipe' });

/** Also what says that a program runs as somebody else, and whose files others may remove. */
function modeIn(image, path) {
  const told = run('debugfs', '-R', `stat "${path.replaceAll('"', '""')}"`, image).toString(
    'latin1',
  );
  return Number.parseInt(/ Mode:\s+(\d+)/.exec(told)?.[1] ?? '777', 8);
}

testWriter(
  { describe, it },
  {
    writer,
    package: new URL('.', import.meta.url),
    wraps: { ext2 },
    // The judges are somebody else's programs.
    read(output, scratch) {
      run('qemu-img', 'check', '-q', `${output}/root.qcow2`);
      const raw = `${output}/../raw`;
      run('qemu-img', 'convert', '-O', 'raw', `${output}/root.qcow2`, raw);
      run('e2fsck', '-fn', raw);
      run('debugfs', '-R', `rdump / ${scratch}`, raw);
      // debugfs makes directories and files without their special bits.
      const modes = listDirectory(scratch);
      for (const [path, entry] of modes) entry.mode = modeIn(raw, path);
      return modes;
    },
    // What debugfs does not bring out of an image.
    lacks: [
      ...['devices', 'directory times', 'fifos', 'hard links', 'holes', 'owners', 'root directory'],
      ...['sockets', 'xattrs'],
    ],
    adds: (path) => path === '/lost+found' || path.startsWith('/lib'),
    context: (scratch) => ({ host: kernelHost(scratch), options: { size: '320M' } }),
    refused: [{ size: 'nonsense' }],
  },
);
