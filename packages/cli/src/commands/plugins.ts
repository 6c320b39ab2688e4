import type { CommandContext } from '../context/command-context.ts';
import { checkSyntax } from '../plugins/check-syntax.ts';
import { findPlugins, specifiedBy } from '../plugins/find-plugins.ts';
import { pluginList, pluginListText } from '../plugins/plugin-list.ts';

export async function pluginsCommand(context: CommandContext): Promise<number> {
  const { signal, report } = context;
  const { options } = context.invocation;
  const warn = (text: string) => report({ kind: 'warning', text });
  const { plugins: found, rejected } = findPlugins(options, warn).discovery;
  const errors = await checkSyntax(found, signal);
  const plugins = found.filter((_, index) => errors[index] === undefined);
  for (const [index, error] of errors.entries()) {
    const { name, installedAs = name, directory } = found[index]!;
    if (error !== undefined) rejected.push({ name: installedAs, directory, error });
  }
  const list = pluginList({ plugins, rejected, specifiedBy: specifiedBy(options) });
  const text = options.has('json') ? `${JSON.stringify(list, null, 2)}\n` : pluginListText(list);
  process.stdout.write(text);
  return 0;
}
