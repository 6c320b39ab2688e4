/* A file or a directory of the guest as a newc archive on standard output. Names begin with `./`; the top is `.`. */
#pragma once
#include "file-job.h"

/* Files with several names: the first one that comes has the content. */
struct seen_file {
    struct seen_file *next;
    u64 device, inode;
    u32 number;
};

static struct seen_file *seen_files;
static u32 entry_numbers;
static u64 top_device;

/* The path in the archive. */
static struct trail archive_name;

static u64 device_of(const struct statx *status) { return (u64)status->stx_dev_major << 32 | status->stx_dev_minor; }

static int is_type(const struct statx *status, u32 type) { return (status->stx_mode & TYPE) == type; }

/* The top may be a link; below it none is followed. */
static int is_top(void) { return equal(archive_name.text, "."); }

/*
 * Calls for all that is below a directory and on its filesystem; first for what has been found, then for what is in it. Its
 * path and its name in the archive are `here` and `archive_name`.
 */
static void walk(long parent, const char *name, int depth, int (*visit)(long, const char *, const struct statx *))
{
    struct directory directory;
    struct entry *entry;
    struct statx status;
    long result = look(parent, name, is_top() ? 0 : AT_SYMLINK_NOFOLLOW, &status);
    if (result < 0) {
        wrong(here.text, result);
        return;
    }
    if (is_top()) top_device = device_of(&status);
    if (!visit(parent, name, &status)) return;
    if (!is_type(&status, DIRECTORY_TYPE) || device_of(&status) != top_device) return;
    long fd = depth > DEEPEST ? -ENAMETOOLONG : open_directory_at(&directory, parent, name, is_top() ? 0 : O_NOFOLLOW);
    if (fd < 0) {
        wrong(here.text, fd);
        return;
    }
    size_t path_length = here.length, name_length = archive_name.length;
    while ((entry = next_entry(&directory))) {
        if (append_name(&here, entry->name) && append_name(&archive_name, entry->name)) walk(fd, entry->name, depth + 1, visit);
        cut_trail(&here, path_length);
        cut_trail(&archive_name, name_length);
    }
}

static int check_size(long parent, const char *name, const struct statx *status)
{
    (void)parent;
    (void)name;
    if (is_type(status, FILE_TYPE) && status->stx_size > LARGEST_NEWC) wrong(here.text, EFBIG);
    return 1;
}

static u8 archive[65536];
static size_t archive_length;
static u64 archive_total;

static void flush_archive(void)
{
    if (!write_all(1, archive, archive_length, "")) leave(1);
    archive_length = 0;
}

static void put_bytes(const void *bytes, size_t length)
{
    archive_total += length;
    while (length) {
        size_t room = sizeof archive - archive_length, part = length < room ? length : room;
        memcpy(archive + archive_length, bytes, part);
        archive_length += part;
        bytes = (const u8 *)bytes + part;
        length -= part;
        if (archive_length == sizeof archive) flush_archive();
    }
}

static void put_padding(void) { put_bytes("\0\0\0", -archive_total & 3); }

static void put_header(const char *name, const u32 *fields)
{
    char text[6 + 13 * 8] = "070701";
    for (int i = 0; i < 13; i++)
        for (int digit = 0; digit < 8; digit++) text[6 + 8 * i + digit] = "0123456789abcdef"[fields[i] >> (28 - 4 * digit) & 15];
    put_bytes(text, sizeof text);
    put_bytes(name, string_length(name) + 1);
    put_padding();
}

/* The number of a file, and whether it has come before. */
static u32 number_of(const struct statx *status, int *again)
{
    *again = 0;
    if (status->stx_nlink < 2 || is_type(status, DIRECTORY_TYPE)) return ++entry_numbers;
    for (struct seen_file *file = seen_files; file; file = file->next)
        if (file->inode == status->stx_ino && file->device == device_of(status)) {
            *again = 1;
            return file->number;
        }
    struct seen_file *file = allocate(sizeof *file);
    if (!file) return ++entry_numbers;
    *file = (struct seen_file){ seen_files, device_of(status), status->stx_ino, ++entry_numbers };
    seen_files = file;
    return file->number;
}

/* Exactly as many bytes as the header says, whatever has become of the file. */
static void put_content(long parent, const char *name, u32 size)
{
    /* O_NONBLOCK is for a fifo that has taken the file's place: to open it would wait for a writer. */
    long fd = open_at(parent, name, O_RDONLY | O_NONBLOCK | (is_top() ? 0 : O_NOFOLLOW), 0), got = 0;
    if (fd < 0) wrong(here.text, fd);
    while (size && fd >= 0) {
        got = read_file(fd, copy_buffer, size < sizeof copy_buffer ? size : sizeof copy_buffer);
        if (got == -EINTR) continue;
        if (got <= 0) break;
        put_bytes(copy_buffer, got);
        size -= got;
    }
    if (fd >= 0 && size) wrong(here.text, got < 0 ? got : -ESTALE);
    memset(copy_buffer, 0, sizeof copy_buffer);
    while (size) {
        u32 part = size < sizeof copy_buffer ? size : sizeof copy_buffer;
        put_bytes(copy_buffer, part);
        size -= part;
    }
    close_file(fd);
}

static int put_entry(long parent, const char *name, const struct statx *status)
{
    char target[LONGEST_PATH];
    int again;
    u32 number = number_of(status, &again), size = 0;
    if (is_type(status, FILE_TYPE) && !again) size = status->stx_size > LARGEST_NEWC ? LARGEST_NEWC : status->stx_size;
    if (is_type(status, LINK_TYPE)) {
        long length = CALL(readlinkat, parent, name, target, sizeof target, 0);
        if (length < 0) return wrong(here.text, length);
        size = length;
    }
    u32 fields[13] = { number,
                       status->stx_mode,
                       status->stx_uid,
                       status->stx_gid,
                       status->stx_nlink,
                       status->stx_mtime.tv_sec > 0 ? status->stx_mtime.tv_sec : 0,
                       size,
                       0,
                       0,
                       status->stx_rdev_major,
                       status->stx_rdev_minor,
                       archive_name.length + 1,
                       0 };
    put_header(archive_name.text, fields);
    if (is_type(status, LINK_TYPE)) put_bytes(target, size);
    else if (size) put_content(parent, name, size);
    put_padding();
    return 1;
}

static void get_files(const char *path)
{
    static const u32 trailer[13] = { [4] = 1, [11] = 11 };
    if (!begin_trail(&here, path) || !begin_trail(&archive_name, ".")) return;
    walk(AT_FDCWD, path, 0, check_size);
    /* What the archive cannot hold is said before any of it is made. */
    if (file_status) return;
    walk(AT_FDCWD, path, 0, put_entry);
    put_header("TRAILER!!!", trailer);
    flush_archive();
}
