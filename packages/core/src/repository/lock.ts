import { compareBytes, displayPath } from '../path/byte-path.ts';
import type { RepositoryPackage, RepositorySource } from '../plugin/repository-contract.ts';
import { sha256 } from '../text/sha256.ts';
import { lockDamaged } from './errors.ts';
import { isRepositoryPackage } from './repository-package.ts';

/** What `prepare` calls it. */
export const LOCK_NAME = 'lock.json';

/** To be raised when an older supermin cannot read it. */
const VERSION = 1;

/** Of addresses that are downloaded from. */
const PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'file:']);

/** Packages that were chosen from repositories, once and for all: what lock.json says. Texts are byte strings. */
export interface Lock {
  /** Name of the backend, which reads their repositories. */
  backend: string;
  /** Which of its families they are: `debian/dpkg`. */
  family: string;
  /** What `--from` said. */
  from: string[];
  /** As the package manager spells it. */
  arch: string;
  /** The same as `uname -m` has it. */
  cpu: string;
  /** Names that were asked for. */
  requested: string[];
  sources: RepositorySource[];
  /** All packages, sorted by their ids. */
  packages: RepositoryPackage[];
  /** The package with a kernel that the appliance boots with, where none is among the packages. */
  kernel?: RepositoryPackage | undefined;
}

/** The text of lock.json: a package a line, so that two of them can be compared. */
export function encodeLock(lock: Lock): string {
  const { backend, family, from, arch, cpu, requested, sources, packages, kernel } = lock;
  const head = { supermin: 'lock', version: VERSION, backend, family, from, arch, cpu, requested };
  const lines = Object.entries(head).map(([key, value]) => `  "${key}": ${json(value)}`);
  const list = (key: string, items: readonly object[]) =>
    `  "${key}": [\n${items.map((item) => `    ${json(item)}`).join(',\n')}\n  ]`;
  const last = kernel === undefined ? [] : [`  "kernel": ${json(plain(kernel))}`];
  return `{\n${[...lines, list('sources', sources), ...last, list('packages', packages.map(plain))].join(',\n')}\n}\n`;
}

/** JSON is ASCII here: byte strings survive every editor. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** In one order of fields, and without an id that is the name. */
function plain({ name, version, arch, id, source, path, size, sha256 }: RepositoryPackage): object {
  const own = id === name ? undefined : id;
  return { name, version, arch, id: own, source, size, sha256, path };
}

/** What a lock is known by: the same packages, the same digest. */
export function lockDigest(lock: Lock): string {
  return sha256(encodeLock(lock));
}

/** @param file for messages @throws SuperminError `LOCK_DAMAGED` */
export function parseLock(text: string, file: string): Lock {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw lockDamaged(file, (error as Error).message);
  }
  const lock = value as Lock & { supermin: string; version: number };
  if (lock?.supermin !== 'lock') throw lockDamaged(file, 'it is no lock');
  if (lock.version !== VERSION) throw lockDamaged(file, `it is of version ${lock.version}`);
  const fault = faultOf(lock);
  if (fault !== undefined) throw lockDamaged(file, fault);
  const { backend, family, from, arch, cpu, requested, sources } = lock;
  const packages = lock.packages.map(identified).sort((a, b) => compareBytes(a.id, b.id));
  const kernel = lock.kernel && identified(lock.kernel);
  return { backend, family, from, arch, cpu, requested, sources, packages, kernel };
}

function identified(pkg: RepositoryPackage): RepositoryPackage {
  return { ...pkg, id: pkg.id ?? pkg.name };
}

function faultOf({ sources, packages, kernel, ...rest }: Lock): string | undefined {
  const texts = [rest.backend, rest.family, rest.arch, rest.cpu];
  const lists = [rest.from, rest.requested];
  if (!texts.every(isText) || !lists.every((list) => Array.isArray(list) && list.every(isText))) {
    return 'a field is missing';
  }
  if (!Array.isArray(sources)) return 'no sources';
  const odd = sources.findIndex((each) => !isSource(each));
  if (odd >= 0) return `source ${odd + 1} is no address of http, https or file`;
  if (!Array.isArray(packages)) return 'no packages';
  const all = kernel === undefined ? packages : [...packages, kernel];
  const wrong = all.findIndex((each) => !isRepositoryPackage(each, sources.length));
  if (wrong >= 0) {
    const name: unknown = all[wrong]?.name;
    return `package ${isText(name) ? displayPath(name) : wrong + 1} is not whole`;
  }
  const ids = new Set(packages.map(({ id, name }) => id ?? name));
  return ids.size === packages.length ? undefined : 'a package is listed twice';
}

function isSource(source: RepositorySource): boolean {
  const { uri, archive, mirrors = [] } = source ?? {};
  if (archive !== undefined && !isText(archive)) return false;
  return Array.isArray(mirrors) && [uri, ...mirrors].every(isAddress);
}

function isAddress(uri: unknown): boolean {
  return isText(uri) && URL.canParse(uri) && PROTOCOLS.has(new URL(uri).protocol);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
