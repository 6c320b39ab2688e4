import type { Wish } from './arguments.ts';

/** The new plugin's package.json. */
export function manifest({ kind, name, full }: Wish, version: string): string {
  const major = `^${version.split('.')[0]}.0.0`;
  const value = {
    name: full,
    version: '0.1.0',
    description: `supermin ${kind} for ${name}`,
    keywords: ['supermin', 'supermin-plugin'],
    license: 'MIT',
    type: 'module',
    exports: './index.js',
    files: ['*.js', '!*.test.js'],
    engines: { node: '>=20.19' },
    scripts: { test: 'node --test' },
    dependencies: { '@supermin/core': major },
    devDependencies: { '@supermin/testkit': major },
    supermin: {
      contract: 1,
      backends: kind === 'backend' ? [backend(name)] : undefined,
      writers: kind === 'writer' ? [writer(name)] : undefined,
    },
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function backend(name: string) {
  const families = [{ name: `${name}/${name}`, ids: [name] }];
  const databases = [`/var/lib/${name}/installed`];
  return { name, module: './index.js', families, databases };
}

function writer(name: string) {
  const file = {
    name: 'file',
    type: 'string',
    default: `rootfs.${name}`,
    help: 'name of the file',
  };
  const description = `the whole appliance as one ${name} file`;
  return { name, module: './index.js', description, kernelOptions: [], options: [file] };
}
