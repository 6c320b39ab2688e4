import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/**
 * The floor of every writer in JavaScript: the bytes of these files into one, and nothing else.
 *
 *     node copy-loop.js LIST OUTPUT      LIST: paths, a NUL after each
 */
const [list, output] = process.argv.slice(2) as [string, string];
const writeBuffer = Buffer.allocUnsafe(1 << 20);
const target = openSync(output, 'w');
let filled = 0;

function flush(): void {
  for (let done = 0; done < filled; ) done += writeSync(target, writeBuffer, done, filled - done);
  filled = 0;
}

for (const path of readFileSync(list, 'latin1').split('\0').slice(0, -1)) {
  const source = openSync(Buffer.from(path, 'latin1'), 'r');
  for (;;) {
    if (filled === writeBuffer.length) flush();
    const count = readSync(source, writeBuffer, filled, writeBuffer.length - filled, null);
    if (count === 0) break;
    filled += count;
  }
  closeSync(source);
}
flush();
closeSync(target);
