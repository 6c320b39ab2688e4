import { describe, expect, it } from 'vitest';
import { lastingName } from '../../src/prepare/lasting-name.ts';

const bash = { name: 'bash', id: 'bash', version: '5.2.15-2+b8', arch: 'amd64' };
const mawk = { name: 'mawk', id: 'mawk', version: '1.3.4-3', arch: 'amd64' };
const libc = { name: 'libc6', id: 'libc6:i386', version: '2.36-9', arch: 'i386' };
const glibc = { name: 'glibc', id: 'glibc.i686', version: '2:2.39-1.fc40', arch: 'i686' };
const kernel = { name: 'kernel', id: 'kernel-6.9.9-1.x86_64', version: '6.9.9-1', arch: 'x86_64' };
const systemd = { name: 'systemd', id: 'systemd', version: '255-1', arch: 'x86_64' };
const readline = { name: 'readline', id: 'readline', version: '8.2-1', arch: 'x86_64' };

describe('lastingName', () => {
  it.each([
    ['bash', bash, 'bash'],
    ['/bin/bash', bash, 'bash'],
    ['bash=5.2.15-2+b8', bash, 'bash'],
    ['bash_5.2.15-2+b8_amd64', bash, 'bash'],
    ['bash:amd64', bash, 'bash'],
    ['bash>=5', bash, 'bash'],
    ['libc6:i386', libc, 'libc6:i386'],
    ['libc6:i386=2.36-9', libc, 'libc6:i386'],
    ['glibc.i686', glibc, 'glibc.i686'],
    ['glibc-2.39', glibc, 'glibc.i686'],
    ['glibc-2.39-1.fc40', glibc, 'glibc.i686'],
    ['glibc-2:2.39-1.fc40.i686', glibc, 'glibc.i686'],
    ['kernel-6.9.9-1.x86_64', kernel, 'kernel'],
  ])('a path, a version or an architecture becomes a name: %s', (asked, found, name) =>
    expect(lastingName(asked, found)).toBe(name),
  );

  it.each([
    ['awk', mawk],
    ['libc.so.6(GLIBC_2.4)(64bit)', glibc],
    ['systemd-sysusers', systemd],
    ['systemd(x86-64)', systemd],
    ['libreadline.so', readline],
    ['cmd:sh', bash],
    ['so:libc.musl-x86_64.so.1', glibc],
  ])('a name that packages provide stays as it is (cases/portable-names): %s', (asked, found) =>
    expect(lastingName(asked, found)).toBe(asked),
  );

  it.each([
    ['perl(strict) >= 1.0', glibc, 'glibc.i686'],
    ['sh=1', bash, 'bash'],
    ['-x', bash, 'bash'],
  ])('what is no line of a list becomes a name: %s', (asked, found, name) =>
    expect(lastingName(asked, found)).toBe(name),
  );
});
