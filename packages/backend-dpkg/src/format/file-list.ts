import type { BytePath } from '@supermin/core';
import type { TextFile } from './text-file.ts';

const ROOT_LINE = '/.\n';

/**
 * The paths of `info/NAME.list`, directories included, without the root directory (`/.`).
 *
 *     /.
 *     /bin
 *     /bin/dash
 */
export function parseFileList(file: TextFile): BytePath[] {
  const body = file.text.startsWith(ROOT_LINE) ? file.text.slice(ROOT_LINE.length) : file.text;
  if (body === '') return [];
  const paths = body.slice(0, -1).split('\n');
  const odd = ODD.test(body);
  let offset = file.text.length - body.length;
  for (let index = 0; index < paths.length; index++) {
    const path = paths[index]!;
    if (path.charCodeAt(0) !== 0x2f) {
      throw file.damagedAt(offset, path === '' ? 'an empty line' : 'not an absolute path');
    }
    if (odd) {
      const components = plainComponents(path);
      if (components.includes('..')) throw file.damagedAt(offset, 'a path with ".."');
      paths[index] = `/${components.join('/')}`;
    }
    offset += path.length + 1;
  }
  return odd ? paths.filter((path) => path !== '/') : paths;
}

/** A component that is `.`, `..` or nothing: dpkg writes none, other tools that fill the database do. */
const ODD = /\/\.{0,2}[/\n]/;

function plainComponents(path: BytePath): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
