import { verify } from 'node:crypto';
import { joinPath } from '@supermin/core';
import { failure } from '../database.js';
import { filesOf, segmentAt } from './segments.js';

const TAMPERED = 'do not use it: choose another mirror, or report it to those who run this one';

/** `.SIGN.RSA.alpine-devel@lists.alpinelinux.org-4a6a0840.rsa.pub` says which key signed, and over which digest. */
const SIGNATURE = /^\.SIGN\.(RSA|RSA256|RSA512)\.([\w@.+-]+)$/;
const DIGESTS = { RSA: 'RSA-SHA1', RSA256: 'RSA-SHA256', RSA512: 'RSA-SHA512' };

/**
 * What stands behind the signature of a file, if that is of a key in one of the directories.
 *
 * @param {Buffer} bytes
 * @param {{ host: import('@supermin/core').Host, keys: string[], name: string }} options
 * @returns {Promise<number>} where it begins
 */
export async function signedFrom(bytes, { host, keys, name }) {
  const first = segmentAt(bytes, 0);
  if (first === undefined)
    throw failure('INDEX_DAMAGED', `${name}: truncated or corrupt`, TAMPERED);
  const signatures = [...(await filesOf(first.content))].filter(([file]) => SIGNATURE.test(file));
  if (signatures.length === 0) {
    throw failure('SIGNATURE_MISSING', `${name}: it is not signed`, 'use a repository that is');
  }
  const known = signatures.flatMap(([file, signature]) => {
    const [, kind, keyName] = SIGNATURE.exec(file);
    const key = keyFile(host, keys, keyName);
    return key === undefined ? [] : [{ kind, key, signature }];
  });
  if (known.length === 0) {
    const names = signatures.map(([file]) => SIGNATURE.exec(file)[2]).join(', ');
    const text = `${name}: signed by ${names}, which is none of the keys in ${keys.join(', ')}`;
    throw failure('SIGNATURE_KEY', text, 'install alpine-keys, or put the key there');
  }
  const signed = bytes.subarray(first.end);
  const isGood = ({ kind, key, signature }) => verify(DIGESTS[kind], signed, key, signature);
  if (!known.some(isGood)) {
    throw failure('SIGNATURE_BAD', `${name}: bad signature: it is not what was signed`, TAMPERED);
  }
  return first.end;
}

function keyFile(host, directories, name) {
  const path = directories.map((each) => joinPath(each, name)).find((each) => host.stat(each));
  return path && host.readFile(path);
}
