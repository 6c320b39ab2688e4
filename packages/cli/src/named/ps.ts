import { table } from '@supermin/core';
import { toUnicode } from '../arguments/unicode.ts';
import type { CommandContext } from '../context/command-context.ts';
import { printable } from '../terminal/printable.ts';
import { loadNamed } from './load-named.ts';

type Listed = Awaited<ReturnType<Awaited<ReturnType<typeof loadNamed>>['listVms']>>[number];

const TITLES = ['NAME', 'PID', 'SINCE', 'STATE', 'IMAGE', 'PORTS', 'COMMAND'];

/** Lists the VMs of this user that have names. */
export async function psCommand({ invocation }: CommandContext): Promise<number> {
  const { listVms } = await loadNamed();
  const vms = await listVms();
  const text = invocation.options.has('json')
    ? `${JSON.stringify(vms.map(shown), null, 2)}\n`
    : table([TITLES, ...vms.map(row)])
        .map((line) => `${line}\n`)
        .join('');
  process.stdout.write(text);
  return 0;
}

/** Paths of shares are byte strings. */
function shown(vm: Listed): object {
  if (vm.state === 'not answering') return vm;
  return {
    ...vm,
    log: vm.log === undefined ? undefined : toUnicode(vm.log),
    shares: vm.shares.map(({ directory, mount }) => ({
      directory: toUnicode(directory),
      mount: toUnicode(mount),
    })),
  };
}

function row(vm: Listed): string[] {
  if (vm.state === 'not answering') return [vm.name, '', '', vm.state, '', '', ''];
  const { name, pid, since, state, image, packages, ports, command } = vm;
  const from = image === 'packages' && packages.length > 0 ? packages.join(',') : image;
  return [
    name,
    String(pid),
    since.slice(0, 19),
    state,
    from,
    ports.join(','),
    command.join(' '),
  ].map(printable);
}
