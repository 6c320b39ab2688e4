/* A file or a directory of the guest as a newc archive on standard output. Names begin with `./`; the top is `.`. */
#pragma once
#include "file-job.h"

/* Files with several names: the first one that comes has the content. */
struct seen_file {
    struct seen_file *next;
    u64 inode;
    u32 number;
};

static struct seen_file *seen_files;
static u32 entry_numbers;
static u64 top_device;

static u64 device_of(const struct statx *status) { return (u64)status->stx_dev_major << 32 | status->stx_dev_minor; }

static int is_type(const struct statx *status, u32 type) { return (status->stx_mode & TYPE) == type; }

/* Calls for all that is below a directory and on its filesystem; first for what has been found, then for what is in it. */
static void walk(const char *path, const char *name, int depth, int (*visit)(const char *, const char *, const struct statx *))
{
    struct directory directory;
    struct entry *entry;
    struct statx status;
    long result = look(path, depth ? AT_SYMLINK_NOFOLLOW : 0, &status);
    if (result < 0) {
        wrong(path, result);
        return;
    }
    if (!depth) top_device = device_of(&status);
    if (!visit(path, name, &status)) return;
    if (!is_type(&status, DIRECTORY_TYPE) || device_of(&status) != top_device) return;
    if (depth > DEEPEST || !open_directory(&directory, path)) {
        wrong(path, depth > DEEPEST ? ENAMETOOLONG : EACCES);
        return;
    }
    char *child = allocate(2 * LONGEST_PATH), *child_name = child + LONGEST_PATH;
    if (!child) {
        wrong(path, ENOMEM);
        return;
    }
    while ((entry = next_entry(&directory)))
        if (child_path(child, path, entry->name) && child_path(child_name, name, entry->name))
            walk(child, child_name, depth + 1, visit);
}

static int check_size(const char *path, const char *name, const struct statx *status)
{
    (void)name;
    if (is_type(status, FILE_TYPE) && status->stx_size > LARGEST_NEWC) wrong(path, EFBIG);
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
        if (file->inode == status->stx_ino) {
            *again = 1;
            return file->number;
        }
    struct seen_file *file = allocate(sizeof *file);
    if (!file) return ++entry_numbers;
    *file = (struct seen_file){ seen_files, status->stx_ino, ++entry_numbers };
    seen_files = file;
    return file->number;
}

/* Exactly as many bytes as the header says, whatever has become of the file. */
static void put_content(const char *path, u32 size)
{
    long fd = open_file(path, O_RDONLY | O_NOFOLLOW), got = 0;
    if (fd < 0) fd = open_file(path, O_RDONLY); /* the top may be a link */
    if (fd < 0) wrong(path, fd);
    while (size && fd >= 0) {
        got = read_file(fd, copy_buffer, size < sizeof copy_buffer ? size : sizeof copy_buffer);
        if (got == -EINTR) continue;
        if (got <= 0) break;
        put_bytes(copy_buffer, got);
        size -= got;
    }
    if (fd >= 0 && size) wrong(path, got < 0 ? got : -ESTALE);
    memset(copy_buffer, 0, sizeof copy_buffer);
    while (size) {
        u32 part = size < sizeof copy_buffer ? size : sizeof copy_buffer;
        put_bytes(copy_buffer, part);
        size -= part;
    }
    close_file(fd);
}

static int put_entry(const char *path, const char *name, const struct statx *status)
{
    char target[LONGEST_PATH];
    int again;
    u32 number = number_of(status, &again), size = 0;
    if (is_type(status, FILE_TYPE) && !again) size = status->stx_size > LARGEST_NEWC ? LARGEST_NEWC : status->stx_size;
    if (is_type(status, LINK_TYPE)) {
        long length = CALL(readlinkat, AT_FDCWD, path, target, sizeof target, 0);
        if (length < 0) return wrong(path, length);
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
                       string_length(name) + 1,
                       0 };
    put_header(name, fields);
    if (is_type(status, LINK_TYPE)) put_bytes(target, size);
    else if (size) put_content(path, size);
    put_padding();
    return 1;
}

static void get_files(const char *path)
{
    static const u32 trailer[13] = { [4] = 1, [11] = 11 };
    walk(path, ".", 0, check_size);
    /* What the archive cannot hold is said before any of it is made. */
    if (file_status) return;
    walk(path, ".", 0, put_entry);
    put_header("TRAILER!!!", trailer);
    flush_archive();
}
