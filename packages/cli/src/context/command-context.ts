import { statSync } from 'node:fs';
import {
  cacheDirectory,
  DEFAULT_TEMPORARY_DIRECTORY,
  displayPath,
  fromUnicode,
  type Host,
  type ImageOptions,
  type ImageReference,
  type ImageRoot,
  imageRoot,
  localHost,
  parseImageReference,
  type Report,
  SuperminError,
  toSystemPath,
} from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';

/** What every command is handed. */
export interface CommandContext {
  invocation: Invocation;
  signal: AbortSignal;
  report: Report;
  /** Told what was made, for programs: the last line of `--json`. */
  finished?: ((facts: Readonly<Record<string, string | number | boolean>>) => void) | undefined;
}

/** What packages and files are read from. */
export interface CommandRoot {
  host: Host;
  /** The container image that it is, if it is one. */
  image: ImageRoot | undefined;
}

/** What `--root` says: a directory, or a container image, which is unpacked into the user's cache. @throws SuperminError `ROOT`, `IMAGE_*` */
export async function rootOf(context: CommandContext): Promise<CommandRoot> {
  const reference = imageReferenceOf(context.invocation);
  if (reference === undefined) return { host: hostOf(context), image: undefined };
  const image = await imageRoot(reference, imageOptionsOf(context));
  return { host: image.host, image };
}

/** The container image that `--root` names. */
function imageReferenceOf({ options }: Pick<Invocation, 'options'>): ImageReference | undefined {
  const root = options.get('root');
  return root === undefined ? undefined : parseImageReference(root);
}

/** How container images are looked for. */
export function imageOptionsOf({ invocation, signal, report }: CommandContext): ImageOptions {
  const { options } = invocation;
  return {
    cacheDirectory: cacheDirectory(process.env, report),
    arch: options.get('arch'),
    insecure: options.has('insecure'),
    pull: options.has('pull'),
    signal,
    report,
  };
}

/** @throws SuperminError `ROOT` */
export function hostOf({ invocation }: CommandContext): Host {
  const root = invocation.options.get('root');
  if (root === undefined) return localHost();
  if (!statSync(toSystemPath(root), { throwIfNoEntry: false })?.isDirectory()) {
    throw new SuperminError('ROOT', `--root: no such directory: ${displayPath(root)}`, {
      hint: 'specify the directory that holds the other system, or a container image: docker-archive:FILE, oci:DIR, docker://NAME',
    });
  }
  return localHost(root);
}

/** @throws SuperminError `TMPDIR_RELATIVE` */
export function temporaryDirectory(): string {
  const directory = fromUnicode(process.env.TMPDIR || DEFAULT_TEMPORARY_DIRECTORY);
  if (!directory.startsWith('/')) {
    throw new SuperminError('TMPDIR_RELATIVE', `TMPDIR is a relative path: '${directory}'`, {
      hint: 'set it to an absolute path, or unset it for /var/tmp',
    });
  }
  return directory;
}

/** @throws SuperminError `SOURCE_DATE_EPOCH` */
export function sourceDateEpoch(): number | undefined {
  const text = process.env.SOURCE_DATE_EPOCH;
  if (text === undefined || text === '') return undefined;
  if (!/^\d+$/.test(text)) {
    throw new SuperminError(
      'SOURCE_DATE_EPOCH',
      `SOURCE_DATE_EPOCH is not a number of seconds: '${text}'`,
    );
  }
  return Number(text);
}

/** The parser has checked the word. */
export function xattrsOf({ invocation }: CommandContext): 'default' | 'all' | 'none' | undefined {
  const value = invocation.options.get('xattrs');
  return value === 'all' || value === 'none' || value === 'default' ? value : undefined;
}

export function resolverOf({ invocation }: CommandContext): 'default' | 'supermin5' {
  return invocation.options.get('resolver') === 'supermin5' ? 'supermin5' : 'default';
}
