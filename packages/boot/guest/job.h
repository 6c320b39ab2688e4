/*
 * Jobs: their processes, and the streams of each.
 *
 *     host --INPUT--> ring --> pipe --> job --> pipes --OUTPUT, ERRORS--> host
 *
 * The host sends no more input than a ring holds beyond what the job has taken, and takes from each output what its window
 * allows: so a stream that stands still holds up nothing else.
 */
#pragma once
#include "work.h"

#define INPUT_WINDOW 262144   /* bytes of input that may be on their way to a job */
#define OUTPUT_WINDOW 1048576 /* bytes of each output that may be on their way to the host */
#define PIPE_SIZE 262144      /* of a job's streams: the larger, the fewer turns are taken */
#define MOST_JOBS 1000
#define MOST_FILES 8192 /* three or four of each job */

struct ring {
    struct ring *next; /* of the unused ones */
    u32 begin, length;
    u8 bytes[INPUT_WINDOW];
};

struct job {
    u32 number;
    long process; /* 0 when it has ended */
    long group;   /* of processes, which lives on behind it */
    long report;  /* why the command does not run; negative once it is known whether it does */
    long input, outputs[2];
    u32 windows[2];    /* bytes of each output that the host takes */
    u32 taken;         /* bytes of input that the host has not been told of */
    struct ring *ring; /* input that did not fit into the pipe; NULL while all of it does */
    u8 in_use, terminal, runs, input_ends, has_drained;
};

static struct job jobs[MOST_JOBS];
static int job_count; /* those behind are not in use */

/* The limit of open files that jobs start with: ours is higher. */
static struct {
    u64 soft, hard;
} file_limit;

static struct job *find_job(u32 number)
{
    for (int i = 0; i < job_count; i++)
        if (jobs[i].in_use && jobs[i].number == number) return &jobs[i];
    return NULL;
}

static void close_end(long *fd)
{
    if (*fd >= 0) close_file(*fd);
    *fd = -1;
}

static void close_ends(struct job *job)
{
    close_end(&job->report);
    close_end(&job->input);
    close_end(&job->outputs[0]);
    close_end(&job->outputs[1]);
}

static struct ring *unused_rings;

static struct ring *take_ring(void)
{
    struct ring *ring = unused_rings;
    if (ring) unused_rings = ring->next;
    else ring = allocate(sizeof *ring);
    if (!ring) fail("no memory for a job's input");
    ring->begin = ring->length = 0;
    return ring;
}

static void drop_ring(struct job *job)
{
    if (!job->ring) return;
    job->ring->next = unused_rings;
    unused_rings = job->ring;
    job->ring = NULL;
}

static void free_if_over(struct job *job)
{
    if (job->process || job->report >= 0 || job->outputs[0] >= 0 || job->outputs[1] >= 0) return;
    close_end(&job->input);
    drop_ring(job);
    job->in_use = 0;
    while (job_count && !jobs[job_count - 1].in_use) job_count--;
}

/* ---- output */

#define PARTS 4

static u8 output_frames[PARTS][LARGEST_TO_HOST];

static void end_output(struct job *job, int i)
{
    if (job->outputs[i] < 0) return;
    close_end(&job->outputs[i]);
    send_numbers(OUTPUT_END, job->number, 1, i + 1, 0, NULL);
}

static int has_bytes(long fd)
{
    int count = 0;
    return fd >= 0 && control(fd, FIONREAD, &count) == 0 && count > 0;
}

/* Tells, once, that all that the job itself wrote is with the host: what comes now is of processes that it left behind. */
static void tell_if_drained(struct job *job)
{
    if (job->process || job->has_drained || has_bytes(job->outputs[0]) || has_bytes(job->outputs[1])) return;
    job->has_drained = 1;
    send_numbers(DRAINED, job->number, 0, 0, 0, NULL);
}

/* Takes what there is, into several frames: the fewer system calls, the better. */
static void send_output(struct job *job, int i)
{
    struct {
        void *to;
        size_t length;
    } parts[PARTS];
    size_t room = job->windows[i], largest = LARGEST_TO_HOST - HEADER;
    int count = 0;
    for (int part = 0; part < PARTS && room; part++, count++) {
        parts[part].to = output_frames[part] + HEADER;
        parts[part].length = room < largest ? room : largest;
        room -= parts[part].length;
    }
    long got = CALL(readv, job->outputs[i], parts, count, 0, 0);
    if (got == -EAGAIN || got == -EINTR) return;
    if (got <= 0) {
        end_output(job, i);
        return;
    }
    job->windows[i] -= got;
    for (int part = 0; got > 0; part++) {
        size_t length = (size_t)got < largest ? (size_t)got : largest;
        send_frame(output_frames[part], i ? ERRORS : OUTPUT, job->number, length);
        got -= length;
    }
}

