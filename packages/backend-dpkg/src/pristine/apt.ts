import { mkdirSync, readdirSync } from 'node:fs';
import {
  absolutePath,
  type BytePath,
  baseName,
  type Host,
  joinPath,
  type PristineOptions,
  shownPath,
  toSystemPath,
} from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import { STATUS } from '../database/locations.ts';

/** How apt-get has to be called for a host root. */
export interface AptContext {
  host: Host;
  signal: AbortSignal;
  /** The root's native architecture. */
  native: string;
  options: PristineOptions;
}

export interface AptResult {
  /** The archives that are there now, by what they are called: `name:arch`. */
  archives: ReadonlyMap<string, BytePath>;
  /** What apt-get said on standard error; empty when all went well. */
  complaint: string;
  /** How apt-get ended. */
  status: number;
}

/**
 * Downloads with one call of apt-get into a directory of its own below `options.temporaryDirectory`.
 *
 * @param specs `name:arch` or `name:arch=version`
 */
export async function aptDownload(
  apt: AptContext,
  directory: BytePath,
  specs: readonly string[],
): Promise<AptResult> {
  const target = joinPath(apt.options.temporaryDirectory, directory);
  mkdirSync(toSystemPath(target));
  const result = await apt.host.run('apt-get', aptArguments(apt, target, specs), {
    cwd: target,
    signal: apt.signal,
  });
  const complaint = result.stderr.toString('utf8').trim();
  return {
    archives: listArchives(target),
    status: result.status,
    complaint: result.status === 0 ? '' : complaint || `apt-get ended with status ${result.status}`,
  };
}

/** `libc6:i386`, which apt understands for `Architecture: all` too. */
export function aptName(found: InstalledPackage): string {
  return `${found.name}:${found.arch}`;
}

function aptArguments(
  { host, native, options }: AptContext,
  target: BytePath,
  specs: readonly string[],
): string[] {
  return [
    '-qq',
    // The directory is the caller's alone: apt's own user could not write to it, and apt would warn of that.
    ...['-o', 'APT::Sandbox::User=root'],
    ...(host.root === '/' ? [] : rootArguments(host, native, target, specs)),
    ...(options.packagerConfig === undefined
      ? []
      : ['-c', argument(absolutePath(options.packagerConfig))]),
    'download',
    '--',
    ...specs,
  ];
}

/**
 * The sources, keys, preferences, lists and status are the root's. apt's configuration files are this machine's: its
 * proxies are the ones that work from here, and a root's configuration may name programs to run. Nothing is written
 * below the root.
 */
function rootArguments(
  host: Host,
  native: string,
  target: BytePath,
  specs: readonly string[],
): string[] {
  const architectures = new Set([native, ...specs.map((spec) => /:([^=]+)/.exec(spec)![1]!)]);
  architectures.delete('all');
  return [
    ...['-o', `Dir=${argument(host.root)}/`],
    ...['-o', `Dir::State::status=${argument(shownPath(host, STATUS))}`],
    ...['-o', `Dir::Cache=${argument(target)}`],
    ...['-o', `APT::Architecture=${native}`],
    ...[...architectures].flatMap((arch) => ['-o', `APT::Architectures::=${arch}`]),
  ];
}

/** Arguments of programs are Unicode strings in Node.js. */
function argument(path: BytePath): string {
  return toSystemPath(path).toString();
}

function listArchives(directory: BytePath): Map<string, BytePath> {
  const archives = new Map<string, BytePath>();
  for (const name of readdirSync(toSystemPath(directory), { encoding: 'latin1' })) {
    const archive = archiveName(name);
    if (archive !== undefined) archives.set(archive, joinPath(directory, name));
  }
  return archives;
}

/** apt names archives `name_version_arch.deb`, with the colon of an epoch as `%3a`. */
function archiveName(path: BytePath): string | undefined {
  const match = /^([^_]+)_[^_]+_([^_]+)\.deb$/.exec(baseName(path));
  return match === null ? undefined : `${match[1]}:${match[2]}`;
}
