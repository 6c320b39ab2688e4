import type { Argument } from '../session/fields.ts';
import { FIELD } from '../session/fields.ts';
import type { Job } from '../session/job.ts';

/**
 * A job from the payload of START, `encodeJob` backwards.
 *
 * @throws Error for what no client sends
 */
export function decodeJob(payload: Buffer): Job {
  const argv: Argument[] = [];
  const env: Record<string, Argument> = {};
  const job: Job = { argv, env };
  for (const [kind, value] of fieldsOf(payload)) {
    switch (kind) {
      case FIELD.argument:
        argv.push(value);
        break;
      case FIELD.environment: {
        const equals = value.indexOf('=');
        if (equals < 1) throw new Error('a variable without a name');
        env[value.toString('utf8', 0, equals)] = value.subarray(equals + 1);
        break;
      }
      case FIELD.directory:
        job.cwd = value.toString('latin1');
        break;
      case FIELD.user:
        job.user = value.toString();
        break;
      case FIELD.terminal:
        if (value.length !== 8) throw new Error('a terminal without a size');
        job.terminal = { rows: value.readUInt32LE(0), columns: value.readUInt32LE(4) };
        break;
      default:
        throw new Error(`a field of kind ${kind}`);
    }
  }
  return job;
}

/** `u32 kind | u32 length | bytes | NUL`, again and again. */
function* fieldsOf(payload: Buffer): Generator<[kind: number, value: Buffer]> {
  for (let at = 0; at < payload.length; ) {
    if (payload.length - at < 9) throw new Error('a field that is cut off');
    const end = at + 8 + payload.readUInt32LE(at + 4);
    if (end >= payload.length || payload[end] !== 0) throw new Error('a field without an end');
    yield [payload.readUInt32LE(at), payload.subarray(at + 8, end)];
    at = end + 1;
  }
}