/* ---- input */

static void input_taken(struct job *job, u32 count)
{
    job->taken += count;
    if (job->taken < INPUT_WINDOW / 4) return;
    send_numbers(INPUT_TAKEN, job->number, 1, job->taken, 0, NULL);
    job->taken = 0;
}

/* The job reads no more, or there is no more for it. */
static void close_input(struct job *job, int tell)
{
    if (job->input < 0) return;
    close_end(&job->input);
    drop_ring(job);
    if (tell) send_numbers(INPUT_CLOSED, job->number, 0, 0, 0, NULL);
}

static void end_input_if_due(struct job *job)
{
    if (!job->input_ends || job->ring || job->input < 0) return;
    if (job->terminal) write_file(job->input, "\4" /* ^D */, 1);
    close_input(job, 0);
}

/* How many bytes the job has taken; all of them when it reads no more. */
static u32 write_input(struct job *job, const u8 *from, u32 length)
{
    long put = write_file(job->input, from, length);
    if (put == -EAGAIN || put == -EINTR) return 0;
    if (put < 0) {
        close_input(job, 1);
        return length;
    }
    input_taken(job, put);
    return put;
}

static void keep_input(struct job *job, const u8 *from, u32 length)
{
    if (!job->ring) job->ring = take_ring();
    struct ring *ring = job->ring;
    if (length > INPUT_WINDOW - ring->length) fail("the host sent more than the job's window");
    while (length) {
        u32 at = (ring->begin + ring->length) % INPUT_WINDOW, room = INPUT_WINDOW - at;
        u32 count = length < room ? length : room;
        memcpy(ring->bytes + at, from, count);
        ring->length += count;
        from += count;
        length -= count;
    }
}

static void take_input(struct job *job, const u8 *from, u32 length)
{
    if (job->input < 0 || job->input_ends) return;
    u32 done = !job->ring && job->runs ? write_input(job, from, length) : 0;
    if (done < length) keep_input(job, from + done, length - done);
}

/* The job's pipe has room. */
static void drain_ring(struct job *job)
{
    while (job->ring) {
        struct ring *ring = job->ring;
        u32 count = INPUT_WINDOW - ring->begin;
        if (count > ring->length) count = ring->length;
        u32 done = write_input(job, ring->bytes + ring->begin, count);
        if (!job->ring) return;
        ring->begin = (ring->begin + done) % INPUT_WINDOW;
        ring->length -= done;
        if (!ring->length) drop_ring(job);
        if (done < count) return;
    }
    end_input_if_due(job);
}

/* ---- start and end */

/* Ends a job that does not run. */
static void not_started(struct job *job, u32 kind, int status, const char *text)
{
    send_numbers(NOT_STARTED, job->number, 2, kind, status, text);
    close_ends(job);
    job->process = 0;
    free_if_over(job);
}

/* The job's process leads a session of its own: the terminal that it opens becomes the one that controls it. */
static void open_terminal(const char *name)
{
    long fd = CALL(openat, AT_FDCWD, name, O_RDWR, 0, 0);
    for (int i = 0; i < 3; i++) CALL(dup3, fd, i, 0, 0, 0);
    if (fd > 2) close_file(fd);
}

static long report_end;

/* A job that is no program has nothing to do with the streams of others, and says by this that it runs. */
static void begin_without_exec(void)
{
    for (int i = 0; i < job_count; i++) close_ends(&jobs[i]);
    close_end(&host);
    close_end(&report_end);
}

/* In the job's process. */
static void become_job(int pipes[3][2], const char *terminal, long report)
{
    u64 none = 0;
    u8 bytes[8 + sizeof reason];
    CALL(setsid, 0, 0, 0, 0, 0);
    if (*terminal) open_terminal(terminal);
    else
        for (int i = 0; i < 3; i++) CALL(dup3, pipes[i][i != 0], i, 0, 0, 0);
    CALL(rt_sigprocmask, 2 /* SIG_SETMASK */, &none, NULL, sizeof none, 0);
    CALL(prlimit64, 0, 7 /* RLIMIT_NOFILE */, &file_limit, NULL, 0);
    report_end = report;
    int status = run_job(begin_without_exec);
    put32(bytes, reason_kind);
    put32(bytes + 4, status);
    join((char *)bytes + 8, sizeof reason, reason);
    write_file(report, bytes, 8 + string_length(reason));
    leave(status);
}

