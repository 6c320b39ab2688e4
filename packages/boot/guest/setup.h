/* What the host says of the VM once, before its first job: its name, and the directories that it shares with it. */
#pragma once
#include "disks.h"
#include "frames.h"
#include "hosts.h"

static const char *share_points[64];
static int share_count;
static int sync_disks; /* there are disks of the user's that may be written to */

static void mount_share(char *tag)
{
    /* Four strings: tag, filesystem, mount point, `ro` or `rw`. */
    char *type = tag + string_length(tag) + 1, *point = type + string_length(type) + 1;
    char *mode = point + string_length(point) + 1;
    int is_9p = equal(type, "9p");
    if (!kernel_has_filesystem(type)) load_from_root(type);
    if (is_9p) load_from_root("9pnet_virtio");
    make_directories(point);
    long result = mount_on(tag, point, type, equal(mode, "ro") ? MS_RDONLY : 0, is_9p ? OPTIONS_9P : "");
    if (result < 0)
        fail(point, ": the shared directory cannot be mounted by ", type,
             result == -ENODEV ? ": the guest's kernel has no such filesystem"
             : result == -ENOENT
                 ? ": no such directory, and it cannot be made; if it is to be inside a read-only share, make it there"
                 : ", error ",
             result == -ENODEV || result == -ENOENT ? NULL : decimal(-result));
    if (share_count == LENGTH(share_points)) return;
    char *kept = allocate(string_length(point) + 1);
    if (!kept) fail("no memory for the shared directories");
    join(kept, string_length(point) + 1, point);
    share_points[share_count++] = kept;
}

static void set_hostname(const char *name, u32 length)
{
    CALL(sethostname, name, length, 0, 0, 0);
    add_own_name(name);
}

static void set_up(const u8 *fields, u32 length)
{
    u32 at = 0, size, kind;
    char *value;
    while ((kind = next_field(fields, length, &at, &value, &size))) {
        if (kind == HOSTNAME) set_hostname(value, size);
        else if (kind == SHARE) mount_share(value);
        else if (kind == SYNC) sync_disks = 1;
        /* Programs would wait for the answer of a name server that cannot be reached. */
        else if (kind == ISOLATED) write_new_file("/etc/resolv.conf", "");
    }
    link_disks();
    send_numbers(SET_UP, 0, 0, 0, 0, NULL);
}

/* What the guest wrote reaches the host. The root's writes are thrown away, so nothing waits for them. */
static void synchronize(void)
{
    for (int i = 0; i < share_count; i++) {
        long fd = open_file(share_points[i], O_RDONLY | O_DIRECTORY);
        CALL(syncfs, fd, 0, 0, 0, 0);
        close_file(fd);
    }
    if (!sync_disks) return;
    CALL(sync, 0, 0, 0, 0, 0);
    flush_disks();
}
