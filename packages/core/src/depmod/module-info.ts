import { ElfFile } from './elf.ts';

/** What a kernel module says of itself, in its section `.modinfo`: `KEY=VALUE`, with a NUL behind each. */
export interface ModuleInfo {
  /** Names of the modules whose symbols it uses. */
  depends: readonly string[];
  aliases: readonly string[];
  softdeps: readonly string[];
}

const SECTION = '.modinfo';

/** @returns undefined for what is no module */
export function moduleInfo(bytes: Buffer): ModuleInfo | undefined {
  let section: Buffer | undefined;
  try {
    section = ElfFile.open(bytes)?.section(SECTION);
  } catch {
    // Offsets that lead out of the file.
  }
  if (section === undefined) return undefined;
  const entries = section.toString('latin1').split('\0');
  const values = (key: string) =>
    entries
      .filter((entry) => entry.startsWith(`${key}=`))
      .map((entry) => entry.slice(key.length + 1));
  return {
    depends: values('depends').flatMap((list) => list.split(',').filter(Boolean)),
    aliases: values('alias'),
    softdeps: values('softdep'),
  };
}
