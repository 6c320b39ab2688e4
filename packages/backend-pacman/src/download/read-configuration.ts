import { type BytePath, type Host, shownPath, systemErrorCode } from '@supermin/core';
import { HostGlob } from '@supermin/core/backend';
import { configurationWrong } from '../errors.ts';
import { parseLines, type Section, type Setting } from '../format/configuration.ts';

/** As deep as pacman follows `Include`. */
const DEEPEST = 10;

/**
 * pacman's configuration with what it includes, its sections in order.
 *
 * pacman itself would look for included files on this machine; here they are those of the root that the file belongs to.
 *
 * @param host of the file and of what it names
 */
export async function readConfiguration(host: Host, path: BytePath): Promise<Section[]> {
  const sections: { name: string; settings: Setting[] }[] = [];
  const glob = new HostGlob(host);
  const include = async (file: BytePath, depth: number) => {
    if (depth > DEEPEST)
      throw configurationWrong(shownPath(host, path), 'its files include each other');
    for (const line of parseLines(readText(host, file))) {
      if ('section' in line) sections.push({ name: line.section, settings: [] });
      else if (line.setting.key === 'Include') {
        for (const each of await glob.expand(line.setting.value)) await include(each, depth + 1);
      } else sections.at(-1)?.settings.push(line.setting);
    }
  };
  await include(path, 0);
  return sections;
}

function readText(host: Host, path: BytePath): string {
  try {
    return host.readFile(path).toString('latin1');
  } catch (error) {
    const located = shownPath(host, path);
    throw configurationWrong(located, `cannot be read (${systemErrorCode(error)})`, error);
  }
}
