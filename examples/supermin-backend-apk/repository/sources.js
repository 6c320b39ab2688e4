import { parentPath } from '@supermin/core';
import { failure } from '../database.js';

const ALPINE = 'https://dl-cdn.alpinelinux.org/alpine';

/** Where apk has its keys. */
const KEYS = ['/etc/apk/keys', '/usr/share/apk/keys'];

/**
 * Repositories that a word of `--from` means: `alpine:v3.21`, `alpine:edge`; `host`; or a file in the syntax of
 * /etc/apk/repositories, with the keys in the directory `keys` beside it.
 *
 * @returns {{ uri: string, archive?: string, keys: string[] }[]}
 */
export function sourcesOf(from, host) {
  const file = from === 'host' ? '/etc/apk/repositories' : from;
  if (file.startsWith('/')) {
    const keys = [`${parentPath(file)}/keys`, ...KEYS];
    const lines = host.readFile(file).toString('utf8').split('\n');
    const uris = lines
      .map((line) => line.trim())
      .filter((line) => /^(https?:|file:|\/)/.test(line));
    if (uris.length > 0) return uris.map((uri) => ({ uri: addressOf(uri), keys }));
    throw failure('FROM_FILE', `${file}: no repositories`, 'write an address a line');
  }
  const [, release] = /^alpine:(v\d+\.\d+|edge)$/.exec(from) ?? [];
  if (release === undefined) {
    throw failure(
      'FROM_UNKNOWN',
      `unknown repository: '${from}'`,
      'write alpine:v3.21 or alpine:edge',
    );
  }
  return ['main', 'community'].map((name) => {
    const archive = `${release}/${name}`;
    return { uri: `${ALPINE}/${archive}`, archive, keys: KEYS };
  });
}

function addressOf(uri) {
  return `${uri.startsWith('/') ? 'file://' : ''}${uri}`.replace(/\/+$/, '');
}

/** Where a repository is looked for: in the user's mirrors, else where Alpine has it. */
export function addressesOf({ uri, archive }, mirrors) {
  if (archive === undefined || mirrors.length === 0) return [uri];
  return mirrors.map((mirror) => `${mirror.replace(/\/+$/, '')}/${archive}`);
}
