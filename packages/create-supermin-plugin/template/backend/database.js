import { SuperminError } from '@supermin/core';

/** Where the database is, as seen from inside of the root. */
export const DATABASE = '/var/lib/{{NAME}}/installed';

/** An absolute path without empty, `.` or `..` components: what else could land outside of an appliance. */
const PATH = String.raw`(?:/(?!\.{0,2}(?:/| |$))[^/\0]+)+`;

const LINES = {
  package: /^([\w.+-]+) (\S+) (\w+)$/,
  needs: /^(\S+)$/,
  provides: /^(\S+)$/,
  essential: /^$/,
  file: new RegExp(`^(${PATH})$`),
  config: new RegExp(`^(${PATH}) ([0-9a-f]{64})$`),
};

/**
 * Starts as a format of its own: put your package manager's in its place. A line for each fact:
 *
 *     package shell 5.2-1 x86_64         name, version, architecture
 *     essential                          no system is without it
 *     needs libc
 *     provides sh
 *     file /usr/bin/shell
 *     config /etc/shellrc 5d41402a...    a config file, and the SHA-256 of how it was shipped
 *
 * Whatever a file holds, the answer is packages, or an error that names the file.
 *
 * @param {string} text one character per byte
 * @param {string} file for messages
 */
export function parseDatabase(text, file) {
  const packages = new Map();
  let current;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, keyword, rest = ''] = /^(\w+)(?: (.*))?$/s.exec(line) ?? [];
    const fields = Object.hasOwn(LINES, keyword ?? '') ? LINES[keyword].exec(rest) : null;
    const isFirst = keyword === 'package' && !packages.has(fields?.[1]);
    if (fields === null || (keyword === 'package' ? !isFirst : current === undefined)) {
      throw damaged(file, index + 1);
    }
    const [, value, version, arch] = fields;
    if (keyword === 'package') {
      current = { ...newPackage(), name: value, version, arch, id: value };
      packages.set(value, current);
    } else if (keyword === 'essential') current.essential = true;
    else if (keyword === 'needs') current.needs.push(value);
    else if (keyword === 'provides') current.provides.push(value);
    else {
      current.files.push(value);
      if (keyword === 'config') current.digests.set(value, version);
    }
  }
  return [...packages.values()];
}

function newPackage() {
  return { essential: false, needs: [], provides: [], files: [], digests: new Map() };
}

function damaged(file, line) {
  return new SuperminError('{{CODE}}_DAMAGED', `${file}: line ${line}: truncated or corrupt`, {
    hint: 'repair the database with {{NAME}}',
  });
}
