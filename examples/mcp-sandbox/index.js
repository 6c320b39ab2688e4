#!/usr/bin/env node
// An MCP server (https://modelcontextprotocol.io) that gives a program a Linux VM of its own: it runs commands, and reads and
// writes files. The VM is made of packages of this machine, starts at the first call, and is gone when the server ends.
//
//     mcp-sandbox [--net] [PACKAGE...]
import { parseArgs } from 'node:util';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Vm } from '@supermin/vm';
import { z } from 'zod';

/** A model reads what a command prints; what is more than this it would only pay for. */
const LONGEST_OUTPUT = 100_000;

const { values, positionals: packages } = parseArgs({
  options: { net: { type: 'boolean', default: false } },
  allowPositionals: true,
});

/** The VM, or the promise of it. One that died is not used again. */
let starting;

function vm() {
  starting ??= Vm.start({ packages, network: values.net, memory: 1024 });
  starting.catch(forget);
  return starting;
}

function forget() {
  starting = undefined;
}

async function stop() {
  const running = starting;
  forget();
  await (await running)?.stop();
}

const text = (value) => ({ content: [{ type: 'text', text: value }] });

/** What failed is told to the program as well: it can do something about it. */
function answering(tool) {
  return async (...args) => {
    try {
      return await tool(...args);
    } catch (error) {
      if (error.code === 'VM_FAILED') forget();
      const hint = error.hint === undefined ? '' : `\n${error.hint}`;
      return { ...text(`${error.message}${hint}`), isError: true };
    }
  };
}

function shortened(output) {
  if (output.length <= LONGEST_OUTPUT) return output;
  return `${output.slice(0, LONGEST_OUTPUT)}\n[${output.length - LONGEST_OUTPUT} more characters]`;
}

const server = new McpServer({ name: 'mcp-sandbox', version: '0.1.0' });

server.registerTool(
  'exec',
  {
    description: 'Run a command in the sandbox, a Linux VM that keeps its files between calls.',
    inputSchema: {
      command: z
        .array(z.string())
        .min(1)
        .describe("program and arguments, such as ['sh', '-c', 'ls | wc -l']"),
      stdin: z.string().optional(),
      directory: z.string().default('/root').describe('where the command runs'),
      seconds: z.number().positive().max(600).default(60).describe('after which it is killed'),
    },
    outputSchema: { status: z.number(), stdout: z.string(), stderr: z.string() },
  },
  answering(async ({ command, stdin, directory, seconds }, { signal }) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
    const machine = await vm();
    const { status, stdout, stderr } = await machine.exec(command, {
      stdin,
      cwd: directory,
      signal: limit,
    });
    const result = { status, stdout: shortened(stdout), stderr: shortened(stderr) };
    return { ...text(JSON.stringify(result)), structuredContent: result };
  }),
);

server.registerTool(
  'read_file',
  { description: 'Read a text file of the sandbox.', inputSchema: { path: z.string() } },
  answering(async ({ path }) => {
    const bytes = await (await vm()).files.read(path);
    return text(shortened(bytes.toString()));
  }),
);

server.registerTool(
  'write_file',
  {
    description: 'Write a text file in the sandbox, in place of one that is there.',
    inputSchema: { path: z.string(), text: z.string() },
  },
  answering(async ({ path, text: contents }) => {
    await (await vm()).files.write(path, contents);
    return text(`${path}: ${Buffer.byteLength(contents)} bytes`);
  }),
);

server.registerTool(
  'reset',
  { description: 'Throw the sandbox away. The next call gets a new one.' },
  answering(async () => {
    await stop();
    return text('the next call starts a new sandbox');
  }),
);

server.server.onclose = () => stop();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
process.stdin.once('end', () => server.close());
await server.connect(new StdioServerTransport());
