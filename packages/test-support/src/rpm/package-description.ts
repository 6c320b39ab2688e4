import { Sense } from './tags.ts';

export type FileMark = 'config' | 'noreplace' | 'missingok' | 'ghost' | 'doc';

/** A file of a package that a test describes. */
export interface FileDescription {
  path: string;
  /** Default: a regular file with its own path as content. */
  content?: string;
  directory?: true;
  /** A character device: major and minor number. */
  device?: readonly [number, number];
  linkTo?: string;
  /** Another path of the same package that this is a hard link to. */
  hardLinkTo?: string;
  /** Permission bits; default: 0644, 0755 for a directory, 0777 for a link. */
  mode?: number;
  marks?: readonly FileMark[];
  /** As %caps takes them. */
  capabilities?: string;
  /** Default: root. */
  user?: string;
  group?: string;
}

/** A package that a test describes; dependencies as in a spec file: `foo >= 2:1.0`. */
export interface PackageDescription {
  name: string;
  epoch?: number;
  version: string;
  release?: string;
  arch?: string;
  /** Name of the source package; default: its own. */
  source?: string;
  provides?: readonly string[];
  requires?: readonly string[];
  recommends?: readonly string[];
  suggests?: readonly string[];
  supplements?: readonly string[];
  enhances?: readonly string[];
  conflicts?: readonly string[];
  obsoletes?: readonly string[];
  files?: readonly FileDescription[];
}

export function evrOf({ epoch, version, release = '1' }: PackageDescription): string {
  return `${epoch === undefined ? '' : `${epoch}:`}${version}-${release}`;
}

export function sourceOf(described: PackageDescription): string {
  const { name, source = name, version, release = '1' } = described;
  return `${source}-${version}-${release}.src.rpm`;
}

const SENSES: Readonly<Record<string, number>> = {
  '<': Sense.less,
  '<=': Sense.less | Sense.equal,
  '=': Sense.equal,
  '>=': Sense.greater | Sense.equal,
  '>': Sense.greater,
};

/** What `rpmbuild` puts into a header for a line of a spec file. */
export function parseDependency(text: string) {
  if (text.startsWith('(')) return { name: text, flags: 0, version: '' };
  const [name = '', comparison = '', version = ''] = text.split(' ');
  const rpmlib = name.startsWith('rpmlib(') ? Sense.rpmlib : 0;
  return { name, flags: (SENSES[comparison] ?? 0) | rpmlib, version };
}

/** rpmbuild adds this by itself. */
export function allProvides(described: PackageDescription): string[] {
  return [...(described.provides ?? []), `${described.name} = ${evrOf(described)}`];
}

export function contentOf({
  content,
  path,
  directory,
  device,
  linkTo,
}: FileDescription): string | undefined {
  return directory || device || linkTo !== undefined ? undefined : (content ?? `${path}\n`);
}
