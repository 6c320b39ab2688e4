import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { hasProgram } from '@supermin/test-support/programs';

/** Chromium's names. */
const NAMES = ['chromium-headless-shell', 'chromium', 'google-chrome'];

/** A browser without a window; undefined if none is installed. */
export const BROWSER = NAMES.find(hasProgram);

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** One page of a browser that runs, by the Chrome DevTools Protocol over two pipes: messages in JSON, each ended by a zero byte. */
export class Page {
  /** What the page, or the browser about the page, has complained of. */
  readonly complaints: string[] = [];
  readonly #to: Writable;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #events = new Map<string, () => void>();
  #session: string | undefined;
  #last = 0;
  #rest = '';

  private constructor(to: Writable, from: Readable) {
    this.#to = to;
    from.setEncoding('utf8').on('data', (text: string) => this.#receive(text));
  }

  /** Calls with a page, and ends the browser. */
  static async with<T>(directory: string, work: (page: Page) => Promise<T>): Promise<T> {
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'];
    const more = ['--remote-debugging-pipe', `--user-data-dir=${directory}`, 'about:blank'];
    const child = spawn(BROWSER!, [...args, ...more], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    // Not `close`: processes of its own have the pipes, too.
    const over = once(child, 'exit');
    const ended = over.then(() => {
      throw new Error(`${BROWSER} has ended`);
    });
    ended.catch(() => {});
    try {
      const page = new Page(child.stdio[3] as Writable, child.stdio[4] as Readable);
      return await Promise.race([page.#attach().then(() => work(page)), ended]);
    } finally {
      child.kill('SIGKILL');
      await over;
      for (const stream of child.stdio) stream?.destroy();
    }
  }

  async #attach(): Promise<void> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const attached = await this.send('Target.attachToTarget', { targetId, flatten: true });
    this.#session = String(attached.sessionId);
    for (const domain of ['Page', 'Runtime', 'Log']) await this.send(`${domain}.enable`);
  }

  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    this.#last++;
    const id = this.#last;
    const session = this.#session === undefined ? {} : { sessionId: this.#session };
    this.#to.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result!) : reject(new Error(`${method}: ${error.message}`)),
      );
    });
  }

  /** Shows a page, and comes back when all of it is there. */
  async open(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#events.set('Page.loadEventFired', resolve);
    });
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** @param expression JavaScript of which the value can be JSON */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer));
    return (answer.result as { value: T }).value;
  }

  /** PNG. */
  async picture(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { captureBeyondViewport: true });
    return Buffer.from(String(data), 'base64');
  }

  #receive(text: string): void {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop()!;
    for (const each of messages) this.#take(JSON.parse(each) as Message);
  }

  #take(message: Message): void {
    const { id, method, params } = message;
    if (id !== undefined) {
      this.#waiting.get(id)?.(message);
      this.#waiting.delete(id);
      return;
    }
    const complain = ['Log.entryAdded', 'Runtime.exceptionThrown', 'Runtime.consoleAPICalled'];
    if (complain.includes(method!)) this.complaints.push(JSON.stringify(params));
    this.#events.get(method!)?.();
  }
}
