import { readFileSync } from 'node:fs';

/** The files of a command's own package. @param module `import.meta.url` of one in `src/` or `dist/` */
export class OwnPackage {
  constructor(private readonly module: string) {}

  template(name: string): string {
    return this.#read(`template/${name}`);
  }

  get version(): string {
    return (JSON.parse(this.#read('package.json')) as { version: string }).version;
  }

  #read(path: string): string {
    return readFileSync(new URL(`../${path}`, this.module), 'utf8');
  }
}
