/* Running the job: its surroundings, its process, its three streams, its end. */
#pragma once
#include "network.h"

/* What a command expects of a running system. The root is a snapshot, so missing mount points are made in it. */
static void prepare_system(void)
{
    static const struct {
        const char *type, *point, *data;
        unsigned long flags;
    } mounts[] = {
        { "proc", "/proc", "", MS_NOSUID | MS_NODEV | MS_NOEXEC },
        { "sysfs", "/sys", "", MS_NOSUID | MS_NODEV | MS_NOEXEC },
        { "devtmpfs", "/dev", "mode=0755", MS_NOSUID },
        { "devpts", "/dev/pts", "gid=5,mode=0620,ptmxmode=0666", MS_NOSUID | MS_NOEXEC },
        { "tmpfs", "/dev/shm", "mode=1777", MS_NOSUID | MS_NODEV },
        { "tmpfs", "/run", "mode=0755", MS_NOSUID | MS_NODEV },
    };
    static const char *const links[][2] = {
        { "/proc/self/fd", "/dev/fd" },
        { "/proc/self/fd/0", "/dev/stdin" },
        { "/proc/self/fd/1", "/dev/stdout" },
        { "/proc/self/fd/2", "/dev/stderr" },
    };
    for (size_t i = 0; i < LENGTH(mounts); i++) {
        make_directories(mounts[i].point);
        mount_on(mounts[i].type, mounts[i].point, mounts[i].type, mounts[i].flags, mounts[i].data);
    }
    for (size_t i = 0; i < LENGTH(links); i++) make_link(links[i][0], links[i][1]);
    /* Where the root cannot be written, or has no /tmp, one in memory. */
    if (make_directory("/tmp/.supermin", 0700) < 0) {
        make_directory("/tmp", 01777);
        mount_on("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
    } else {
        remove_file("/tmp/.supermin", AT_REMOVEDIR);
    }
    set_up_network();
}

/* Tries one file; says by the status that a shell gives what kept it from running, and 0 if it just is not there. */
static int try_execute(const char *path, char *reason, size_t size)
{
    long error = -CALL(execve, path, job.arguments, job.environment, 0, 0);
    if (error == ENOENT && !exists(path)) return 0;
    if (error == ENOTDIR) return 0;
    const char *why = error == EACCES    ? ": permission denied"
                      : error == ENOEXEC ? ": not a program of this architecture"
                      : error == ENOENT  ? ": its interpreter or dynamic loader is not in the appliance"
                                         : ": cannot be executed, error ";
    join(reason, size, path, why, error == EACCES || error == ENOEXEC || error == ENOENT ? NULL : decimal(error));
    return 126;
}

/* Becomes the command, found on the job's own PATH. Returns the status and a reason when that fails. */
static int execute(char *reason, size_t size)
{
    static char *shells[] = { "/bin/bash", "/usr/bin/bash", "/bin/sh", "/usr/bin/sh", "/bin/dash", "/bin/busybox" };
    char path[4096];
    const char *search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", *s;
    int status = 0, denied;
    if (!job.arguments[0]) {
        static char *arguments[3] = { NULL, NULL, NULL };
        job.arguments = arguments;
        for (size_t i = 0; i < LENGTH(shells); i++) {
            arguments[0] = shells[i];
            arguments[1] = equal(shells[i], "/bin/busybox") ? "sh" : NULL;
            if ((denied = try_execute(shells[i], reason, size))) status = denied;
        }
        if (!status) join(reason, size, "there is no shell in the appliance");
        return status ? status : 127;
    }
    for (s = job.arguments[0]; *s; s++)
        if (*s == '/') {
            status = try_execute(job.arguments[0], reason, size);
            if (!status) join(reason, size, job.arguments[0], ": no such file in the appliance");
            return status ? status : 127;
        }
    for (char **variable = job.environment; *variable; variable++) {
        const char *value = after(*variable, "PATH=");
        if (value) search = value;
    }
    for (; *job.arguments[0]; search++) {
        size_t n = 0;
        while (*search && *search != ':' && n < 2048) path[n++] = *search++;
        join(path + n, sizeof path - n, n ? "/" : "./", job.arguments[0]);
        if ((denied = try_execute(path, reason, size))) status = denied;
        if (*search != ':') break;
    }
    if (!status) join(reason, size, job.arguments[0], ": command not found in the appliance");
    return status ? status : 127;
}

/* A stream of the command: bytes from one descriptor to another, at most one buffer of them under way. */
struct stream {
    long from, to; /* negative when closed */
    u64 total;     /* bytes that went through */
    size_t begin, end;
    u8 buffer[65536];
};

static struct stream input, outputs[2];
static u64 input_length = ~0ull;
static long signals, child;
static int child_status = -1;

static void close_end(long *fd)
{
    if (*fd >= 0) close_file(*fd);
    *fd = -1;
}

static int is_empty(const struct stream *stream) { return stream->begin == stream->end; }

/* Reads if there is room. 0 at the end of the stream, else positive. */
static int fill(struct stream *stream)
{
    if (!is_empty(stream)) return 1;
    long got = read_file(stream->from, stream->buffer, sizeof stream->buffer);
    stream->begin = 0;
    stream->end = got > 0 ? got : 0;
    return got > 0 || got == -EAGAIN || got == -EINTR;
}

/* Writes what is there. Negative when nobody reads any more. */
static int drain(struct stream *stream)
{
    while (!is_empty(stream)) {
        long put = write_file(stream->to, stream->buffer + stream->begin, stream->end - stream->begin);
        if (put == -EAGAIN || put == -EINTR) return 0;
        if (put < 0) return -1;
        stream->begin += put;
        stream->total += put;
    }
    return 0;
}

static void end_output(int i)
{
    struct stream *output = &outputs[i];
    if (output->from < 0) return;
    /* A terminal's one descriptor also takes the input. */
    if (!job.terminal) close_file(output->from);
    output->from = -1;
    send_numbers(OUTPUT_END, 3, i + 1, output->total, output->total >> 32);
}

static void end_input(int tell)
{
    if (input.to < 0) return;
    if (job.terminal && !tell) write_file(input.to, "\4" /* ^D */, 1);
    if (!job.terminal) close_file(input.to);
    input.to = -1;
    close_end(&input.from);
    if (tell) send_message(INPUT_CLOSED, NULL, 0);
}

/* In the child, which leads a session of its own: the terminal that it opens becomes the one that controls it. */
static int open_terminal(const char *name)
{
    long fd = CALL(openat, AT_FDCWD, name, O_RDWR, 0, 0);
    if (fd < 0) return 0;
    for (int i = 0; i < 3; i++) CALL(dup3, fd, i, 0, 0, 0);
    if (fd > 2) close_file(fd);
    return 1;
}

/* Starts the command; its status and reason if that failed, 0 if it runs. */
static int start_command(char *reason, size_t size)
{
    int pipes[3][2], report[2], number = 0, unlock = 0, status;
    char terminal[32];
    u64 none = 0;
    CALL(pipe2, report, O_CLOEXEC, 0, 0, 0);
    if (job.terminal) {
        long master = open_file("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (master < 0 || control(master, TIOCSPTLCK, &unlock) < 0 || control(master, TIOCGPTN, &number) < 0)
            fail("no pseudo-terminal, error ", decimal(-master));
        join(terminal, sizeof terminal, "/dev/pts/", decimal(number));
        control(master, TIOCSWINSZ, job.window);
        input.to = outputs[0].from = master;
        outputs[1].from = -1;
    } else {
        for (int i = 0; i < 3; i++) CALL(pipe2, pipes[i], O_CLOEXEC, 0, 0, 0);
        input.to = pipes[0][1];
        outputs[0].from = pipes[1][0];
        outputs[1].from = pipes[2][0];
        CALL(fcntl, input.to, F_SETFL, O_NONBLOCK, 0, 0);
        for (int i = 0; i < 2; i++) CALL(fcntl, outputs[i].from, F_SETFL, O_NONBLOCK, 0, 0);
    }
    child = fork_process();
    if (child == 0) {
        CALL(setsid, 0, 0, 0, 0, 0);
        if (job.terminal) open_terminal(terminal);
        else
            for (int i = 0; i < 3; i++) CALL(dup3, pipes[i][i != 0], i, 0, 0, 0);
        CALL(rt_sigprocmask, 2 /* SIG_SETMASK */, &none, NULL, sizeof none, 0);
        status = 126;
        if (job.directory && CALL(chdir, job.directory, 0, 0, 0, 0) < 0)
            join(reason, size, job.directory, ": no such directory in the appliance");
        else status = execute(reason, size);
        write_file(report[1], reason, string_length(reason));
        leave(status);
    }
    close_file(report[1]);
    if (!job.terminal)
        for (int i = 0; i < 3; i++) close_file(pipes[i][i != 0]);
    if (child < 0) fail("no process for the command, error ", decimal(-child));
    /* Closed by a successful exec. */
    long got = read_file(report[0], reason, size - 1);
    close_file(report[0]);
    if (got <= 0) return 0;
    reason[got] = 0;
    CALL(wait4, child, &status, 0, 0, 0);
    return status >> 8 & 0xff;
}

/* A whole message from the host, or the next part of one. */
static void take_message(void)
{
    static u8 message[64];
    static u32 length;
    long got = read_file(host, message + length, (length < 8 ? 8 : 8 + get32(message + 4)) - length);
    if (got <= 0) host_has_gone();
    length += got;
    if (length < 8) return;
    if (get32(message + 4) > sizeof message - 8) fail("the host sent a message that is too long");
    if (length < 8 + get32(message + 4)) return;
    u32 first = get32(message + 8), second = get32(message + 12);
    switch (get32(message)) {
    case INPUT_END: input_length = first | (u64)second << 32; break;
    case READER_GONE:
        /* Closing our end gives the command SIGPIPE, as a pipe of its own would. */
        if (first - 1 < 2 && !job.terminal) end_output(first - 1);
        break;
    case WINDOW:
        job.window[0] = first;
        job.window[1] = second;
        if (job.terminal) control(outputs[0].from, TIOCSWINSZ, job.window);
        break;
    }
    length = 0;
}

static void reap(void)
{
    u8 information[128];
    int status;
    long pid;
    while (read_file(signals, information, sizeof information) > 0) {}
    while ((pid = CALL(wait4, -1, &status, WNOHANG, 0, 0)) > 0)
        if (pid == child) child_status = status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff;
}

/* Waits for something to do, and does it; false after `milliseconds` of nothing. */
static int pump(long milliseconds)
{
    struct pollfd files[8] = {
        { signals, POLLIN, 0 },
        { host, POLLIN, 0 },
        { is_empty(&input) && input_length != input.total ? input.from : -1, POLLIN, 0 },
        { input.to, is_empty(&input) ? 0 : POLLOUT, 0 },
    };
    for (int i = 0; i < 2; i++) {
        struct stream *output = &outputs[i];
        files[4 + 2 * i] = (struct pollfd){ is_empty(output) ? output->from : -1, POLLIN, 0 };
        files[5 + 2 * i] = (struct pollfd){ is_empty(output) ? -1 : output->to, POLLOUT, 0 };
    }
    if (poll_files(files, LENGTH(files), milliseconds) <= 0) return 0;
    if (files[0].revents) reap();
    if (files[1].revents) take_message();
    if (files[2].revents) fill(&input);
    if (files[3].revents & POLLERR || drain(&input) < 0) end_input(1);
    if (is_empty(&input) && input.total == input_length) end_input(0);
    for (int i = 0; i < 2; i++) {
        if (files[4 + 2 * i].revents && outputs[i].from >= 0 && !fill(&outputs[i])) end_output(i);
        drain(&outputs[i]);
    }
    return 1;
}

/*
 * Pumps until the command is gone and its output is through. Processes that it left behind and that still hold
 * its output have half a second of silence, and five seconds in all, before the VM ends.
 */
static void serve(void)
{
    while (child_status < 0) pump(-1);
    long end = uptime() + 5000;
    for (;;) {
        int waiting = !is_empty(&outputs[0]) || !is_empty(&outputs[1]);
        if (!waiting && outputs[0].from < 0 && outputs[1].from < 0) return;
        if (!waiting && uptime() > end) break;
        if (!pump(waiting ? -1 : 500) && !waiting) break;
    }
    for (int i = 0; i < 2; i++) end_output(i);
}

static void run_job(void)
{
    char reason[512] = "";
    u64 sigchld = 1 << (17 - 1);
    CALL(rt_sigprocmask, 0 /* SIG_BLOCK */, &sigchld, NULL, sizeof sigchld, 0);
    signals = CALL(signalfd4, -1, &sigchld, sizeof sigchld, O_CLOEXEC | O_NONBLOCK, 0);
    CALL(umask, 022, 0, 0, 0, 0);
    prepare_system();
    read_job();
    int status = start_command(reason, sizeof reason);
    if (status) {
        tell_failure(status, reason);
    } else {
        send_message(STARTED, NULL, 0);
        serve();
        synchronize_shares();
        /* Disks of the user's. */
        if (has_word("supermin.sync")) CALL(sync, 0, 0, 0, 0, 0);
        send_numbers(EXIT, 1, child_status, 0, 0);
    }
    for (;;) take_message();
}
