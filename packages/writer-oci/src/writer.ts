import { type BytePath, joinPath, type Writer } from '@supermin/core';
import { ImageLayout } from '@supermin/core/oci';
import { writeContainer } from './container.ts';
import { diskInputs, writeDisk } from './disk/write-disk.ts';
import { addImages } from './image/added-images.ts';
import { writeIndex } from './image/write-index.ts';
import { inspectOutput } from './inspect/inspect-output.ts';
import { parseOptions } from './options.ts';

/** An OCI image layout: of the appliance's files, or of its disk image and kernel. */
export const writer: Writer = {
  name: 'oci',

  // It is a directory, known by its digests.
  outputs: () => [],

  inspect: inspectOutput,

  async inputs(context) {
    // A value that makes no sense is an error before anything is read.
    const { kind, add, disk } = parseOptions(context.options);
    const added: BytePath[] = add.map((directory) => joinPath(directory, 'index.json'));
    const inner: readonly BytePath[] = kind === 'disk' ? await diskInputs(disk, context) : [];
    return { paths: [...inner, ...added], facts: [] };
  },

  async write(tree, directory, context) {
    const options = parseOptions(context.options);
    context.signal.throwIfAborted();
    const layout = ImageLayout.create(directory);
    const image =
      options.kind === 'disk'
        ? await writeDisk(tree, layout, options, context)
        : await writeContainer(tree, layout, options, context);
    const images = await addImages(layout, image, options.add, context.signal);
    writeIndex(layout, images, options.reference.tag);
  },
};
