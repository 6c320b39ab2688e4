/*
 * Protocol 5 with the host, on the virtio-serial port supermin.control: docs/vm-protocol.md describes it.
 *
 *     u32 kind | u32 length | u32 job | length - 4 bytes        numbers are little-endian
 *
 * Frames to the host are written at once, and a write may wait: the host reads whatever comes, as windows bound how
 * much that is.
 */
#pragma once
#include "modules-image.h"

/* host -> guest */
enum { SETUP = 1, START, INPUT, INPUT_END, TAKEN, OUTPUT_CLOSE, SIGNAL, RESIZE, STOP, REPAIR, PREPARE };
/* guest -> host */
enum {
    HELLO = 1,
    FAILED,
    READY,
    SET_UP,
    STARTED,
    NOT_STARTED,
    OUTPUT,
    ERRORS,
    OUTPUT_END,
    INPUT_TAKEN,
    INPUT_CLOSED,
    EXIT,
    DRAINED,
    STOPPED,
    PREPARED
};

/* Payloads of SETUP and START are lists of fields: u32 kind, u32 length, bytes and a NUL that the length does not count. */
enum { ARGUMENT = 1, ENVIRONMENT, DIRECTORY, HOSTNAME, TERMINAL, SHARE, USER, FILES, SYNC, ISOLATED };

#define PROTOCOL_VERSION 5
#define HEADER 12
/* Largest frames: what virtio-serial takes in one write; of the host, a job's arguments and environment. */
#define LARGEST_TO_HOST 32768
#define LARGEST_FROM_HOST (16u << 20)

/* The host's end of the port, or negative. */
static long host = -1;

/* Writes a frame whose first HEADER bytes are room for its header. */
static void send_frame(u8 *frame, u32 kind, u32 job, size_t payload)
{
    put32(frame, kind);
    put32(frame + 4, payload + 4);
    put32(frame + 8, job);
    for (size_t length = HEADER + payload, done = 0; done < length;) {
        long put = write_file(host, frame + done, length - done);
        if (put > 0) done += put;
        else if (put == -ENOMEM || put == -EAGAIN) pause_milliseconds(1);
        else if (put != -EINTR) return;
    }
}

#define LONGEST_TEXT 600

/* A frame of `count` numbers and, behind them, a text if there is one. */
static void send_numbers(u32 kind, u32 job, int count, u32 a, u32 b, const char *text)
{
    u8 frame[HEADER + 8 + LONGEST_TEXT];
    put32(frame + HEADER, a);
    put32(frame + HEADER + 4, b);
    size_t length = count * 4;
    if (text) {
        join((char *)frame + HEADER + length, LONGEST_TEXT, text);
        length += string_length((char *)frame + HEADER + length);
    }
    send_frame(frame, kind, job, length);
}

/* Why there will be no VM. The host has to have read it before the VM ends. */
static void tell_failure(int status, const char *text)
{
    send_numbers(FAILED, 0, 1, status, 0, text);
    for (;;) {
        struct pollfd file = { host, 0, 0 };
        if (poll_files(&file, 1, 10000) <= 0 || file.revents & POLLHUP) return;
    }
}

/* Opens a port by its name, and waits until the host's end is connected. */
static long open_port(const char *wanted_name)
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
            if (make_device("/dev/port", S_IFCHR, device_number(device)) == 0) fd = open_file("/dev/port", O_RDWR);
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

/* What the host has closed takes no frame either: a write to it would wait for ever. */
static void host_has_gone(void)
{
    host = -1;
    tell_host = NULL;
    end_machine(LINUX_REBOOT_CMD_RESTART);
}

/* The field at `*at` of a list of fields: its kind, or 0 at the end. The VM ends if the list is damaged. */
static u32 next_field(const u8 *fields, u32 length, u32 *at, char **value, u32 *size)
{
    if (*at == length) return 0;
    if (length - *at < 9) fail("the host sent a damaged frame");
    const u8 *field = fields + *at;
    *size = get32(field + 4);
    if (*size > length - *at - 9 || field[8 + *size]) fail("the host sent a damaged frame");
    *value = (char *)field + 8;
    *at += 9 + *size;
    return get32(field);
}
