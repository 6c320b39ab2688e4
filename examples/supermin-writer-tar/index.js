import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const TYPES = { file: '0', symlink: '2', character: '3', block: '4', directory: '5', fifo: '6' };
const BLOCK = 512;
const SLAB = Buffer.alloc(1 << 20);

const sizeOf = (node) => (node.type === 'file' ? node.size : 0);
const padding = (size) => (BLOCK - (size % BLOCK)) % BLOCK;
// Paths have one character per byte, so that every name comes through; Node.js takes the bytes.
const systemPath = (path) => Buffer.from(path, 'latin1');
// An error for the user; without a `code` it would be shown as a mistake of ours.
const failure = (code, message) => Object.assign(new Error(message), { code });

/** @type {import('@supermin/core').Writer} */
export const writer = {
  name: 'tar',
  outputs: ({ options }) => [options['tar-name']],
  async inputs({ options: { 'tar-name': name, ...others } }) {
    for (const other in others) throw failure('TAR_OPTION', `tar: there is no option ${other}`);
    if (!/^(?!\.\.?$)[^/\0]+$/.test(name)) throw failure('TAR_NAME', `'${name}' is no file name`);
    return { paths: [], facts: [] };
  },

  async write(tree, directory, { options, signal, report }) {
    signal.throwIfAborted();
    const entries = [...tree.walk()].filter(({ node }) => node.type in TYPES);
    let [total, done, rested] = [0, 0, performance.now()];
    for (const node of new Set(entries.map((entry) => entry.node))) total += sizeOf(node);
    const names = new Map();
    const fd = openSync(systemPath(`${directory}/${options['tar-name']}`), 'wx', 0o644);
    try {
      for (const { path, node } of entries) {
        // Another name of the same node is a hard link to the first one.
        const first = names.get(node);
        writeFileSync(fd, header(path, node, first));
        if (first !== undefined) continue;
        names.set(node, path);
        for (const bytes of bytesOf(node)) {
          writeFileSync(fd, bytes);
          done += bytes.length;
          // Others want to work, too: signals, timers, whoever calls us.
          if (performance.now() - rested < 20) continue;
          report({ kind: 'progress', done, total, unit: 'bytes' });
          await setImmediate();
          signal.throwIfAborted();
          rested = performance.now();
        }
        writeFileSync(fd, Buffer.alloc(padding(sizeOf(node))));
      }
      writeFileSync(fd, Buffer.alloc(2 * BLOCK));
    } finally {
      closeSync(fd);
    }
    report({ kind: 'progress', done, total, unit: 'bytes' });
  },
};

function* bytesOf(node) {
  if (node.type !== 'file' || node.size === 0) return;
  const { kind, path, bytes, fd: held, offset = 0 } = node.content;
  if (kind === 'bytes') return yield bytes;
  // The whole file, or from `offset` on a part of it.
  const fd = path === undefined ? held : openSync(systemPath(path), 'r');
  try {
    for (let at = 0; at < node.size; ) {
      const length = readSync(fd, SLAB, 0, Math.min(SLAB.length, node.size - at), offset + at);
      if (length === 0) throw failure('TAR_CHANGED', `${path ?? 'an archive'} has become shorter`);
      at += length;
      yield SLAB.subarray(0, length);
    }
  } finally {
    if (path !== undefined) closeSync(fd);
  }
}

/** A header of POSIX's `ustar` format; what it has no room for goes into a `pax` header before it. */
function header(path, node, first) {
  const name = path.slice(1) + (node.type === 'directory' ? '/' : '');
  const link = first?.slice(1) ?? node.target ?? '';
  const [size, mtime] = [first === undefined ? sizeOf(node) : 0, Math.floor(node.mtime)];
  const pax = [
    ...Object.entries({ path: name, linkpath: link }).filter(([, text]) => text.length > 100),
    ...Object.entries({ size, mtime }).filter(([, value]) => value < 0 || value >= 8 ** 11),
    ...Object.entries({ uid: node.uid, gid: node.gid }).filter(([, value]) => value >= 8 ** 7),
  ].map(([key, value]) => record(`${key}=${value}`));
  const type = first === undefined ? TYPES[node.type] : '1';
  const block = ustar({ ...node, name, link, size, mtime, type });
  const body = Buffer.from(pax.join(''), 'latin1');
  if (body.length === 0) return block;
  const before = ustar({ ...node, name: 'pax', link: '', size: body.length, mtime: 0, type: 'x' });
  return Buffer.concat([before, body, Buffer.alloc(padding(body.length)), block]);
}

/** `27 path=some/very/long/name\n`: the number is the length of all of it. */
function record(text) {
  let length = text.length + 3;
  while (length < text.length + 2 + String(length).length) length++;
  return `${length} ${text}\n`;
}

function ustar({ name, link, type, mode, uid, gid, size, mtime, major = 0, minor = 0 }) {
  const block = Buffer.alloc(BLOCK);
  const octal = (value, width) => (value % 8 ** width).toString(8).padStart(width, '0');
  const small = { 100: mode, 108: uid, 116: gid, 329: major, 337: minor };
  for (const [at, value] of Object.entries(small)) block.write(octal(value, 7), Number(at));
  block.write(name.slice(0, 100), 0, 'latin1');
  block.write(`${octal(size, 11)} ${octal(Math.max(0, mtime), 11)} `, 124);
  block.write(`        ${type}`, 148);
  block.write(link.slice(0, 100), 157, 'latin1');
  block.write('ustar\x0000', 257);
  block.write(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0`,
    148,
  );
  return block;
}
