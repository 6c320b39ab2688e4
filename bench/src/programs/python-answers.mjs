// How long a Python with imports takes to answer in a VM, in milliseconds on standard output:
//
//     python-answers.mjs COMMAND cold|fork
//
// COMMAND is the installed supermin, whose @supermin/vm is used. cold: a VM is booted, and Python started in it. fork: a VM is forked
// in which Python waits with its imports done; how long it took to get that far does not count.
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [command, how] = process.argv.slice(2);
const require = createRequire(realpathSync(command));
const { Vm } = await import(pathToFileURL(require.resolve('@supermin/vm')).href);

const IMPORTS = 'import asyncio, ssl, json, http.server, email.mime.text, decimal, unittest';
const WAITING = `${IMPORTS}
while True:
    with open('/run/question') as question: text = question.read()
    with open('/run/answer', 'w') as answer: answer.write(str(eval(text)))`;
const ASK = 'echo "6 * 7" > /run/question; cat /run/answer';
const OPTIONS = { packages: ['python3'], accelerator: 'tcg', environment: process.env };

/** Has it say what is known. */
async function answer(vm, argv) {
  const { stdout, stderr } = await vm.exec(argv);
  if (stdout.trim() !== '42') throw new Error(`a wrong answer: ${stdout}${stderr}`);
}

async function cold() {
  const began = performance.now();
  const vm = await Vm.start({ ...OPTIONS, template: false });
  await answer(vm, ['python3', '-c', `${IMPORTS}\nprint(6 * 7)`]);
  const time = performance.now() - began;
  await vm.stop();
  return time;
}

async function fork() {
  const vm = await Vm.start({ ...OPTIONS, forkable: true });
  await vm.files.write('/waiting.py', WAITING);
  const start =
    'mkfifo /run/question /run/answer; python3 /waiting.py < /dev/null > /dev/null 2>&1 &';
  await vm.exec(['sh', '-c', start]);
  await answer(vm, ['sh', '-c', ASK]);
  const began = performance.now();
  const other = await vm.fork();
  await answer(other, ['sh', '-c', ASK]);
  const time = performance.now() - began;
  await Promise.all([other.stop(), vm.stop()]);
  return time;
}

console.log(await (how === 'fork' ? fork() : cold()));
