import { describe, expect, it } from 'vitest';
import { numbers } from '../../src/session/protocol.ts';
import { warmUp } from '../../src/start/warm-up.ts';
import { SpokenSession } from '../session/spoken-session.ts';

const MIB = 2 ** 20;

/** What is told of a command that ends as the guest says. */
async function warm(end: (guest: SpokenSession) => void) {
  const guest = new SpokenSession();
  const said: unknown[] = [];
  guest.answers.start = () => end(guest);
  guest.say('setUp');
  try {
    await warmUp(guest.session, ['sh'], (event) => said.push(event));
    return { said };
  } catch (error) {
    return { said, error: error as Error };
  } finally {
    await guest.session.close();
  }
}

describe('the command that comes before all others', () => {
  it('is started when shares are there', async () => {
    const guest = new SpokenSession();
    const done = warmUp(guest.session, ['sh'], () => {});
    await new Promise(setImmediate);
    expect(guest.told).toEqual(['setup']);
    guest.answers.start = () => guest.sayCommand({});
    guest.say('setUp');
    await done;
    await guest.session.close();
  });

  it('says at -v what it writes, line by line', async () => {
    const { said, error } = await warm((guest) =>
      guest.sayCommand({ stdout: 'one\n\ntwo\n', stderr: 'bad\n' }),
    );
    expect(error).toBeUndefined();
    expect(said).toEqual(
      ['warm: one', 'warm: two', 'warm: bad'].map((text) => ({ kind: 'message', level: 1, text })),
    );
  });

  it('has failed with another status than 0, with its last words', async () => {
    const { said, error } = await warm((guest) =>
      guest.sayCommand({ status: 3, stdout: 'out\n', stderr: 'bad\n' }),
    );
    expect(error).toMatchObject({
      code: 'WARM_FAILED',
      message: expect.stringMatching(/it ended with status 3; .*\nbad$/),
    });
    expect(said).toHaveLength(2);
  });

  it('has failed where it is not there', async () => {
    const why = Buffer.concat([numbers(1, 127), Buffer.from('sh: not found')]);
    const { error } = await warm((guest) => guest.say('notStarted', 1, why));
    expect(error).toMatchObject({
      code: 'WARM_FAILED',
      message: expect.stringMatching(/failed: sh: not found$/),
    });
  });

  it('may write a MiB, and has failed with more', async () => {
    const enough = await warm((guest) => guest.sayCommand({ stdout: 'x'.repeat(MIB) }));
    expect(enough.error).toBeUndefined();
    const { error } = await warm((guest) => {
      guest.answers.taken = () => guest.sayOutput('y');
      guest.say('started', 1);
      guest.sayOutput('x'.repeat(MIB));
    });
    expect(error).toMatchObject({
      code: 'WARM_FAILED',
      message: expect.stringContaining(`more than ${MIB} bytes`),
    });
  });

  it('is not to blame where the VM fails', async () => {
    const why = Buffer.concat([numbers(125), Buffer.from('no memory')]);
    const { error } = await warm((guest) => guest.say('failed', 0, why));
    expect(error).toMatchObject({ code: 'VM_FAILED', message: 'no memory' });
  });
});
