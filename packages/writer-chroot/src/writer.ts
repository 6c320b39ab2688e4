import { lutimesSync } from 'node:fs';
import { displayPath, type Report, toSystemPath, type Writer } from '@supermin/core';
import { refuseUnknownOptions, timed } from '@supermin/core/writer';
import { toSystemTime } from './format/timestamp.ts';
import { inspectDirectory } from './inspect.ts';
import { parseLinkMode } from './link-mode.ts';
import { type ChrootPlan, planChroot } from './plan/chroot-plan.ts';
import { startMakeThread } from './write/share-work.ts';
import { writeChroot } from './write/write-chroot.ts';

/** The tree as files and directories, to be used with chroot(1) or a container. */
export const writer: Writer = {
  name: 'chroot',

  // It makes the directory itself.
  outputs: () => [],

  inspect: inspectDirectory,

  async inputs({ options }) {
    // An option that makes no sense is an error before anything is read.
    refuseUnknownOptions('writer chroot', options, ['link']);
    parseLinkMode(options.link);
    return { paths: [], facts: [] };
  },

  async write(tree, directory, context) {
    const { options, report, signal, sourceDateEpoch } = context;
    const link = parseLinkMode(options.link);
    signal.throwIfAborted();
    const text = `chroot: copying files to '${displayPath(directory)}'`;
    report({ kind: 'message', level: 1, text });
    // Before the plan: it takes as long to start.
    const thread = startMakeThread(tree, link);
    try {
      const plan = await timed(report, 'plan chroot', () => planChroot(tree, directory));
      describe(plan, report);
      await timed(report, 'write chroot', () =>
        writeChroot(plan, directory, { ...context, link, thread }),
      );
    } finally {
      await thread?.stop();
    }
    // Without it the directory keeps the time of the build, which make(1) and similar tools compare.
    if (sourceDateEpoch !== undefined) {
      const time = toSystemTime(Math.min(tree.root.mtime, sourceDateEpoch));
      lutimesSync(toSystemPath(directory), time, time);
    }
  },
};

function describe(plan: ChrootPlan, report: Report): void {
  for (const path of plan.sockets) {
    report({
      kind: 'warning',
      text: `${displayPath(path)} is left out of the chroot: it is a socket`,
    });
  }
  for (const path of plan.absoluteLinks) {
    const text = `${displayPath(path)} keeps its absolute target: a relative one would be too long`;
    report({ kind: 'warning', text });
  }
}
