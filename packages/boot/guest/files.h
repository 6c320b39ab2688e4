/* Files, directories and device nodes. */
#pragma once
#include "text.h"

/* Reads a file of unknown size (/proc, /sys) into `to`, terminated; its length, or a negative error. */
static long read_text(const char *path, char *to, size_t size)
{
    long fd = open_file(path, O_RDONLY), got = 0;
    size_t length = 0;
    if (fd < 0) return fd;
    while (length + 1 < size && (got = read_file(fd, to + length, size - 1 - length)) > 0) length += got;
    to[length] = 0;
    close_file(fd);
    return got < 0 ? got : (long)length;
}

/* Reads a one-line attribute of sysfs, without its newline; its path is given in parts. False if it is not there. */
#define read_attribute(to, size, ...) read_attribute_at(to, size, STRINGS(__VA_ARGS__))

static int read_attribute_at(char *to, size_t size, const char *const *path_parts)
{
    char path[512];
    long length = read_text(join_strings(path, sizeof path, path_parts), to, size);
    if (length < 0) return 0;
    if (length > 0 && to[length - 1] == '\n') to[length - 1] = 0;
    return 1;
}

static int exists(const char *path) { return CALL(faccessat, AT_FDCWD, path, 0, 0, 0) == 0; }

/* The number that mknod takes. */
static u32 encode_device(u32 major, u32 minor) { return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12; }

/* The same of `major:minor` from sysfs. */
static u32 device_number(const char *text)
{
    u32 major = parse_decimal(text);
    while (*text && *text != ':') text++;
    return encode_device(major, *text ? parse_decimal(text + 1) : 0);
}

static long make_device(const char *path, int type, u32 number)
{
    remove_file(path, 0);
    return CALL(mknodat, AT_FDCWD, path, type | 0600, number, 0);
}

struct entry {
    u64 inode;
    long long offset;
    u16 length;
    u8 type;
    char name[];
};

struct directory {
    long fd, length, at;
    char buffer[2048] __attribute__((aligned(8)));
};

/* Its descriptor, or a negative error. */
static long open_directory_at(struct directory *directory, long parent, const char *name, int flags)
{
    directory->length = directory->at = 0;
    return directory->fd = open_at(parent, name, O_RDONLY | O_DIRECTORY | flags, 0);
}

static int open_directory(struct directory *directory, const char *path)
{
    return open_directory_at(directory, AT_FDCWD, path, 0) >= 0;
}

/* The next entry but `.` and `..`; closes the directory after the last one. */
static struct entry *next_entry(struct directory *directory)
{
    for (;;) {
        if (directory->at >= directory->length) {
            directory->length = CALL(getdents64, directory->fd, directory->buffer, sizeof directory->buffer, 0, 0);
            directory->at = 0;
            if (directory->length <= 0) {
                close_file(directory->fd);
                return NULL;
            }
        }
        struct entry *entry = (struct entry *)(directory->buffer + directory->at);
        directory->at += entry->length;
        if (!equal(entry->name, ".") && !equal(entry->name, "..")) return entry;
    }
}

/* Makes a directory and its parents; errors show when it is used. */
static void make_directories(const char *path)
{
    char part[4096];
    join(part, sizeof part, path);
    for (char *s = part + 1; *s; s++)
        if (*s == '/') {
            *s = 0;
            make_directory(part, 0755);
            *s = '/';
        }
    make_directory(part, 0755);
}
