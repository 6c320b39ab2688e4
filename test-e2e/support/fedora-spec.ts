import type { DebianPackage } from './foreign-root/debian-package.ts';
import { BASE_DIRECTORIES, MERGED_DIRECTORIES } from './foreign-root/layout.ts';
import type { PayloadFile } from './foreign-root/payload.ts';
import type { DebianVersion, Relation } from './foreign-root/relation.ts';

export const FEDORA_VERSION = '39';

/** Files of the package that says what distribution this is: path and content. */
export const RELEASE_FILES = {
  '/usr/lib/os-release': [
    'NAME="Fedora Linux"',
    `VERSION_ID=${FEDORA_VERSION}`,
    'ID=fedora',
    'PRETTY_NAME="Fedora-like root of a test"',
    '',
  ].join('\n'),
  '/etc/fedora-release': `Fedora release ${FEDORA_VERSION} (test)\n`,
} as const;

/**
 * One spec file for all packages, the main one being fedora-release: its %install takes a tree that is there already.
 * Requirements by name, version and path come from Debian's fields; those by library from rpm's own look at the files.
 *
 * @param tree the directory that becomes the build root
 */
export function fedoraSpec(
  payloads: ReadonlyMap<DebianPackage, readonly PayloadFile[]>,
  tree: string,
): string {
  const packages = [...payloads.keys()];
  const known = new Set(
    packages.flatMap(({ name, provides }) => [name, ...provides.map((each) => each.name)]),
  );
  return [
    ...['Name: fedora-release', `Version: ${FEDORA_VERSION}`, 'Release: 1', 'License: MIT'],
    ...['Summary: release files', 'Requires: filesystem'],
    `Provides: system-release(releasever) = ${FEDORA_VERSION}`,
    ...['%description', 'test'],
    ...['%package -n filesystem', 'Summary: directories', '%description -n filesystem', 'test'],
    ...packages.flatMap((each) => preamble(each, known)),
    '%install',
    `rmdir %{buildroot} 2>/dev/null || :; mv ${tree} %{buildroot}`,
    '%files',
    ...Object.keys(RELEASE_FILES),
    '/etc/os-release',
    '%files -n filesystem',
    ...BASE_DIRECTORIES.map((path) => `%dir ${path}`),
    ...MERGED_DIRECTORIES.map((name) => `/${name}`),
    ...[...payloads].flatMap(([{ name }, files]) => [`%files -n ${name}`, ...files.map(fileLine)]),
    '',
  ].join('\n');
}

function preamble(each: DebianPackage, known: ReadonlySet<string>): string[] {
  const { name, version, architecture, depends, recommends, provides } = each;
  const isKnown = (relation: Relation) => known.has(relation.name);
  return [
    `%package -n ${name}`,
    ...(version.epoch === '0' ? [] : [`Epoch: ${version.epoch}`]),
    `Version: ${upstream(version)}`,
    `Release: ${version.revision || '0'}`,
    `Summary: ${name} of Debian`,
    ...(architecture === 'all' ? ['BuildArch: noarch'] : []),
    // What is left out of the root is not needed there.
    ...depends
      .flatMap((any) => any.find(isKnown) ?? [])
      .map((found) => `Requires: ${dependency(found)}`),
    ...recommends.map((any) => `Recommends: ${dependency(any.find(isKnown) ?? any[0]!)}`),
    ...provides.map((provided) => `Provides: ${dependency(provided)}`),
    ...(name === 'libc6' ? ['Requires: filesystem', 'Provides: rtld(GNU_HASH)'] : []),
    // A link that no package owns.
    ...(name === 'bash' ? ['Provides: /bin/bash'] : []),
    ...(name === 'dash' ? ['Provides: /bin/sh', 'Provides: /bin/dash'] : []),
    `%description -n ${name}`,
    'test',
  ];
}

function dependency({ name, operator, version }: Relation): string {
  if (version === undefined) return name;
  const { epoch, revision } = version;
  const number = `${epoch === '0' ? '' : `${epoch}:`}${upstream(version)}`;
  return `${name} ${operator} ${number}${revision === '' ? '' : `-${revision}`}`;
}

/** RPM wants the dash for itself. */
function upstream(version: DebianVersion): string {
  return version.upstream.replaceAll('-', '.');
}

function fileLine({ path, directory, conffile }: PayloadFile): string {
  if (directory) return `%dir ${pattern(path)}`;
  // Debian's package sets it by a script.
  if (path === '/usr/bin/ping') return `%caps(cap_net_raw=ep) ${path}`;
  return `${conffile ? '%config(noreplace) ' : ''}${pattern(path)}`;
}

/** The path as %files takes it: a glob, in which macros are expanded. */
function pattern(path: string): string {
  const literal = path.replace(/[*?[]/g, '[$&]').replaceAll('%', '%%');
  return /\s/.test(literal) ? `"${literal}"` : literal;
}
