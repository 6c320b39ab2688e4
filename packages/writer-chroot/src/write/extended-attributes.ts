import { type BytePath, type CallContext, displayPath, isSuperminError } from '@supermin/core';
import type { TreeEntry } from '@supermin/core/writer';
import { encodeAttributes } from '../format/attribute-dump.ts';

/**
 * Sets extended attributes, with setfattr(1): Node.js has nothing for them. After the owners, because a new owner costs
 * a file its capabilities. Links are not followed.
 *
 * @returns a line for each that could not be set, with the reason
 */
export async function setExtendedAttributes(
  entries: readonly TreeEntry[],
  directory: BytePath,
  { host, signal }: Pick<CallContext, 'host' | 'signal'>,
): Promise<string[]> {
  if (entries.length === 0) return [];
  const dump = entries.map(({ path, node }) => encodeAttributes(`.${path}`, node.xattrs!)).join('');
  try {
    const { status, stderr } = await host.run('setfattr', ['-h', '--restore=-'], {
      cwd: directory,
      input: Buffer.from(dump, 'latin1'),
      signal,
    });
    if (status === 0) return [];
    return stderr.toString('latin1').split('\n').filter(Boolean).map(displayPath);
  } catch (error) {
    if (!isSuperminError(error) || error.code !== 'PROGRAM_MISSING') throw error;
    return entries.map(({ path }) => `${displayPath(path)}: ${error.message}`);
  }
}
