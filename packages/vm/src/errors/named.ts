import { displayPath, SuperminError } from '@supermin/core';
import { notStarted } from './exit-status.ts';

export function nameInvalid(name: string): SuperminError {
  return new SuperminError('VM_NAME', `'${displayPath(name)}' cannot be the name of a VM`, {
    hint: "use at most 63 letters, digits, '-', '_' and '.', a letter or digit first",
  });
}

/** @param pid of its supervisor, if that has said so */
export function nameTaken(name: string, pid: number | undefined): SuperminError {
  const process = pid === undefined ? '' : ` (process ${pid})`;
  return new SuperminError('VM_NAME_TAKEN', `there is a VM named '${name}' already${process}`, {
    hint: `choose another name, or stop that one: supermin stop ${name}`,
  });
}

export function vmNotFound(name: string, hint: string): SuperminError {
  return new SuperminError('VM_NOT_FOUND', `there is no VM named '${displayPath(name)}'`, {
    hint,
  });
}

export function noRuntimeDirectory(problems: readonly string[]): SuperminError {
  const text = `no directory for the sockets of VMs can be used: ${problems.join('; ')}`;
  return new SuperminError('RUNTIME_DIRECTORY', text, {
    hint: 'set XDG_RUNTIME_DIR to a directory of your own',
  });
}

/** The address of a socket has 107 bytes. */
export function socketPathTooLong(path: string): SuperminError {
  return new SuperminError(
    'RUNTIME_DIRECTORY',
    `${displayPath(path)} is too long for the address of a socket`,
    { hint: 'choose a shorter name, or a shorter XDG_RUNTIME_DIR' },
  );
}

/** Its socket takes connections, and nothing comes. */
export function vmUnresponsive(name: string): SuperminError {
  return new SuperminError('VM_UNRESPONSIVE', `the supervisor of VM '${name}' does not answer`, {
    hint: 'is its process stopped? It is on the command line: supermin run --name',
  });
}

/** The process that had the VM is gone, and the VM with it. */
export function supervisorLost(name: string): SuperminError {
  return notStarted('VM_FAILED', `VM '${name}' is gone: its supervisor was killed`);
}

/** @param what the other side sent */
export function supervisorProtocol(what: string): SuperminError {
  return new SuperminError('VM_PROTOCOL', `the supervisor of the VM sent ${what}`, {
    hint: 'start the VM again with this version of supermin',
  });
}
