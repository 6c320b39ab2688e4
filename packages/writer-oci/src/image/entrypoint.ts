import { type FileTree, isProgram } from '@supermin/core/writer';

/** What a container starts: image-spec, config.md. */
export interface Start {
  Entrypoint?: readonly string[];
  Cmd?: readonly string[];
}

/** What was asked for; else the appliance's own /init, else a shell, which the arguments of `podman run` replace. */
export function startOf(tree: FileTree, entrypoint: readonly string[] | undefined): Start {
  if (entrypoint !== undefined) return { Entrypoint: entrypoint };
  if (isProgram(tree, '/init')) return { Entrypoint: ['/init'] };
  const shell = ['/bin/bash', '/bin/sh'].find((path) => isProgram(tree, path));
  return shell === undefined ? {} : { Cmd: [shell] };
}
