import type { BytePath } from '../path/byte-path.ts';
import type { ModuleInfo } from './module-info.ts';

/** The lists that depmod(8) makes and others read, by name. */
export type ModuleLists = Readonly<
  Record<'modules.dep' | 'modules.alias' | 'modules.softdep', string>
>;

/**
 * Lists of what the modules of a kernel need, from what they say of themselves.
 *
 *     kernel/fs/ext4/ext4.ko: kernel/lib/crc16.ko kernel/fs/mbcache.ko kernel/fs/jbd2/jbd2.ko
 *
 * As in depmod's, a module stands before those that it needs itself.
 */
export function moduleLists(modules: ReadonlyMap<BytePath, ModuleInfo>): ModuleLists {
  const byName = new Map([...modules.keys()].map((path) => [nameOf(path), path]));
  const needs = (path: BytePath) =>
    modules.get(path)!.depends.flatMap((name) => byName.get(canonical(name)) ?? []);
  const dep: string[] = [];
  const alias: string[] = ['# Aliases extracted from modules themselves.'];
  const softdep: string[] = ['# Soft dependencies extracted from modules themselves.'];
  for (const [path, { aliases, softdeps }] of modules) {
    const all = allNeeds(path, needs);
    dep.push(`${path}:${all.map((each) => ` ${each}`).join('')}`);
    for (const each of aliases) alias.push(`alias ${each} ${nameOf(path)}`);
    for (const each of softdeps) softdep.push(`softdep ${nameOf(path)} ${each}`);
  }
  const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;
  return {
    'modules.dep': text(dep),
    'modules.alias': text(alias),
    'modules.softdep': text(softdep),
  };
}

/** Without itself; what needs others comes before them. */
function allNeeds(path: BytePath, needs: (path: BytePath) => BytePath[]): BytePath[] {
  const visited = new Set([path]);
  const ordered: BytePath[] = [];
  const visit = (each: BytePath) => {
    for (const need of needs(each)) {
      if (visited.has(need)) continue;
      visited.add(need);
      visit(need);
      ordered.push(need);
    }
  };
  visit(path);
  return ordered.reverse();
}

function nameOf(path: BytePath): string {
  return canonical(path.slice(path.lastIndexOf('/') + 1).replace(/\.ko(\.\w+)?$/, ''));
}

function canonical(name: string): string {
  return name.replaceAll('-', '_');
}
