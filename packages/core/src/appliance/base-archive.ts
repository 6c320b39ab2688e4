import { pipeline, type Readable } from 'node:stream';
import { extract, type Header as PlainHeader } from 'tar-stream';
import { isSuperminError, SuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { type BytePath, displayPath, fromUnicode } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { TreeNode } from '../tree/node.ts';
import type { ContentStore } from './content-store.ts';

/** What tar-stream hands out for a member; a kind that it does not know is null. */
type Header = Omit<PlainHeader, 'pax' | 'type' | 'linkname'> & {
  type: PlainHeader['type'] | null;
  linkname: string | null;
  pax?: Record<string, string> | null;
};

/** An option that tar-stream's own types leave out. */
const BYTE_NAMES = { filenameEncoding: 'latin1' } as Parameters<typeof extract>[0];

const XATTR_PREFIX = 'SCHILY.xattr.';

/**
 * Puts every member of a tarball into the tree; nothing touches the disk on the way.
 *
 * Names are bytes. `./x`, `x` and `/x` are the same; `..` is an error, wherever it stands. Links are only ever
 * followed inside the tree.
 *
 * @param name the archive, for messages
 * @throws SuperminError `ARCHIVE_DAMAGED`, `ARCHIVE_MEMBER`
 */
export async function readBaseArchive(
  stream: Readable,
  name: BytePath,
  tree: FileTree,
  store: ContentStore,
  report: Report,
): Promise<void> {
  const unpack = extract(BYTE_NAMES);
  // Errors of both streams surface in the loop below.
  pipeline(stream, unpack as unknown as NodeJS.WritableStream, () => {});
  try {
    for await (const entry of unpack) {
      const header = entry.header as Header;
      const path = memberPath(header, name);
      const content = header.type === 'file' || header.type === 'contiguous-file';
      const { size } = header;
      if (content) {
        putMember(tree, path, {
          ...attributes(header, name, report),
          type: 'file',
          size,
          content: await store.keep(entry as AsyncIterable<Uint8Array>, size),
        });
      } else {
        putMember(tree, path, memberNode(header, name, tree, report));
        entry.resume();
      }
    }
  } catch (error) {
    if (isSuperminError(error)) throw located(error, name);
    throw new SuperminError(
      'ARCHIVE_DAMAGED',
      `${displayPath(name)}: the archive is cut off or damaged: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function putMember(tree: FileTree, path: BytePath, node: TreeNode): void {
  // The root of a tarball made by `tar -C dir .` is the tarball maker's working directory, not the appliance's root.
  if (path !== '/') tree.put(path, node);
}

function memberPath(header: Header, archive: BytePath): BytePath {
  const components = bytesOf(header, 'path', header.name)
    .split('/')
    .filter((component) => component !== '' && component !== '.');
  if (components.includes('..')) {
    throw memberError(header, archive, "has '..' in its name");
  }
  return `/${components.join('/')}`;
}

/** Names in pax headers are UTF-8 by definition and come decoded; those of plain headers are bytes already. */
function bytesOf(header: Header, key: 'path' | 'linkpath', plain: string): BytePath {
  const pax = header.pax?.[key];
  return pax === undefined ? plain : fromUnicode(pax);
}

function memberNode(header: Header, archive: BytePath, tree: FileTree, report: Report): TreeNode {
  const common = attributes(header, archive, report);
  const device = { major: header.devmajor, minor: header.devminor };
  switch (header.type) {
    case 'directory':
      return { ...common, type: 'directory', children: new Map() };
    case 'symlink':
      return { ...common, type: 'symlink', target: linkTarget(header, archive) };
    case 'character-device':
      return { ...common, type: 'character', ...device };
    case 'block-device':
      return { ...common, type: 'block', ...device };
    case 'fifo':
      return { ...common, type: 'fifo' };
    case 'link':
      return hardLink(header, archive, tree);
    default:
      throw memberError(header, archive, `is of a kind that is not supported (${header.type})`);
  }
}

function linkTarget(header: Header, archive: BytePath): BytePath {
  const target = bytesOf(header, 'linkpath', header.linkname ?? '');
  if (target === '') throw memberError(header, archive, 'is a link to nowhere');
  return target;
}

/** A hard link names an earlier member: it becomes the same node. */
function hardLink(header: Header, archive: BytePath, tree: FileTree): TreeNode {
  const target = linkTarget(header, archive);
  const node = tree.lookup(memberPath({ ...header, pax: null, name: target }, archive));
  if (node === undefined || node.type === 'directory') {
    throw memberError(
      header,
      archive,
      `is a hard link to '${displayPath(target)}', which is not a file`,
    );
  }
  return node;
}

function attributes(
  header: Header,
  archive: BytePath,
  report: Report,
): Pick<TreeNode, 'mode' | 'uid' | 'gid' | 'mtime' | 'xattrs'> {
  const xattrs = extendedAttributes(header, archive, report);
  return {
    mode: header.mode & 0o7777,
    uid: paxNumber(header, 'uid') ?? header.uid,
    gid: paxNumber(header, 'gid') ?? header.gid,
    mtime: paxNumber(header, 'mtime') ?? header.mtime.getTime() / 1000,
    ...(xattrs.size > 0 ? { xattrs } : {}),
  };
}

/**
 * tar-stream decodes pax records as UTF-8, which loses binary values (`security.capability`). Better none, and
 * a word, than a wrong one.
 */
function extendedAttributes(
  header: Header,
  archive: BytePath,
  report: Report,
): Map<string, Uint8Array> {
  const xattrs = new Map<string, Uint8Array>();
  for (const [key, value] of Object.entries(header.pax ?? {})) {
    if (!key.startsWith(XATTR_PREFIX)) continue;
    const name = key.slice(XATTR_PREFIX.length);
    if (!value.includes('\ufffd')) xattrs.set(name, Buffer.from(value));
    else {
      report({
        kind: 'warning',
        text: `${displayPath(archive)}: '${displayPath(header.name)}' loses its binary extended attribute ${name}`,
      });
    }
  }
  return xattrs;
}

function paxNumber(header: Header, key: string): number | undefined {
  const value = Number.parseFloat(header.pax?.[key] ?? '');
  return Number.isFinite(value) ? value : undefined;
}

function memberError(header: Header, archive: BytePath, what: string): SuperminError {
  return new SuperminError(
    'ARCHIVE_MEMBER',
    `${displayPath(archive)}: the member '${displayPath(header.name)}' ${what}`,
    { hint: 'make the archive again without it' },
  );
}

/** Errors of the tree name the path; say also which archive brought it. */
function located(error: SuperminError, archive: BytePath): SuperminError {
  if (error.message.startsWith(displayPath(archive))) return error;
  return new SuperminError(error.code, `${displayPath(archive)}: ${error.message}`, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  });
}
