import type { Host } from '../host/host.ts';
import { type BytePath, compareBytes, joinPath } from '../path/byte-path.ts';
import type { AlternativeLink } from '../plugin/contract.ts';
import { permitted } from './permitted.ts';

/** Where update-alternatives(1) keeps what is chosen, whoever's it is. */
export const CHOSEN: BytePath = '/etc/alternatives';

const NAME = /^(?!\.{1,2}$)[^/\0]{1,255}$/;

/** Absolute, without `.`, `..` and empty names. */
const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]{1,255})+$/;

/**
 * The links that update-alternatives(1) of dpkg, or alternatives(8) of chkconfig, has records of. Their files begin alike:
 *
 *     auto                     or manual
 *     /usr/bin/awk             the link of the group, which is called as the file
 *     nawk                     others that change with it: name and link
 *     /usr/bin/nawk
 *                              an empty line; the programs to choose from follow
 *
 * A file that is not of this form is passed over.
 *
 * @param directories of such files; those that are not there, or may not be read, have none
 */
export function readAlternatives(host: Host, directories: readonly BytePath[]): AlternativeLink[] {
  const links = new Map<BytePath, AlternativeLink>();
  for (const directory of directories) {
    for (const name of namesIn(host, directory)) {
      for (const link of parseGroup(name, textOf(host, joinPath(directory, name)))) {
        if (!links.has(link.path)) links.set(link.path, link);
      }
    }
  }
  return [...links.values()].sort((one, other) => compareBytes(one.path, other.path));
}

function namesIn(host: Host, directory: BytePath): BytePath[] {
  return permitted(() => (host.stat(directory) === undefined ? [] : host.readdir(directory))) ?? [];
}

function textOf(host: Host, path: BytePath): string {
  const text = permitted(() =>
    host.stat(path)?.type === 'file' ? host.readFile(path).toString('latin1') : '',
  );
  return text ?? '';
}

function parseGroup(group: BytePath, text: string): AlternativeLink[] {
  const [, ...lines] = text.slice(0, Math.max(text.indexOf('\n\n'), 0)).split('\n');
  const head = [group, ...lines];
  const links: AlternativeLink[] = [];
  for (let index = 0; index + 1 < head.length; index += 2) {
    const [name, path] = [head[index]!, head[index + 1]!];
    if (!NAME.test(name) || !PATH.test(path)) return [];
    links.push({ path, via: joinPath(CHOSEN, name) });
  }
  return links;
}
