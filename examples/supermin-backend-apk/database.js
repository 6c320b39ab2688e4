/** Where apk 2 keeps what is installed, and where apk 3 and Wolfi do. */
export const DATABASES = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'];

/** An absolute path as it can stand in an appliance: no empty, `.` or `..` component. */
const PATH = /^(?:\/(?!\.{0,2}(?:\/|$))[^/\0]+)+$/;

/** An error for the user: `code` is for programs, `message` names the file, `hint` says what to do. */
export function failure(code, message, hint) {
  return Object.assign(new Error(message), { code, hint });
}

/** `so:libz.so.1=1.3.1`, `bash>=5`, `python3~3.11` and `foo@testing` without the version and the repository. */
export function nameOf(word) {
  return word.split(/[<>=~@]/, 1)[0];
}

/**
 * Parses the `installed` file: a block for each package, a line for each fact, a blank line after each block.
 *
 *     P:busybox                           name
 *     V:1.36.1-r2                         version
 *     A:x86_64                            architecture
 *     D:so:libc.musl-x86_64.so.1          needs
 *     p:/bin/sh cmd:sh=1.36.1-r2          provides
 *     F:bin                               a directory ...
 *     R:busybox                           ... a file in it ...
 *     Z:Q1pcfTfDNEbNKQc2s1tia7da05M8Q=    ... and its SHA-1
 *
 * @param {string} text one character per byte
 * @param {string} file for messages
 */
export function parseInstalled(text, file) {
  const lines = text.split('\n');
  const damaged = (index, what) =>
    failure('APK_DAMAGED', `${file}: line ${index + 1}: ${what}`, "'apk fix' may mend it");
  // Cut off in the middle of a block, a package would lack files that it has.
  if (text !== '' && !text.endsWith('\n\n')) throw damaged(lines.length, 'the file is cut off');
  const packages = new Map();
  let fields = {};
  let files = new Map();
  let last;
  for (const [index, line] of lines.entries()) {
    const [key, value] = [line[0], line.slice(2)];
    if (line === '') {
      if (Object.keys(fields).length === 0) continue;
      if (!fields.P || !fields.V || !fields.A) throw damaged(index, 'P:, V: or A: is missing');
      if (packages.has(fields.P)) throw damaged(index, `${fields.P} is there twice`);
      packages.set(fields.P, toPackage(fields, [...files.values()]));
      fields = {};
      files = new Map();
    } else if (!/^[A-Za-z]:[^\0]*$/.test(line)) throw damaged(index, 'not a field');
    else if (key === 'Z' && last !== undefined) last.digest = value;
    else if (key === 'R' || key === 'F') {
      const directory = key === 'R' && fields.F ? `/${fields.F}` : '';
      last = { path: `${directory}/${value}`, isDirectory: key === 'F' };
      if (key === 'F') fields.F = value;
      if (last.path === '/') continue;
      if (!PATH.test(last.path)) throw damaged(index, 'a path that no package can have');
      files.set(last.path, last);
    } else fields[key] = value;
  }
  return [...packages.values()];
}

function toPackage({ P: name, V: version, A: arch, D, p, i, k }, files) {
  const words = (value = '') => value.split(' ').filter(Boolean).map(nameOf);
  return {
    // The id goes into appliances: with a version in it, the next upgrade would take the package out of them.
    name,
    version,
    arch,
    id: name,
    files,
    // `!name` must not be installed; as this package is, that one is not.
    needs: words(D).filter((word) => !word.startsWith('!')),
    provides: words(p),
    /** Packages that, all together, call for this one. */
    installIf: words(i),
    /** Among those that provide one name. */
    priority: Number(k) || 0,
  };
}
