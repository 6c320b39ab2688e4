import { isMainThread } from 'node:worker_threads';
import { getCurrentTest } from 'vitest/suite';

// Stryker runs tests in threads, which cannot change what the process has once: a test that wants to is skipped.
if (!isMainThread) {
  const skip = () => getCurrentTest()?.context.skip('not in a thread');
  const umask = process.umask.bind(process);
  Object.assign(process, {
    ...{ setgroups: skip, setegid: skip, seteuid: skip, chdir: skip },
    // Of all that runs in the process.
    ...{ memoryUsage: skip, resourceUsage: skip },
    umask: (mask?: number) => (mask === undefined ? umask() : skip()),
  });
}
