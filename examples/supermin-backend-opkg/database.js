/** Where OpenWrt keeps the database, and where Yocto does. */
export const DIRECTORIES = ['/usr/lib/opkg', '/var/lib/opkg'];

/** An absolute path as it can stand in an appliance: no empty, `.` or `..` component. */
const PATH = /^(?:\/(?!\.{0,2}(?:\/|$))[^/\0]+)+$/;

/** An error for the user: `code` is for programs, `message` names the file, `hint` says what to do. */
export function failure(code, message, hint) {
  return Object.assign(new Error(message), { code, hint });
}

const damaged = (file, line, what) =>
  failure('OPKG_DAMAGED', `${file}: line ${line}: ${what}`, 'reinstall the package to repair it');

/**
 * Parses `status`: a paragraph for each package.
 *
 *     Package: busybox
 *     Version: 1.36.1-r1
 *     Depends: libc, libubox20230523 (>= 1.0)
 *     Provides: sh
 *     Status: install ok installed
 *     Architecture: x86_64
 *     Conffiles:
 *      /etc/profile 3f5b3c8f9a5d3b0a3a0b1c0e8f7b6a59...      path and MD5 or SHA-256 of the original
 *
 * @param {string} text one character per byte
 * @param {string} file for messages
 */
export function parseStatus(text, file) {
  if (text !== '' && !text.endsWith('\n'))
    throw damaged(file, text.split('\n').length, 'truncated');
  const packages = new Map();
  let fields = new Map();
  let last;
  const close = (line) => {
    if (fields.size > 0) add(packages, fields, (what) => damaged(file, line, what));
    fields = new Map();
    last = undefined;
  };
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const match = /^([A-Za-z-]+):[ \t]*([^\0]*)$/.exec(line);
    if (line === '') close(index + 1);
    else if (/^[ \t][^\0]*$/.test(line) && last) fields.set(last, `${fields.get(last)}\n${line}`);
    else if (!match) throw damaged(file, index + 1, 'not a field');
    else {
      last = match[1].toLowerCase();
      fields.set(last, match[2]);
    }
  }
  close(lines.length);
  return [...packages.values()];
}

function add(packages, fields, damage) {
  const field = (name) => fields.get(name) ?? '';
  const [name, version, arch] = ['package', 'version', 'architecture'].map(field);
  if (!/^[\w.+-]+$/.test(name)) throw damage('no valid Package');
  const state = field('status').split(' ');
  if (state.length !== 3) throw damage(`${name}: no valid Status`);
  if (!['installed', 'unpacked'].includes(state[2])) return;
  if (!/^\S+$/.test(version) || !/^\S+$/.test(arch))
    throw damage(`${name}: no Version or Architecture`);
  if (packages.has(name)) throw damage(`${name} is listed twice`);
  packages.set(name, {
    name,
    version,
    arch,
    id: name,
    depends: alternatives(field('depends')),
    recommends: alternatives(field('recommends')),
    provides: alternatives(field('provides')).flat(),
    conffiles: new Map(
      field('conffiles')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(' ')),
    ),
  });
}

/** `a (>= 1) | b, c` as `[['a', 'b'], ['c']]`: what is installed fits, whatever its version. */
function alternatives(value) {
  const clauses = value
    .split(',')
    .map((clause) => clause.split('|').map((each) => each.trim().split(/[ (]/, 1)[0]));
  return clauses.map((clause) => clause.filter(Boolean)).filter((clause) => clause.length > 0);
}

/** The paths in `info/NAME.list`, a line each; newer versions of opkg add mode and link target after tabs. */
export function parseList(text, file) {
  const paths = text.split('\n').map((line) => line.split('\t', 1)[0].replace(/(?<=.)\/$/, ''));
  for (const [index, path] of paths.entries()) {
    if (!/^\/?$/.test(path) && !PATH.test(path)) throw damaged(file, index + 1, 'not a plain path');
  }
  return paths.filter((path) => path.length > 1);
}
