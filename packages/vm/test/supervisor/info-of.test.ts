import { realpathSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/run/run-options.ts';
import { infoOf } from '../../src/supervisor/info-of.ts';

const latin = (text: string) => Buffer.from(text).toString('latin1');
const of = (options: Partial<RunOptions>) => infoOf('work', [], options as RunOptions);

describe('infoOf', () => {
  it('of a VM about which nothing was said', () => {
    const before = Date.now();
    const { since, ...info } = of({});
    expect(Date.parse(since)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(since)).toBeLessThanOrEqual(Date.now());
    expect(info).toEqual({
      ...{ name: 'work', pid: process.pid, state: 'starting', image: 'packages', packages: [] },
      ...{ command: [], ports: [], shares: [], hostRoot: false },
    });
  });

  it('has packages and command as text', () => {
    const packages = [latin('é'), 'bash'];
    const info = infoOf('work', ['é', Buffer.from('è')], { packages } as unknown as RunOptions);
    expect(info).toMatchObject({ packages: ['é', 'bash'], command: ['é', 'è'] });
  });

  it('has ports with the address that they are published at', () => {
    const publish = [
      { host: 8080, guest: 80 },
      { address: '0.0.0.0', host: 443, guest: 443 },
    ];
    expect(of({ publish }).ports).toEqual(['127.0.0.1:8080->80', '0.0.0.0:443->443']);
  });

  it('has shares where they really lie, and nothing else of them', () => {
    const directory = scratchDirectory();
    const shares = [{ directory, mount: '/mnt', readOnly: true }];
    expect(of({ shares }).shares).toEqual([{ directory: realpathSync(directory), mount: '/mnt' }]);
  });

  it.each<[string, Partial<RunOptions>, string]>([
    ['this machine', { hostRoot: true }, 'host'],
    ['an appliance', { appliance: latin('/é') }, '/é'],
    ['an appliance package by name', { appliancePackage: 'tools' }, 'tools'],
    [
      'an appliance package',
      {
        appliancePackage: {
          name: 'kit',
          version: '1',
          directory: '/',
          appliance: '/a',
          files: undefined,
        },
      },
      'kit',
    ],
    ['packages', { packages: ['bash'] }, 'packages'],
  ])('says what it is made from: %s', (_, options, image) => {
    expect(of(options)).toMatchObject({ image, hostRoot: options.hostRoot ?? false });
  });
});
