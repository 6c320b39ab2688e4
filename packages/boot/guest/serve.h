/* Serving the host: what it sends, what jobs write, who has ended. One process, which waits in one place. */
#pragma once
#include "repair.h"
#include "job.h"

static void signal_job(struct job *job, u32 signal)
{
    if (job->group <= 0 || signal > 64) return;
    /* What it left behind is of its group, too. A process that has just been made leads none yet. */
    long result = CALL(kill, -job->group, signal, 0, 0, 0);
    if (result == -ESRCH && job->process > 0) CALL(kill, job->process, signal, 0, 0, 0);
}

static void resize_job(struct job *job, u32 rows, u32 columns)
{
    u16 window[4] = { rows, columns, 0, 0 };
    if (job->terminal && job->outputs[0] >= 0) control(job->outputs[0], TIOCSWINSZ, window);
}

static void stop(void)
{
    synchronize();
    send_numbers(STOPPED, 0, 0, 0, 0, NULL);
}

/*
 * The host is about to save the VM, and holds back what else it has to say: with this, nothing is on its way to us, which would
 * be lost for what is restored from here. Jobs are the host's to count, but what is restored from here has none of their streams.
 */
static void prepare(void)
{
    int count = 0;
    for (int i = 0; i < job_count; i++) count += jobs[i].in_use;
    send_numbers(PREPARED, 0, 1, count, 0, NULL);
}

/* A whole frame but INPUT. A job that it is for may have ended in the meantime. */
static void obey(u32 kind, u32 number, u8 *payload, u32 length)
{
    u32 first = length >= 4 ? get32(payload) : 0, second = length >= 8 ? get32(payload + 4) : 0;
    if (kind == REPAIR) repair(payload, length);
    if (kind == SETUP) set_up(payload, length);
    if (kind == START) start_job(number, payload, length);
    if (kind == STOP) stop();
    if (kind == PREPARE) prepare();
    struct job *job = find_job(number);
    if (!job) return;
    int i = first == 2;
    switch (kind) {
    case INPUT_END:
        job->input_ends = 1;
        if (job->runs) end_input_if_due(job);
        break;
    case TAKEN:
        if (second > OUTPUT_WINDOW - job->windows[i]) fail("the host took more than there was");
        job->windows[i] += second;
        break;
    case OUTPUT_CLOSE:
        /* Closing our end gives the command SIGPIPE, as a pipe of its own would; of a terminal, a hang-up. */
        if (job->terminal) close_end(&job->input);
        end_output(job, i);
        tell_if_drained(job);
        free_if_over(job);
        break;
    case SIGNAL: signal_job(job, first); break;
    case RESIZE: resize_job(job, first, second); break;
    }
}

/* The frame that is being received. Its payload is gathered, but for INPUT, which is handed on as it comes. */
static struct {
    u8 header[HEADER];
    u32 have; /* of header and payload */
    u8 *payload;
    u32 room;
} frame;

static u32 payload_length(void) { return get32(frame.header + 4) - 4; }

static void check_header(void)
{
    u32 length = get32(frame.header + 4);
    int is_input = get32(frame.header) == INPUT;
    if (length < 4 || length > (is_input ? INPUT_WINDOW + 4 : LARGEST_FROM_HOST)) fail("the host sent a frame that is too long");
    if (is_input || length - 4 <= frame.room) return;
    for (frame.room = 65536; frame.room < length;) frame.room *= 2;
    frame.payload = allocate(frame.room);
    if (!frame.payload) fail("no memory for the job");
}

/* Takes bytes of a frame; how many. */
static u32 take_part(const u8 *bytes, u32 count)
{
    if (frame.have < HEADER) {
        u32 missing = HEADER - frame.have, part = count < missing ? count : missing;
        memcpy(frame.header + frame.have, bytes, part);
        frame.have += part;
        if (frame.have == HEADER) check_header();
        return part;
    }
    u32 done = frame.have - HEADER, missing = payload_length() - done, part = count < missing ? count : missing;
    if (get32(frame.header) == INPUT) {
        struct job *job = find_job(get32(frame.header + 8));
        if (job && part) take_input(job, bytes, part);
    } else {
        memcpy(frame.payload + done, bytes, part);
    }
    frame.have += part;
    return part;
}

static void take_frames(void)
{
    static u8 received[65536];
    long got = read_file(host, received, sizeof received);
    if (got == -EINTR || got == -EAGAIN) return;
    if (got <= 0) host_has_gone();
    for (long at = 0; at < got;) {
        at += take_part(received + at, got - at);
        if (frame.have < HEADER || frame.have < HEADER + payload_length()) continue;
        frame.have = 0;
        if (get32(frame.header) != INPUT) obey(get32(frame.header), get32(frame.header + 8), frame.payload, payload_length());
    }
}

static long child_signals;

static void reap(void)
{
    u8 information[128];
    int status;
    long pid;
    while (read_file(child_signals, information, sizeof information) > 0) {}
    while ((pid = CALL(wait4, -1, &status, WNOHANG, 0, 0)) > 0)
        for (int i = 0; i < job_count; i++)
            if (jobs[i].in_use && jobs[i].process == pid) job_ended(&jobs[i], status);
}

/* What of a job is waited for; a descriptor of -1 is not looked at. */
static void watch_job(const struct job *job, struct pollfd *files)
{
    files[0] = (struct pollfd){ job->in_use ? job->report : -1, POLLIN, 0 };
    files[1] = (struct pollfd){ job->in_use && job->runs ? job->input : -1, job->ring ? POLLOUT : 0, 0 };
    for (int i = 0; i < 2; i++)
        files[2 + i] = (struct pollfd){ job->in_use && job->runs && job->windows[i] ? job->outputs[i] : -1, POLLIN, 0 };
}

/* Each stream of each job gets one turn. */
static void serve_job(struct job *job, const struct pollfd *files)
{
    if (files[0].revents) take_report(job);
    if (files[1].revents & (POLLERR | POLLHUP)) close_input(job, 1);
    else if (files[1].revents) drain_ring(job);
    for (int i = 0; i < 2; i++)
        if (files[2 + i].revents && job->in_use) send_output(job, i);
    if (!job->in_use || job->process) return;
    tell_if_drained(job);
    free_if_over(job);
}

static void serve_once(void)
{
    static struct pollfd files[2 + 4 * MOST_JOBS];
    int count = job_count;
    files[0] = (struct pollfd){ child_signals, POLLIN, 0 };
    files[1] = (struct pollfd){ host, POLLIN, 0 };
    for (int i = 0; i < count; i++) watch_job(&jobs[i], files + 2 + 4 * i);
    if (poll_files(files, 2 + 4 * count, -1) <= 0) return;
    for (int i = 0; i < count; i++)
        if (jobs[i].in_use) serve_job(&jobs[i], files + 2 + 4 * i);
    if (files[0].revents) reap();
    if (files[1].revents) take_frames();
}

static void serve(void)
{
    u64 sigchld = 1 << (17 - 1), most_files[2] = { MOST_FILES, MOST_FILES };
    CALL(rt_sigprocmask, 0 /* SIG_BLOCK */, &sigchld, NULL, sizeof sigchld, 0);
    child_signals = CALL(signalfd4, -1, &sigchld, sizeof sigchld, O_CLOEXEC | O_NONBLOCK, 0);
    CALL(umask, 022, 0, 0, 0, 0);
    CALL(prlimit64, 0, 7 /* RLIMIT_NOFILE */, most_files, &file_limit, 0);
    if (!late_root) prepare_system();
    send_numbers(READY, 0, 0, 0, 0, NULL);
    for (;;) serve_once();
}
