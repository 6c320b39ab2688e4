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

/* All of them; 0, or a negative error. */
static long write_bytes(long fd, const u8 *from, size_t length)
{
    while (length) {
        long put = write_file(fd, from, length);
        if (put == -EINTR) continue;
        if (put <= 0) return put ? put : -EIO;
        from += put;
        length -= put;
    }
    return 0;
}

static int write_all(long fd, const u8 *from, size_t length, const char *path)
{
    long error = write_bytes(fd, from, length);
    return error ? wrong(path, error) : 1;
}

static long look(long parent, const char *name, int flags, struct statx *status)
{
    return CALL(statx, parent, name, flags, STATX_BASIC_STATS, status);
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
    long fd = open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) {
        wrong(path, fd);
        return;
    }
    if (mode >= 0) CALL(fchmod, fd, mode, 0, 0, 0);
    copy_all(0, fd, path);
    long result = close_file(fd);
    if (result < 0) wrong(path, result);
}

/* Entries as seven numbers (mode, uid, gid, mtime, size low, high, length of the name) and the name. */
static void list_one(const char *path)
{
    static struct directory directory;
    /* A name fits in what the directory is read into. Some filesystems have names of more than 255 bytes. */
    static u8 record[28 + sizeof directory.buffer];
    struct entry *entry;
    struct statx status;
    long fd = open_directory_at(&directory, AT_FDCWD, path, 0);
    if (fd < 0) wrong(path, fd);
    while (fd >= 0 && (entry = next_entry(&directory))) {
        size_t length = string_length(entry->name);
        if (look(fd, entry->name, AT_SYMLINK_NOFOLLOW, &status) < 0) continue;
        u32 numbers[] = { status.stx_mode, status.stx_uid,        status.stx_gid, status.stx_mtime.tv_sec,
                          status.stx_size, status.stx_size >> 32, length };
        for (size_t i = 0; i < LENGTH(numbers); i++) put32(record + 4 * i, numbers[i]);
        memcpy(record + 28, entry->name, length);
        if (!write_all(1, record, 28 + length, path)) return;
    }
}

/*
 * The path that a walk has come to, for what is said of it: names are appended and cut again. There is one buffer, because
 * memory allocated for each directory is never given back. The walk itself goes by descriptors, so that no directory on its
 * way can be swapped for a link.
 */
struct trail {
    size_t length;
    char text[LONGEST_PATH];
};

static int begin_trail(struct trail *trail, const char *path)
{
    trail->length = string_length(path);
    if (trail->length >= LONGEST_PATH) return wrong(path, ENAMETOOLONG);
    memcpy(trail->text, path, trail->length + 1);
    return 1;
}

static void cut_trail(struct trail *trail, size_t length)
{
    trail->length = length;
    trail->text[length] = 0;
}

/* Appends an entry of a directory, or says that the path becomes too long. */
static int append_name(struct trail *trail, const char *name)
{
    size_t at = trail->length, length = string_length(name);
    if (at + length + 2 > LONGEST_PATH) return wrong(trail->text, ENAMETOOLONG);
    if (at && trail->text[at - 1] != '/') trail->text[at++] = '/';
    memcpy(trail->text + at, name, length);
    cut_trail(trail, at + length);
    return 1;
}

static struct trail here;

static void remove_below(long parent, const char *name, int depth);

/* Removes a directory whose unlink has ended with `refused`. EPERM may also stand for a link or file that others own. */
static long remove_directory(long parent, const char *name, long refused, int depth)
{
    struct directory directory;
    struct entry *entry;
    if (depth > DEEPEST) return -ENAMETOOLONG;
    long opened = open_directory_at(&directory, parent, name, O_NOFOLLOW);
    if (opened == -ENOTDIR || opened == -ELOOP) return refused;
    size_t length = here.length;
    while (opened >= 0 && (entry = next_entry(&directory))) {
        if (append_name(&here, entry->name)) remove_below(opened, entry->name, depth + 1);
        cut_trail(&here, length);
    }
    long result = CALL(unlinkat, parent, name, AT_REMOVEDIR, 0, 0);
    return result == -ENOTEMPTY && opened < 0 ? opened : result;
}

static void remove_below(long parent, const char *name, int depth)
{
    long result = CALL(unlinkat, parent, name, 0, 0, 0);
    if (result == -EISDIR || result == -EPERM) result = remove_directory(parent, name, result, depth);
    if (result < 0) wrong(here.text, result);
}

/* Cuts the slashes at the end of a path. */
static void cut_slashes(char *path)
{
    for (char *end = path + string_length(path); end > path + 1 && end[-1] == '/';) *--end = 0;
}

static void remove_one(char *path, int recursive)
{
    long result = remove_file(path, 0);
    if (recursive && (result == -EISDIR || result == -EPERM)) {
        /* With a slash at its end O_NOFOLLOW has no effect; that the path is no link to a directory, unlink has seen. */
        cut_slashes(path);
        if (!begin_trail(&here, path)) return;
        result = remove_directory(AT_FDCWD, path, result, 0);
    } else if (result == -EISDIR) {
        result = remove_file(path, AT_REMOVEDIR);
    }
    if (result < 0) wrong(path, result);
}
