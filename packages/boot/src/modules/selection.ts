import { modulesOption } from '../errors/modules-option.ts';

/** What `--modules` asks for: which modules an appliance has, and where. */
export type ModuleSelection =
  /** The whole directory, in the appliance. */
  | { kind: 'all' }
  /** The whole directory, in a file of its own. */
  | { kind: 'image' }
  | { kind: 'none' }
  /** These, by name, and what they need. */
  | { kind: 'named'; names: readonly string[] };

const NAME = /^[A-Za-z0-9_-]+$/;

/** @throws SuperminError `MODULES_OPTION` */
export function parseModules(text: string): ModuleSelection {
  if (text === 'all' || text === 'image' || text === 'none') return { kind: text };
  const names = text.split(',');
  if (!names.every((name) => NAME.test(name))) throw modulesOption(text);
  return { kind: 'named', names };
}

/** Module names as modprobe compares them: `-` and `_` are one. */
export function canonicalName(name: string): string {
  return name.replaceAll('-', '_');
}
