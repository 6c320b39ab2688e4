import type { ControlFiles } from '../unpack/control-files.ts';
import type { DebNotes } from '../unpack/unpack-deb.ts';

/** Scripts that dpkg runs when a package is installed. */
const SCRIPTS = ['preinst', 'postinst', 'config'];

/**
 * The paragraph of a package in dpkg's status file. A package with scripts is `unpacked`, for they have not been run: that is what
 * `dpkg --configure -a` goes by. All others are `installed`.
 */
export function statusStanza({ control, conffiles }: DebNotes): string {
  const lines = (control.control ?? '').trimEnd().split('\n');
  const status = `Status: install ok ${hasScripts(control) ? 'unpacked' : 'installed'}`;
  const [first, ...others] = lines;
  const list = Object.entries(conffiles).map(([path, md5]) => ` ${path} ${md5}`);
  const listed = list.length === 0 ? [] : ['Conffiles:', ...list];
  return `${[first, status, ...others, ...listed].join('\n')}\n\n`;
}

/** Whether dpkg has something to run before the package is `installed`. */
export function hasScripts(control: ControlFiles): boolean {
  return SCRIPTS.some((name) => control[name] !== undefined);
}
