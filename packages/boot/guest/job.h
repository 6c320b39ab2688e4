/*
 * The job that `supermin.run` takes from the host.
 *
 * With `supermin.run` the host gives one command over the virtio-serial ports named supermin.control,
 * supermin.stdin, supermin.stdout and supermin.stderr. The last three carry the streams' bare bytes; their ends are
 * told on the control port, as counts of bytes. There every message is: u32 kind, u32 length, payload;
 * numbers are little-endian.
 *
 *     host -> guest                                   guest -> host
 *     JOB          fields, see below                  HELLO        u32 version of this protocol
 *     INPUT_END    u32 low, high: bytes of stdin      STARTED      (the command runs)
 *     READER_GONE  u32 1 (stdout) or 2 (stderr)       FAILED       u32 status, text: no command ran
 *     WINDOW       u32 rows, columns                  INPUT_CLOSED (the command reads no more)
 *                                                     OUTPUT_END   u32 1 or 2, u32 low, high: bytes in all
 *                                                     EXIT         u32 status, 128+N for signal N; the last one
 *
 * The host ends the VM when it has all of the output; this side powers off only when the host is gone.
 */
#pragma once
#include "modules-image.h"

enum { JOB = 1, INPUT_END, READER_GONE, WINDOW };
enum { HELLO = 1, STARTED, FAILED, INPUT_CLOSED, OUTPUT_END, EXIT };

/* JOB's payload is a list of fields: u32 kind, u32 length, bytes and a NUL that the length does not count. */
enum { ARGUMENT = 1, ENVIRONMENT, DIRECTORY, HOSTNAME, TERMINAL, SHARE };

#define PROTOCOL_VERSION 1
#define LARGEST_JOB (16u << 20)

static struct {
    char **arguments, **environment; /* NULL-terminated */
    const char *directory;
    int terminal;
    u16 window[4]; /* rows, columns, and two that are unused */
} job;

/* The host's end of the control port, or negative. */
static long host = -1;

static void send_message(u32 kind, const void *payload, u32 length)
{
    u8 message[1024];
    if (length > sizeof message - 8) length = sizeof message - 8;
    put32(message, kind);
    put32(message + 4, length);
    memcpy(message + 8, payload, length);
    write_file(host, message, length + 8);
}

static void send_numbers(u32 kind, int count, u32 a, u32 b, u32 c)
{
    u8 payload[12];
    put32(payload, a);
    put32(payload + 4, b);
    put32(payload + 8, c);
    send_message(kind, payload, count * 4);
}

static void tell_failure(int status, const char *text)
{
    char payload[600];
    put32((u8 *)payload, status);
    join(payload + 4, sizeof payload - 4, text);
    send_message(FAILED, payload, 4 + string_length(payload + 4));
    for (;;) {
        struct pollfd file = { host, 0, 0 };
        if (poll_files(&file, 1, 10000) <= 0 || file.revents & POLLHUP) return;
    }
}

/* Opens a port by its name, and waits until the host's end is connected. */
static long open_port(const char *wanted_name, int flags)
{
    static struct directory directory;
    struct entry *entry;
    char name[64], device[32];
    for (long began = uptime(); uptime() - began < 20000; pause_milliseconds(2)) {
        if (uptime() - began > 2000) load_all_modules();
        if (!open_directory(&directory, "/sys/class/virtio-ports")) continue;
        long fd = -1;
        while ((entry = next_entry(&directory))) {
            if (fd >= 0 || !read_attribute(name, sizeof name, "/sys/class/virtio-ports/", entry->name, "/name")) continue;
            if (!equal(name, wanted_name)) continue;
            if (!read_attribute(device, sizeof device, "/sys/class/virtio-ports/", entry->name, "/dev")) continue;
            if (make_device("/dev/port", S_IFCHR, device_number(device)) == 0) fd = open_file("/dev/port", O_RDWR | flags);
        }
        struct pollfd file = { fd, 0, 0 };
        while (fd >= 0 && uptime() - began < 20000) {
            if (poll_files(&file, 1, 0) == 0) return fd;
            pause_milliseconds(1);
        }
    }
    fail("the virtio-serial port ", wanted_name, " is not there");
    return -1;
}

/* What the host has closed takes no message either: a write to it would wait for ever. */
static void host_has_gone(void)
{
    host = -1;
    tell_host = NULL;
    end_machine(LINUX_REBOOT_CMD_RESTART);
}

static void read_fully(u8 *to, size_t length)
{
    while (length) {
        long got = read_file(host, to, length);
        if (got <= 0) host_has_gone();
        to += got;
        length -= got;
    }
}

static const char *share_points[64];
static int share_count;

static void mount_share(char *tag)
{
    /* Four strings: tag, filesystem, mount point, `ro` or `rw`. */
    char *type = tag + string_length(tag) + 1, *point = type + string_length(type) + 1;
    char *mode = point + string_length(point) + 1;
    int is_9p = equal(type, "9p");
    if (!kernel_has_filesystem(type)) load_from_root(type);
    if (is_9p) load_from_root("9pnet_virtio");
    make_directories(point);
    long result =
        mount_on(tag, point, type, equal(mode, "ro") ? MS_RDONLY : 0, is_9p ? "trans=virtio,version=9p2000.L,msize=262144" : "");
    if (result < 0)
        fail(point, ": the shared directory cannot be mounted by ", type,
             result == -ENODEV ? ": the guest's kernel has no such filesystem"
             : result == -ENOENT
                 ? ": no such directory, and it cannot be made; if it is to be inside a read-only share, make it there"
                 : "");
    if (share_count < (int)LENGTH(share_points)) share_points[share_count++] = point;
}

/* What the guest wrote reaches the host. The root's writes are thrown away, so nothing waits for them. */
static void synchronize_shares(void)
{
    for (int i = 0; i < share_count; i++) {
        long fd = open_file(share_points[i], O_RDONLY | O_DIRECTORY);
        CALL(syncfs, fd, 0, 0, 0, 0);
        close_file(fd);
    }
}

/* Takes the job from the host. Shares are mounted at once: the command's directory may lie on one. */
static void read_job(void)
{
    u8 head[8];
    read_fully(head, sizeof head);
    u32 length = get32(head + 4), at, size;
    if (get32(head) != JOB || length > LARGEST_JOB) fail("the host sent something else than a job");
    u8 *payload = allocate(length);
    size_t room = (length / 9 + 2) * sizeof(char *);
    job.arguments = allocate(room);
    job.environment = allocate(room);
    if (!payload || !job.arguments || !job.environment) fail("no memory for the job");
    read_fully(payload, length);
    char **argument = job.arguments, **variable = job.environment;
    for (at = 0; at + 9 <= length; at += 9 + size) {
        char *value = (char *)payload + at + 8;
        size = get32(payload + at + 4);
        if (size > length - at - 9 || value[size]) fail("the job is damaged");
        switch (get32(payload + at)) {
        case ARGUMENT: *argument++ = value; break;
        case ENVIRONMENT: *variable++ = value; break;
        case DIRECTORY: job.directory = value; break;
        case HOSTNAME: CALL(sethostname, value, size, 0, 0, 0); break;
        case TERMINAL:
            job.terminal = 1;
            job.window[0] = get32((u8 *)value);
            job.window[1] = get32((u8 *)value + 4);
            break;
        case SHARE: mount_share(value); break;
        }
    }
    *argument = *variable = NULL;
}
