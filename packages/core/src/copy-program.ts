import { copyBatches } from './copy/copy-batches.ts';
import { serveJobs } from './copy/serve-jobs.ts';

// The program of the second thread, see copy/copy-thread.ts. It is a file of its own beside the bundle, and loads nothing
// but Node's own modules: it has to run before the first thread is done.
serveJobs(copyBatches);
