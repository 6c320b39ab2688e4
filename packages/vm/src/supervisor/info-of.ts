import type { VmInfo } from '../named/vm-info.ts';
import type { RunOptions } from '../run/run-options.ts';
import type { Argument } from '../session/fields.ts';
import { sharesOf } from '../vm/appliance-for.ts';

const ANY_ADDRESS = '127.0.0.1';

/** What others are told of a VM that is to be started. */
export function infoOf(name: string, argv: readonly Argument[], options: RunOptions): VmInfo {
  const { packages = [], publish = [] } = options;
  return {
    name,
    pid: process.pid,
    since: new Date().toISOString(),
    state: 'starting',
    image: imageOf(options),
    packages: packages.map(unicode),
    command: argv.map((argument) => Buffer.from(argument).toString()),
    ports: publish.map(({ address = ANY_ADDRESS, host, guest }) => `${address}:${host}->${guest}`),
    shares: sharesOf(options).map(({ directory, mount }) => ({ directory, mount })),
    hostRoot: options.hostRoot ?? false,
  };
}

function imageOf({ appliance, appliancePackage, hostRoot }: RunOptions): string {
  if (hostRoot) return 'host';
  if (appliance !== undefined) return unicode(appliance);
  if (appliancePackage === undefined) return 'packages';
  return typeof appliancePackage === 'string' ? appliancePackage : appliancePackage.name;
}

function unicode(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
