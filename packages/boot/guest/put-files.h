/*
 * A newc archive on standard input, unpacked at a path of the guest. Names are below the path; `.` is the path itself. No link
 * below it is followed.
 */
#pragma once
#include "file-job.h"

struct header {
    u32 inode, mode, uid, gid, links, time, size, device_major, device_minor, rdev_major, rdev_minor, name_size, check;
};

/* A file that has several names. */
struct linked_file {
    struct linked_file *next;
    u32 inode, names;
    /* It has its content and its mode, which may forbid this user to open it once more. */
    int complete;
    /* The first one. */
    char name[];
};

/* Directories get their times and modes when nothing more is put into them. */
struct made_directory {
    struct made_directory *next;
    struct header header;
    char name[];
};

static struct linked_file *linked_files;
static struct made_directory *made_directories;
static const char *put_path;
static int keep_owners;
static long put_base = -1;

static u8 incoming[65536];
static size_t incoming_at, incoming_end;
static u64 incoming_total;

/* Takes bytes of the archive; where there are not as many, nothing is left to do. */
static void take_bytes(void *to, size_t length)
{
    for (u8 *target = to; length;) {
        if (incoming_at == incoming_end) {
            long got = read_file(0, incoming, sizeof incoming);
            if (got == -EINTR) continue;
            if (got <= 0) {
                wrong("", got < 0 ? got : -EPIPE);
                leave(2);
            }
            incoming_at = 0;
            incoming_end = got;
        }
        size_t have = incoming_end - incoming_at, part = length < have ? length : have;
        memcpy(target, incoming + incoming_at, part);
        incoming_at += part;
        incoming_total += part;
        target += part;
        length -= part;
    }
}

static void take_padding(void)
{
    u8 unused[4];
    take_bytes(unused, -incoming_total & 3);
}

static void take_header(struct header *header)
{
    char text[6 + 13 * 8];
    u32 *fields = &header->inode;
    take_bytes(text, sizeof text);
    for (int i = 0; i < 13; i++) {
        fields[i] = 0;
        for (int digit = 0; digit < 8; digit++) fields[i] = fields[i] << 4 | (hex_digit(text[6 + 8 * i + digit]) & 15);
    }
    if (header->name_size < 1 || header->name_size > LONGEST_PATH) {
        wrong("", EINVAL);
        leave(2);
    }
}

static const char *whole_name(const char *name)
{
    static char path[2 * LONGEST_PATH];
    return join(path, sizeof path, put_path, equal(put_path, "/") || !*name ? "" : "/", name);
}

/* A component that cannot be entered: what is wrong with it, ELOOP for a link. */
static long why_not(long parent, const char *name, long error)
{
    struct statx status;
    if (error != -ENOTDIR) return error;
    long result = look(parent, name, AT_SYMLINK_NOFOLLOW, &status);
    return result == 0 && (status.stx_mode & TYPE) == LINK_TYPE ? -ELOOP : error;
}

/* How much of a path stands before its last component, with the slash. */
static size_t parent_length(const char *path)
{
    size_t end = string_length(path);
    while (end && path[end - 1] != '/') end--;
    return end;
}

/*
 * The directory that a name is in, and its last component. The caller closes it. Of the path itself the directory is
 * what stands before its last slash, and links on the way there are the guest's own.
 */