/* Makes the pipes or the terminal of a job; the job's ends, and the terminal's name. Negative if that fails. */
static long make_streams(struct job *job, int pipes[3][2], char *terminal, size_t size)
{
    int number = 0, unlock = 0;
    long result = 0;
    if (wanted_job.terminal) {
        job->terminal = 1;
        job->input = open_file("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (job->input < 0) return job->input;
        job->outputs[0] = CALL(fcntl, job->input, F_DUPFD_CLOEXEC, 3, 0, 0);
        if (control(job->input, TIOCSPTLCK, &unlock) < 0 || control(job->input, TIOCGPTN, &number) < 0) return -EIO;
        join(terminal, size, "/dev/pts/", decimal(number));
        control(job->input, TIOCSWINSZ, wanted_job.window);
        return job->outputs[0] < 0 ? job->outputs[0] : 0;
    }
    for (int i = 0; i < 3; i++) pipes[i][0] = pipes[i][1] = -1;
    for (int i = 0; i < 3 && result == 0; i++) {
        result = CALL(pipe2, pipes[i], O_CLOEXEC, 0, 0, 0);
        if (result == 0) CALL(fcntl, pipes[i][0], F_SETPIPE_SZ, PIPE_SIZE, 0, 0);
    }
    job->input = pipes[0][1];
    job->outputs[0] = pipes[1][0];
    job->outputs[1] = pipes[2][0];
    CALL(fcntl, job->input, F_SETFL, O_NONBLOCK, 0, 0);
    for (int i = 0; i < 2; i++) CALL(fcntl, job->outputs[i], F_SETFL, O_NONBLOCK, 0, 0);
    return result;
}

static struct job *new_job(u32 number)
{
    int i = 0;
    while (i < MOST_JOBS && jobs[i].in_use) i++;
    if (i == MOST_JOBS) return NULL;
    if (i >= job_count) job_count = i + 1;
    struct job *job = &jobs[i];
    *job = (struct job){ .number = number, .report = -1, .input = -1, .outputs = { -1, -1 }, .in_use = 1 };
    job->windows[0] = job->windows[1] = OUTPUT_WINDOW;
    return job;
}

static void start_job(u32 number, u8 *fields, u32 length)
{
    int pipes[3][2], report[2] = { -1, -1 };
    char terminal[32] = "";
    struct job *job = new_job(number);
    if (!job) {
        send_numbers(NOT_STARTED, number, 2, OTHER, 125, "there are too many jobs in the VM");
        return;
    }
    take_job(fields, length);
    long result = make_streams(job, pipes, terminal, sizeof terminal);
    if (result == 0) result = CALL(pipe2, report, O_CLOEXEC | O_NONBLOCK, 0, 0, 0);
    if (result == 0) result = job->process = job->group = fork_process();
    if (result == 0) become_job(pipes, terminal, report[1]);
    job->report = report[0];
    if (report[1] >= 0) close_file(report[1]);
    if (!wanted_job.terminal)
        for (int i = 0; i < 3; i++)
            if (pipes[i][i != 0] >= 0) close_file(pipes[i][i != 0]);
    if (result < 0) not_started(job, OTHER, 125, "no process for the command: the VM is out of memory, processes or files");
}

/* Closed by a successful exec; else it says what was wrong. */
static void take_report(struct job *job)
{
    u8 bytes[8 + sizeof reason];
    long got = read_file(job->report, bytes, sizeof bytes - 1);
    if (got == -EAGAIN || got == -EINTR) return;
    if (got >= 8) {
        bytes[got] = 0;
        not_started(job, get32(bytes), get32(bytes + 4), (char *)bytes + 8);
        return;
    }
    close_end(&job->report);
    job->runs = 1;
    send_numbers(STARTED, job->number, 0, 0, 0, NULL);
    drain_ring(job);
}

static void job_ended(struct job *job, int status)
{
    if (job->report >= 0) take_report(job);
    if (!job->in_use) return;
    int signal = status & 0x7f;
    job->process = 0;
    send_numbers(EXIT, job->number, 2, signal ? 128 + signal : status >> 8 & 0xff, signal, NULL);
    tell_if_drained(job);
    free_if_over(job);
}
