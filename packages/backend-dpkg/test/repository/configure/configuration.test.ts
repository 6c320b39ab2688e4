import { controlOf } from '@supermin/test-support/apt';
import { describe, expect, it } from 'vitest';
import { configuration } from '../../../src/repository/configure/configuration.ts';

function layered(name: string, scripts: readonly string[], fields: Record<string, string> = {}) {
  const control = Object.fromEntries(scripts.map((script) => [script, '#!/bin/sh\n']));
  return {
    package: {
      ...{ name, version: '1.2', arch: 'amd64', id: name },
      ...{ source: 0, path: 'x', size: 0, sha256: '' },
    },
    notes: {
      control: { ...control, control: controlOf({ name, arch: 'amd64', fields }) },
      conffiles: {},
    },
    node: () => undefined,
    paths: () => [],
    read: () => undefined,
    newest: name === 'dpkg' ? 7.5 : 5,
  };
}

const PACKAGES = [
  layered('a', ['preinst'], { 'Multi-Arch': 'same' }),
  layered('base-files', []),
  layered('base-passwd', ['preinst', 'postinst']),
  layered('dpkg', ['postinst']),
];

function isDiscarded(path: string): boolean {
  return configuration(PACKAGES, 'amd64').discard.some((pattern) => pattern.test(path));
}

describe('configuration', () => {
  it("runs base-passwd's preinst, the others, then dpkg", () => {
    const { steps } = configuration(PACKAGES, 'amd64');
    expect(steps.map(({ argv }) => argv.join(' '))).toEqual([
      '/var/lib/dpkg/info/base-passwd.preinst install',
      '/var/lib/dpkg/info/a:amd64.preinst install',
      'dpkg --force-depends --configure base-passwd',
      'dpkg --configure --pending',
    ]);
    expect(steps[1]).toMatchObject({
      package: 'a',
      environment: {
        DPKG_MAINTSCRIPT_NAME: 'preinst',
        DPKG_MAINTSCRIPT_PACKAGE: 'a',
        DPKG_MAINTSCRIPT_ARCH: 'amd64',
        DPKG_RUNNING_VERSION: '1.2',
      },
    });
  });

  it('asks no questions, starts no services, and tells the time of the packages', () => {
    const { environment, files } = configuration(PACKAGES, 'amd64');
    expect(environment).toMatchObject({
      DEBIAN_FRONTEND: 'noninteractive',
      SOURCE_DATE_EPOCH: '7',
    });
    expect(files).toEqual([
      { path: '/usr/sbin/policy-rc.d', text: '#!/bin/sh\nexit 101\n', mode: 0o755 },
    ]);
  });

  it('needs dpkg', () => {
    expect(() => configuration(PACKAGES.slice(0, 3), 'arm64')).toThrow(
      expect.objectContaining({ code: 'CONFIGURE_TOOLS' }),
    );
  });

  it.each(['/etc/ssh/ssh_host_rsa_key', '/var/log/dpkg.log', '/etc/shadow-', '/tmp/x'])(
    'discards %s',
    (path) => expect(isDiscarded(path)).toBe(true),
  );

  it.each([
    '/etc/ssh/sshd_config',
    '/var/log/nginx',
    '/etc/shadow',
    '/tmp',
    '/var/lib/dpkg/status',
  ])('keeps %s', (path) => expect(isDiscarded(path)).toBe(false));

  it('tells whose scripts have failed', () => {
    const { culprits } = configuration(PACKAGES, 'amd64');
    const text =
      'Setting up b (1) ...\nErrors were encountered while processing:\n b\n c:amd64\nbye\n';
    expect(culprits(text)).toEqual(['b', 'c:amd64']);
    expect(culprits('dpkg: error: no idea\n')).toEqual([]);
  });
});
