import type { Configuration, ConfigurationStep, LayeredPackage } from '@supermin/core';
import { configureTools, DISCARDED, EMPTIED, newestOf } from '@supermin/core/backend';
import { stemOf } from '../database/info-stem.ts';
import { hasScripts } from '../database/status-stanza.ts';
import type { DebNotes } from '../unpack/unpack-deb.ts';

/** Both make what all other scripts expect, and no package depends on the first: /etc/passwd, the links of merged /usr. */
const FIRST = ['base-passwd', 'base-files'];

/** Policy: no service is started, as in every chroot. See /usr/share/doc/init-system-helpers/README.policy-rc.d.gz. */
const NO_SERVICES = '#!/bin/sh\nexit 101\n';

const DISCARD: readonly RegExp[] = [
  ...DISCARDED,
  /^\/var\/lib\/dpkg\/(?:status|available|diversions|statoverride)-old$/,
  /^\/var\/lib\/dpkg\/(?:lock|lock-frontend|triggers\/Lock)$/,
  /^\/var\/cache\/debconf\/\w+\.dat-old$/,
  /^\/var\/log\/(?:alternatives|bootstrap|dpkg|fontconfig)\.log$/,
];

/**
 * Runs the scripts of packages that are unpacked: first all `preinst install`, as dpkg would have before it unpacked them; then dpkg
 * configures all.
 *
 * @throws SuperminError `CONFIGURE_TOOLS`
 */
export function configuration(packages: readonly LayeredPackage[], arch: string): Configuration {
  const dpkg = packages.find((each) => each.package.name === 'dpkg');
  if (dpkg === undefined) throw configureTools(arch, 'dpkg', 'dpkg');
  return {
    environment: {
      DEBIAN_FRONTEND: 'noninteractive',
      DEBCONF_NONINTERACTIVE_SEEN: 'true',
      LC_ALL: 'C.UTF-8',
      SOURCE_DATE_EPOCH: String(newestOf(packages)),
    },
    files: [{ path: '/usr/sbin/policy-rc.d', text: NO_SERVICES, mode: 0o755 }],
    steps: [
      ...inOrder(packages).flatMap((each) => preinst(each, dpkg.package.version)),
      ...configureFirst(packages),
      { argv: ['dpkg', '--configure', '--pending'] },
    ],
    discard: DISCARD,
    empty: EMPTIED,
    culprits,
  };
}

function inOrder(packages: readonly LayeredPackage[]): LayeredPackage[] {
  const rank = ({ package: { name } }: LayeredPackage) => (name === FIRST[0] ? 0 : 1);
  return [...packages].sort((a, b) => rank(a) - rank(b));
}

/** As dpkg calls it for a package that was never there: deb-preinst(5), dpkg(1). */
function preinst(each: LayeredPackage, dpkgVersion: string): ConfigurationStep[] {
  const notes = each.notes as unknown as DebNotes;
  if (notes.control.preinst === undefined) return [];
  const { id, name, arch } = each.package;
  return [
    {
      argv: [`/var/lib/dpkg/info/${stemOf(each, notes)}.preinst`, 'install'],
      package: id,
      environment: {
        DPKG_MAINTSCRIPT_NAME: 'preinst',
        DPKG_MAINTSCRIPT_PACKAGE: name,
        DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT: '1',
        DPKG_MAINTSCRIPT_ARCH: arch,
        DPKG_ADMINDIR: '/var/lib/dpkg',
        DPKG_ROOT: '',
        DPKG_RUNNING_VERSION: dpkgVersion,
      },
    },
  ];
}

function configureFirst(packages: readonly LayeredPackage[]): ConfigurationStep[] {
  const names = FIRST.filter((name) =>
    packages.some((each) => each.package.name === name && isUnpacked(each)),
  );
  if (names.length === 0) return [];
  return [{ argv: ['dpkg', '--force-depends', '--configure', ...names] }];
}

function isUnpacked({ notes }: LayeredPackage): boolean {
  return hasScripts((notes as unknown as DebNotes).control);
}

/** dpkg ends with a list of them, one a line. */
function culprits(output: string): string[] {
  const list = /^Errors were encountered while processing:\n((?: .+\n?)+)/m.exec(output)?.[1] ?? '';
  return list
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
