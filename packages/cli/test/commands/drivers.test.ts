import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { driversCommand } from '../../src/commands/drivers.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

beforeEach(() => void ownPlaces());
afterEach(() => void vi.unstubAllEnvs());

const drivers = (root: string, ...words: string[]) =>
  perform(driversCommand, contextOf('drivers', '--root', root, ...words));

const debian = new SmallRoot(scratchDirectory());
debian.install('tool', []);

describe('drivers', () => {
  it('lists the families of all plugins in byte order, and which one is detected', async () => {
    const { stdout, status } = await drivers(debian.directory);
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([...lines].sort());
    expect(lines).toContain('debian/dpkg\tdetected');
    expect(lines).toContain('fedora/rpm\tnot-detected');
    expect(lines.filter((line) => line.endsWith('\tdetected'))).toHaveLength(1);
    expect(lines).toEqual([...new Set(lines)]);
  });

  it('detects nothing where there is nothing to detect', async () => {
    const { stdout, status } = await drivers(scratchDirectory());
    expect(status).toBe(0);
    expect(stdout).toContain('debian/dpkg\tnot-detected\n');
    expect(stdout).not.toContain('\tdetected');
  });

  it('lists those of one backend, the detected one among them or not', async () => {
    const { stdout } = await drivers(debian.directory, '--backend=dpkg');
    expect(stdout).toContain('debian/dpkg\tdetected\n');
    expect(stdout).not.toContain('/rpm');
    const rpm = (await drivers(debian.directory, '--backend=rpm')).stdout;
    expect(rpm).toMatch(/^(?:\S+\/\S+\tnot-detected\n)+$/);
    await expect(drivers(debian.directory, '--backend=xyzzy')).rejects.toMatchObject({
      code: 'BACKEND_MISSING',
    });
  });

  it('other errors than those of detection are none of its business', async () => {
    await expect(drivers('/none')).rejects.toMatchObject({ code: 'ROOT' });
  });
});
