import type { HostfilesRecord } from '../cache/hostfiles.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { type Report, say, timed } from '../events/event.ts';
import { Pacer } from '../events/pacer.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import type { AlternativeLink, CallContext, PackageContents } from '../plugin/contract.ts';
import { HostFiles } from '../resolve/host-files.ts';
import { HostXattrs } from '../resolve/host-xattrs.ts';
import { Selection } from '../resolve/selection.ts';
import { settledPath } from '../resolve/settled-path.ts';
import { firstFew } from '../text/first-few.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { Job } from './job.ts';

/** So many unreadable files are named in the warning; `-v` names them all. */
const NAMED_FILES = 3;

export interface FileSources {
  contents: readonly PackageContents[];
  hostfiles: HostfilesRecord;
  /** Files that are taken whatever the excludefiles say, as hostfiles are. */
  more: readonly BytePath[];
  alternatives: readonly AlternativeLink[];
  /** Patterns of excludefiles. */
  excludes: readonly string[];
}

/**
 * Puts the files of packages and hostfiles into the tree, one package after the other: while this thread lists the files of the
 * next one, a writer's own thread may be at those of the last.
 *
 * @param grown called periodically while the tree is being filled
 * @throws SuperminError `FILES_UNREADABLE`, and what backend and tree say
 */
export async function putFiles(
  tree: FileTree,
  { contents, hostfiles, more, alternatives, excludes }: FileSources,
  { options, host, signal, report }: CallContext & Pick<Job, 'options'>,
  grown: (tree: FileTree) => void,
): Promise<void> {
  const pacer = new Pacer(signal);
  const selection = new Selection({ ...options, excludes });
  const packages = contents.map((each) => each.package);
  const xattrs = HostXattrs.of(host, { ...options, packages }, signal);
  const files = new HostFiles(host, tree, () => grown(tree), xattrs);
  tree.packages = packages;
  for (const [owner, { files: list }] of contents.entries()) {
    // Not `of`: that makes an object a step, in code that V8 has no time to optimize.
    for (let index = 0; index < list.length; index++) {
      if (pacer.due()) await pacer.rest();
      const source = selection.take(list[index]!);
      if (source !== undefined) files.put(list[index]!.path, source, owner);
    }
  }
  for (const path of [...more, ...hostfiles.matches.map(([match]) => match)]) {
    if (pacer.due()) await pacer.rest();
    const place = settledPath(host, path);
    if (selection.takeHostfile(place)) files.put(place, place);
  }
  files.completeLinks();
  files.putAlternatives(alternatives, (path) => selection.takeLink(path));
  if (xattrs !== undefined) await putXattrs(tree, xattrs, report);
  reportSelection(selection, report);
  say(report, `build: ${files.found} files, after removing unreadable files`);
  reportUnreadable(files.unreadable, options.strict ?? false, report);
  report({
    kind: 'message',
    level: 1,
    // Counted only where somebody wants to know.
    get text() {
      return `build: ${tree.count()} files, after munging`;
    },
  });
}

async function putXattrs(tree: FileTree, xattrs: HostXattrs, report: Report): Promise<void> {
  await timed(report, 'read extended attributes', () => xattrs.put(tree));
  if (!xattrs.unread) return;
  say(report, 'build: extended attributes are left out: getfattr is not installed (package attr)');
}

function reportSelection(selection: Selection, report: Report): void {
  say(report, `build: ${selection.kept + selection.excluded.size} files`);
  const excluded = () => [...selection.excluded].map((path) => `not ${displayPath(path)}`);
  report({ kind: 'list', level: 3, items: excluded });
  say(report, `build: ${selection.kept} files, after matching excludefiles`);
  say(report, `build: ${selection.wanted} files, after adding hostfiles`);
  report({ kind: 'list', level: 2, items: () => selection.paths().map(displayPath) });
}

function reportUnreadable(paths: readonly BytePath[], strict: boolean, report: Report): void {
  if (paths.length === 0) return;
  const named = firstFew(paths.map(displayPath), NAMED_FILES);
  const files = paths.length === 1 ? '1 file' : `${paths.length} files`;
  const text = `${files} cannot be read by this user and will be missing: ${named}`;
  if (strict) {
    throw new SuperminError('FILES_UNREADABLE', text, {
      hint: 'build as root, exclude them, or leave out --strict',
    });
  }
  report({ kind: 'warning', text });
  for (const path of paths) say(report, `cannot be read: ${displayPath(path)}`);
}