static long open_parent(const char *name, const char **last)
{
    static char part[LONGEST_PATH];
    if (!*name) {
        size_t end = parent_length(put_path);
        *last = put_path + end;
        join(part, end + 1 < sizeof part ? end + 1 : sizeof part, put_path);
        return open_at(AT_FDCWD, end ? part : ".", O_PATH | O_DIRECTORY, 0);
    }
    if (put_base < 0) put_base = open_at(AT_FDCWD, put_path, O_PATH | O_DIRECTORY, 0);
    long fd = put_base < 0 ? put_base : CALL(fcntl, put_base, F_DUPFD_CLOEXEC, 3, 0, 0);
    while (fd >= 0) {
        size_t n = 0;
        while (name[n] && name[n] != '/') n++;
        join(part, n + 1, name);
        if (!n || equal(part, ".") || equal(part, "..")) {
            close_file(fd);
            return -EINVAL;
        }
        *last = name;
        if (!name[n]) return fd;
        long next = open_at(fd, part, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
        if (next < 0) next = why_not(fd, part, next);
        close_file(fd);
        fd = next;
        name += n + 1;
    }
    return fd;
}

/* Of a link or a node, which cannot be opened. A node has been made with its mode. */
static void set_metadata_at(long parent, const char *name, const struct header *header)
{
    struct timespec times[2] = { { header->time, 0 }, { header->time, 0 } };
    if (keep_owners) CALL(fchownat, parent, name, header->uid, header->gid, AT_SYMLINK_NOFOLLOW);
    CALL(utimensat, parent, name, times, AT_SYMLINK_NOFOLLOW, 0);
}

/* Of an open file or directory: by its name the mode of what a link leads to would be set. */
static void set_metadata(long fd, const struct header *header)
{
    struct timespec times[2] = { { header->time, 0 }, { header->time, 0 } };
    if (keep_owners) CHANGE_OWNER(fd, header->uid, header->gid);
    CALL(fchmod, fd, header->mode & 07777, 0, 0, 0);
    CALL(utimensat, fd, NULL, times, 0, 0);
}

static long make_room(long parent, const char *name)
{
    long result = CALL(unlinkat, parent, name, 0, 0, 0);
    return result == -ENOENT ? 0 : result;
}

static long put_directory(long parent, const char *name, const char *whole, const struct header *header)
{
    struct statx status;
    long result = CALL(mkdirat, parent, name, 0700, 0, 0);
    if (result == -EEXIST) {
        /* Of the path itself a link to a directory is as good as one. */
        long known = look(parent, name, *whole ? AT_SYMLINK_NOFOLLOW : 0, &status);
        if (known < 0) return known;
        u32 type = status.stx_mode & TYPE;
        if (type != DIRECTORY_TYPE) return type == LINK_TYPE ? -ELOOP : -ENOTDIR;
        if (!*whole) return 0;
    } else if (result < 0) {
        return result;
    }
    size_t length = string_length(whole) + 1;
    struct made_directory *made = allocate(sizeof *made + length);
    if (!made) return -ENOMEM;
    made->next = made_directories;
    made->header = *header;
    memcpy(made->name, whole, length);
    made_directories = made;
    return 0;
}

static void skip_content(u32 size)
{
    while (size) {
        u32 part = size < sizeof copy_buffer ? size : sizeof copy_buffer;
        take_bytes(copy_buffer, part);
        size -= part;
    }
}

/* All of the content is taken, also where it cannot be written. */
static long put_content_at(long fd, const struct header *header)
{
    long error = 0;
    u32 size = header->size;
    while (size) {
        u32 part = size < sizeof copy_buffer ? size : sizeof copy_buffer;
        take_bytes(copy_buffer, part);
        if (!error) error = write_bytes(fd, copy_buffer, part);
        size -= part;
    }
    if (!error) set_metadata(fd, header);
    long result = close_file(fd);
    return error ? error : result;
}

static struct linked_file *find_linked(const struct header *header)
{
    if (header->links > 1)
        for (struct linked_file *file = linked_files; file; file = file->next)
            if (file->inode == header->inode) return file;
    return NULL;
}

static struct linked_file *remember_name(const struct header *header, const char *whole)
{
    if (header->links < 2) return NULL;
    size_t length = string_length(whole) + 1;
    struct linked_file *file = allocate(sizeof *file + length);
    if (!file) return NULL;
    file->next = linked_files;
    file->inode = header->inode;
    file->names = 0;
    file->complete = 0;
    memcpy(file->name, whole, length);
    return linked_files = file;
}

/* Whether there is nothing to write to it at this name: its content came before, or is still to come. An empty file has none at its last. */
static int is_mere_name(struct linked_file *file, const struct header *header)
{
    return !header->size && (file->complete || file->names < header->links);
}

static long link_to(const char *first, long parent, const char *name)
{
    const char *last;
    long from = open_parent(first, &last);
    if (from < 0) return from;
    long result = CALL(linkat, from, last, parent, name, 0);
    close_file(from);
    return result;
}

/* A name of a file: its content may come with any of them. */
static long put_file(long parent, const char *name, const char *whole, const struct header *header)
{
    struct linked_file *first = find_linked(header);
    long result = make_room(parent, name);
    if (result == 0 && first) {
        first->names++;
        result = link_to(first->name, parent, name);
        if (result == 0 && is_mere_name(first, header)) return 0;
    }
    int flags = first ? O_WRONLY : O_WRONLY | O_CREAT | O_EXCL;
    if (result == 0) result = open_at(parent, name, flags | O_NOFOLLOW, 0600);
    if (result < 0) {
        skip_content(header->size);
        return result;
    }
    if (!first && (first = remember_name(header, whole))) {
        first->names = 1;
        if (is_mere_name(first, header)) return close_file(result);
    }
    if (first) first->complete = 1;
    return put_content_at(result, header);
}

static long put_link(long parent, const char *name, const struct header *header)
{
    static char target[LONGEST_PATH + 1];
    if (header->size > LONGEST_PATH) {
        skip_content(header->size);
        return -ENAMETOOLONG;
    }
    take_bytes(target, header->size);
    target[header->size] = 0;
    long result = make_room(parent, name);
    return result < 0 ? result : CALL(symlinkat, target, parent, name, 0, 0);
}

static long put_node(long parent, const char *name, const char *whole, const struct header *header)
{
    struct linked_file *first = find_linked(header);
    u32 number = encode_device(header->rdev_major, header->rdev_minor);
    long result = make_room(parent, name);
    if (result == 0 && first) return link_to(first->name, parent, name);
    if (result == 0) result = CALL(mknodat, parent, name, header->mode, number, 0);
    if (result == 0) remember_name(header, whole);
    return result;
}

static void put_one(const char *name, const struct header *header)
{
    const char *last = "";
    long parent = open_parent(name, &last), result = parent;
    u32 type = header->mode & TYPE;
    if (parent < 0) skip_content(header->size);
    /* `/`, or a path with a slash at its end. */
    else if (!*last) result = type == DIRECTORY_TYPE ? 0 : -EISDIR;
    else if (type == DIRECTORY_TYPE) result = put_directory(parent, last, name, header);
    else if (type == FILE_TYPE) result = put_file(parent, last, name, header);
    else if (type == LINK_TYPE) result = put_link(parent, last, header);
    else result = put_node(parent, last, name, header);
    if (result < 0) wrong(whole_name(name), result);
    else if (*last && type != DIRECTORY_TYPE && type != FILE_TYPE) set_metadata_at(parent, last, header);
    close_file(parent);
}

static void finish_directories(void)
{
    for (struct made_directory *made = made_directories; made; made = made->next) {
        const char *last;
        long parent = open_parent(made->name, &last);
        long fd = parent >= 0 && *last ? open_at(parent, last, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0) : -1;
        if (fd >= 0) set_metadata(fd, &made->header);
        close_file(fd);
        close_file(parent);
    }
}

static void make_parents(const char *path)
{
    static char parent[LONGEST_PATH];
    size_t end = parent_length(path);
    if (end < 2 || end >= sizeof parent) return;
    join(parent, end, path);
    make_directories(parent);
}

static void put_files(char *path, int owners)
{
    static char name[LONGEST_PATH + 1];
    static struct header header;
    put_path = path;
    keep_owners = owners;
    cut_slashes(path);
    make_parents(path);
    for (;;) {
        take_header(&header);
        take_bytes(name, header.name_size);
        name[header.name_size] = 0;
        take_padding();
        if (equal(name, "TRAILER!!!")) break;
        const char *below = after(name, "./");
        put_one(below ? below : equal(name, ".") ? "" : name, &header);
        take_padding();
    }
    finish_directories();
}
