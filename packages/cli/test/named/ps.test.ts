import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadNamed } from '../../src/named/load-named.ts';
import { psCommand } from '../../src/named/ps.ts';
import { contextOf, perform } from '../support/in-process.ts';

vi.mock('../../src/named/load-named.ts');

type Vms = Awaited<ReturnType<Awaited<ReturnType<typeof loadNamed>>['listVms']>>;

const bytes = (text: string) => Buffer.from(text).toString('latin1');

const WEB = {
  ...{ name: 'web', pid: 17, since: '2026-01-02T03:04:05.678Z', state: 'running' },
  ...{ image: 'packages', packages: ['nginx', 'curl'], ports: ['127.0.0.1:8080:80', '9:9'] },
  ...{ command: ['nginx', '-g', 'x\x1b'], log: bytes('/é.log') },
  shares: [{ directory: bytes('/é'), mount: bytes('/mnt/é') }],
};

function ps(vms: object[], ...options: string[]) {
  vi.mocked(loadNamed).mockResolvedValue({ listVms: async () => vms as unknown as Vms } as never);
  return perform(psCommand, contextOf('ps', ...options));
}

afterEach(() => void vi.mocked(loadNamed).mockReset());

describe('ps', () => {
  it('is a table: packages in the place of an image, no part of a second, nothing that a terminal obeys', async () => {
    const other = { ...WEB, name: 'db', image: '/srv/d', packages: ['x'], ports: [], command: [] };
    const silent = { name: 'slow', state: 'not answering' };
    const { stdout, status } = await ps([
      WEB,
      other,
      { ...other, image: 'packages', packages: [] },
      silent,
    ]);
    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.trimEnd().split(/ {2,}/))).toEqual([
      ['NAME', 'PID', 'SINCE', 'STATE', 'IMAGE', 'PORTS', 'COMMAND'],
      [
        ...['web', '17', '2026-01-02T03:04:05', 'running', 'nginx,curl'],
        ...['127.0.0.1:8080:80,9:9', 'nginx -g x\\x1b'],
      ],
      ['db', '17', '2026-01-02T03:04:05', 'running', '/srv/d'],
      ['db', '17', '2026-01-02T03:04:05', 'running', 'packages'],
      ['slow', 'not answering'],
      [''],
    ]);
  });

  it('has its titles where there is no VM', async () => {
    expect((await ps([])).stdout).toMatch(/^NAME +PID .* COMMAND\n$/);
    expect((await ps([], '--json')).stdout).toBe('[]\n');
  });

  it('is JSON for programs, with paths as they are', async () => {
    const silent = { name: 'slow', state: 'not answering' };
    const { log: _, ...withoutLog } = WEB;
    const { stdout } = await ps([WEB, withoutLog, silent], '--json');
    const shares = [{ directory: '/é', mount: '/mnt/é' }];
    expect(JSON.parse(stdout)).toEqual([
      ...[{ ...WEB, log: '/é.log', shares }, { ...withoutLog, shares }, silent],
    ]);
    expect(stdout).toMatch(/^\[\n {2}\{\n {4}"name"[\s\S]*\]\n$/);
  });
});
