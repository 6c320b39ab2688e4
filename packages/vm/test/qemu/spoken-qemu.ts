import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';

/** What a command of its guest does. */
export interface SpokenCommand {
  stdout?: string;
  stderr?: string;
  status?: number;
  /** Writes what it reads, until that ends. */
  echoes?: boolean;
  /** Runs until a signal comes. */
  stays?: boolean;
}

export interface SpokenBehaviour {
  /** By their command lines, or the first words of these. There are no others. */
  commands?: Readonly<Record<string, SpokenCommand>>;
  /** What its monitor refuses, in which words. */
  refusals?: Readonly<Record<string, string>>;
  /** Its guest says nothing. */
  silent?: boolean;
}

/** What was done with one of them. */
export interface SpokenLog {
  args: string[];
  /** Commands of the monitor, and frames of the guest's protocol. */
  told: string[];
  /** Command lines of the jobs; of those that have to do with files, without what is done. */
  ran: string[];
}

/**
 * A program in the place of QEMU, in whose VM there is no kernel, but a guest init that does what a test has it do: a process of its own,
 * with real sockets, a monitor and memory that can be saved.
 */
export class SpokenQemu {
  readonly program: string;
  readonly #directory: string;

  constructor(behaviour: SpokenBehaviour = {}) {
    this.#directory = scratchDirectory();
    this.program = join(this.#directory, 'qemu-system-x86_64');
    const text = PROGRAM.replace('BEHAVIOUR', JSON.stringify(JSON.stringify(behaviour)));
    writeFileSync(this.program, text, { mode: 0o755 });
  }

  /** Of all that were started, in the order of their starts. */
  get logs(): SpokenLog[] {
    const names = readdirSync(this.#directory).filter((name) => name.startsWith('log-'));
    return names.sort().map((name) => {
      const lines = readFileSync(join(this.#directory, name), 'utf8').trimEnd().split('\n');
      const [args, ...all] = lines.map((line) => JSON.parse(line));
      const ran = all.flatMap((each) => each.ran ?? []);
      return { args, told: all.filter((each) => typeof each === 'string'), ran };
    });
  }
}

/** The system's own begins sooner than what PATH may have in front of it. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : '/usr/bin/env python3';

const PROGRAM = `#!${PYTHON}
import json, os, select, signal, socket, struct, sys, time

behaviour = json.loads(BEHAVIOUR)
log = open(f'{os.path.dirname(os.path.abspath(__file__))}/log-{time.time_ns()}', 'w')
def note(what):
    log.write(json.dumps(what) + '\\n')
    log.flush()
args = sys.argv[1:]
note(args)

sockets = {}
for arg in args:
    if arg.startswith('socket,id='):
        options = dict(part.split('=') for part in arg.split(',')[1:])
        sockets[options['id']] = socket.socket(fileno=int(options['fd']))
guest = sockets['supermin.control']
monitor = sockets.get('monitor')
restored = '-incoming' in args
for arg in args:
    if arg.startswith('memory-backend-memfd'):
        size = [part for part in arg.split(',') if part.startswith('size=')][0]
        memory = os.memfd_create('memory-backend-memfd')
        os.ftruncate(memory, int(size[5:-1]) << 20)
print('the console', flush=True)

KINDS = 'setup start input inputEnd taken outputClose signal resize stop repair prepare'.split()
SAYS = ('hello failed ready setUp started notStarted output errors outputEnd inputTaken inputClosed '
        'exit drained stopped prepared').split()
jobs = {}

def say(kind, job=0, payload=b''):
    guest.sendall(struct.pack('<III', SAYS.index(kind) + 1, len(payload) + 4, job) + payload)

def numbers(*values):
    return struct.pack(f'<{len(values)}I', *values)

def end(job, status, killer=0):
    del jobs[job]
    say('exit', job, numbers(status, killer))
    say('drained', job)
    for output in (1, 2):
        say('outputEnd', job, numbers(output))

def argv(payload):
    found = []
    while payload:
        kind, length = struct.unpack_from('<II', payload)
        if kind == 1: found.append(payload[8:8 + length].decode('latin1'))
        payload = payload[9 + length:]
    return found

def start(job, payload):
    words = argv(payload) or ['sh']
    line = ' '.join(words)
    note({'ran': line})
    commands = behaviour.get('commands', {})
    known = [each for each in commands if (line + ' ').startswith(each + ' ')]
    command = commands[known[0]] if known else None
    if command is None:
        say('notStarted', job, numbers(1, 127) + f'{words[0]}: not found'.encode())
        return
    jobs[job] = command
    say('started', job)
    for name, kind in (('stdout', 'output'), ('stderr', 'errors')):
        if command.get(name): say(kind, job, command[name].encode())
    if not command.get('echoes') and not command.get('stays'): end(job, command.get('status', 0))

def hear(kind, job, payload):
    if kind == 'setup': say('setUp')
    elif kind == 'start': start(job, payload)
    elif kind == 'input' and job in jobs:
        say('inputTaken', job, numbers(len(payload)))
        if jobs[job].get('echoes'): say('output', job, payload)
    elif kind == 'inputEnd' and job in jobs and jobs[job].get('echoes'): end(job, 0)
    elif kind == 'signal' and job in jobs:
        number, = struct.unpack('<I', payload)
        if number != 18: end(job, 128 + number, number)
    elif kind == 'stop': say('stopped')
    elif kind == 'prepare': say('prepared', 0, numbers(len(jobs)))
    elif kind == 'repair':
        if restored: say('hello', 5)
        say('ready')

def answer(message):
    monitor.sendall(json.dumps(message).encode() + b'\\n')

def obey(command, arguments):
    refusal = behaviour.get('refusals', {}).get(command)
    if refusal: return answer({'error': {'desc': refusal}})
    answer({'return': [] if command == 'query-blockstats' else {}})
    if command == 'migrate':
        with socket.socket(socket.AF_UNIX) as state:
            state.connect(arguments['uri'][len('unix:'):])
            state.sendall(b'the state')
        answer({'event': 'MIGRATION', 'data': {'status': 'completed'}})
    if command == 'migrate-incoming': answer({'event': 'RESUME'})

if monitor: answer({'QMP': {'version': 'spoken'}})
if not restored and not behaviour.get('silent'):
    say('hello', 5)
    say('ready')
rest = {guest: b'', monitor: b''}
while True:
    ready, _, _ = select.select([each for each in rest if each], [], [])
    for each in ready:
        chunk = each.recv(65536)
        if not chunk: sys.exit(0)
        rest[each] += chunk
    while len(rest[guest]) >= 12:
        kind, length, job = struct.unpack_from('<III', rest[guest])
        if len(rest[guest]) < 8 + length: break
        payload = rest[guest][12:8 + length]
        rest[guest] = rest[guest][8 + length:]
        note(KINDS[kind - 1])
        hear(KINDS[kind - 1], job, payload)
    while b'\\n' in rest[monitor]:
        line, rest[monitor] = rest[monitor].split(b'\\n', 1)
        message = json.loads(line)
        note(message['execute'])
        obey(message['execute'], message.get('arguments', {}))
`;
