/*
 * Jobs on files, which the init does itself, in a process of the job's own: the appliance needs no program for them.
 *
 * What is wrong with a path is told on standard error, as u32 error, u32 length, path; the job goes on with the next one
 * and ends with status 1.
 */
#pragma once
#include "execute.h"

#define LARGEST_NEWC 0xffffffffull
#define LONGEST_PATH 4096
#define DEEPEST 512

enum { TYPE = 0170000, DIRECTORY_TYPE = 0040000, FILE_TYPE = 0100000, LINK_TYPE = 0120000 };

static int file_status;

/* Remembers that something is wrong. Returns 0, which all that may fail do. */
static int wrong(const char *path, long error)
{
    u8 record[8 + LONGEST_PATH];
    size_t length = string_length(path);
    if (length > LONGEST_PATH) length = LONGEST_PATH;
    put32(record, error < 0 ? -error : error);
    put32(record + 4, length);
    memcpy(record + 8, path, length);
    write_file(2, record, 8 + length);
    file_status = 1;
    return 0;
}

static int write_all(long fd, const u8 *from, size_t length, const char *path)
{
    while (length) {
        long put = write_file(fd, from, length);
        if (put == -EINTR) continue;
        if (put <= 0) return wrong(path, put ? put : -EIO);
        from += put;
        length -= put;
    }
    return 1;
}

static long look(const char *path, int flags, struct statx *status)
{
    return CALL(statx, AT_FDCWD, path, flags, STATX_BASIC_STATS, status);
}

static u8 copy_buffer[131072];

/* From one descriptor to another until the end. */
static void copy_all(long from, long to, const char *path)
{
    long got;
    while ((got = read_file(from, copy_buffer, sizeof copy_buffer)) > 0 || got == -EINTR)
        if (got > 0 && !write_all(to, copy_buffer, got, path)) return;
    if (got < 0) wrong(path, got);
}

static void read_one(const char *path)
{
    long fd = open_file(path, O_RDONLY);
    if (fd < 0) wrong(path, fd);
    else copy_all(fd, 1, path);
}

static void write_one(const char *path, int mode)
{
    long fd = CALL(openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644, 0);
    if (fd < 0) {
        wrong(path, fd);
        return;
    }
    if (mode >= 0) CALL(fchmod, fd, mode, 0, 0, 0);
    copy_all(0, fd, path);
    long result = close_file(fd);
    if (result < 0) wrong(path, result);
}

/* An entry of a directory, or nothing where the path becomes too long. */
static int child_path(char *to, const char *directory, const char *name)
{
    if (string_length(directory) + string_length(name) + 2 > LONGEST_PATH) return wrong(directory, ENAMETOOLONG);
    join(to, LONGEST_PATH, directory, equal(directory, "/") ? "" : "/", name);
    return 1;
}

/* Entries as seven numbers (mode, uid, gid, mtime, size low, high, length of the name) and the name. */
static void list_one(const char *path)
{
    static struct directory directory;
    static char child[LONGEST_PATH];
    struct entry *entry;
    struct statx status;
    u8 record[28 + 256];
    long fd = open_file(path, O_RDONLY | O_DIRECTORY);
    close_file(fd);
    if (fd < 0 || !open_directory(&directory, path)) {
        wrong(path, fd);
        return;
    }
    while ((entry = next_entry(&directory))) {
        size_t length = string_length(entry->name);
        if (!child_path(child, path, entry->name) || look(child, AT_SYMLINK_NOFOLLOW, &status) < 0) continue;
        u32 numbers[] = { status.stx_mode, status.stx_uid,        status.stx_gid, status.stx_mtime.tv_sec,
                          status.stx_size, status.stx_size >> 32, length };
        for (size_t i = 0; i < LENGTH(numbers); i++) put32(record + 4 * i, numbers[i]);
        memcpy(record + 28, entry->name, length);
        if (!write_all(1, record, 28 + length, path)) return;
    }
}

static void remove_below(const char *path, int depth)
{
    struct directory directory;
    struct entry *entry;
    long result = remove_file(path, 0);
    if (result != -EISDIR && result != -EPERM) {
        if (result < 0) wrong(path, result);
        return;
    }
    char *child = allocate(LONGEST_PATH);
    if (!child || depth > DEEPEST) {
        wrong(path, ENAMETOOLONG);
        return;
    }
    if (open_directory(&directory, path))
        while ((entry = next_entry(&directory)))
            if (child_path(child, path, entry->name)) remove_below(child, depth + 1);
    result = remove_file(path, AT_REMOVEDIR);
    if (result < 0) wrong(path, result);
}

static void remove_one(const char *path, int recursive)
{
    if (recursive) {
        remove_below(path, 0);
        return;
    }
    long result = remove_file(path, 0);
    if (result == -EISDIR) result = remove_file(path, AT_REMOVEDIR);
    if (result < 0) wrong(path, result);
}
