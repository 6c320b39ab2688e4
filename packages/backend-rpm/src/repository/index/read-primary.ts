import { type Attributes, readXml } from '../metadata/xml.ts';
import { KINDS, type Kind } from './dependency-kinds.ts';
import { entryText, evrText } from './dependency-text.ts';
import type { IndexedPackage } from './table-builder.ts';

/** Entries of one package: a kernel provides 5,000. */
const MOST_ENTRIES = 1 << 20;

/**
 * Reads a primary.xml, package by package.
 *
 *     <package type="rpm"><name>bash</name><arch>x86_64</arch><version epoch="0" ver="5.2" rel="1"/>
 *       <checksum type="sha256" pkgid="YES">…</checksum><size package="…"/><location href="bash.rpm"/>
 *       <format><rpm:requires><rpm:entry name="libc.so.6"/></rpm:requires><file>/usr/bin/bash</file></format></package>
 *
 * @param take is told of each package
 */
export function readPrimary(
  chunks: AsyncIterable<Uint8Array>,
  take: (pkg: IndexedPackage) => void,
  fault: (problem: string) => Error,
): Promise<void> {
  return readXml(chunks, new PrimaryReader(take, fault), fault);
}

class PrimaryReader {
  #pkg = empty();
  #kind: Kind | undefined;
  #checksum = '';
  #entries = 0;
  #isRpm = false;

  constructor(
    private readonly take: (pkg: IndexedPackage) => void,
    private readonly fault: (problem: string) => Error,
  ) {}

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'package':
        this.#pkg = empty();
        this.#entries = 0;
        this.#isRpm = attributes.type === 'rpm';
        break;
      case 'version':
        this.#pkg.evr = evrText(attributes.epoch, attributes.ver ?? '', attributes.rel ?? '');
        break;
      case 'checksum':
        this.#checksum = attributes.type ?? '';
        break;
      case 'size':
        this.#pkg.size = attributes.package ?? '';
        break;
      case 'location':
        if (attributes['xml:base'] !== undefined)
          throw this.fault('packages are at other addresses');
        this.#pkg.href = attributes.href ?? '';
        break;
      case 'rpm:entry':
        if (this.#kind !== undefined) this.#add(this.#kind, entryText(attributes));
        break;
      default:
        this.#kind = name.startsWith('rpm:') ? kindOf(name.slice(4)) : undefined;
    }
  }

  close(name: string, text: string): void {
    if (name === 'name') this.#pkg.name = text;
    else if (name === 'arch') this.#pkg.arch = text;
    else if (name === 'checksum' && this.#checksum === 'sha256') this.#pkg.sha256 = text.trim();
    else if (name === 'file') this.#add('files', text);
    else if (name === 'package' && this.#isRpm) this.#finish();
  }

  #add(kind: Kind, text: string): void {
    if (++this.#entries > MOST_ENTRIES) throw this.fault('a package with too many entries');
    this.#pkg.lists[kind].push(text);
  }

  #finish(): void {
    const { name, arch, evr, sha256, size, href, lists } = this.#pkg;
    const isOdd = [name, arch, evr, href].some((text) => text === '' || /[\n\0]/.test(text));
    if (isOdd || /[\s/]/.test(name + arch + evr))
      throw this.fault('a package without a name or version');
    // rpm has it, and libsolv adds it where it is not.
    const itself = `${name} = ${evr}`;
    if (!lists.provides.includes(itself)) lists.provides.push(itself);
    this.take({ name, arch, evr, sha256, size, href, lists });
  }
}

function kindOf(name: string): Kind | undefined {
  return name === 'files' ? undefined : (KINDS.find((kind) => kind === name) as Kind | undefined);
}

function empty() {
  const lists = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Record<
    Kind,
    string[]
  >;
  return { name: '', arch: '', evr: '', sha256: '', size: '', href: '', lists };
}
