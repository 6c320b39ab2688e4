/* The disks that the user gave. The host numbers them: their serial numbers are disk0, disk1, ... */
#pragma once
#include "files.h"

#define BLOCK_DEVICES "/sys/class/block/"
#define DISK_LINKS "/dev/disk/by-id"

static void each_disk(void (*visit)(const char *name, const char *serial))
{
    static struct directory directory;
    struct entry *entry;
    char serial[64];
    if (!open_directory(&directory, BLOCK_DEVICES)) return;
    while ((entry = next_entry(&directory)))
        if (read_attribute(serial, sizeof serial, BLOCK_DEVICES, entry->name, "/serial") && after(serial, "disk"))
            visit(entry->name, serial);
}

/* As udev names them, which the VM does without. */
static void link_disk(const char *name, const char *serial)
{
    static struct directory directory;
    struct entry *entry;
    char path[300], target[300], part[16];
    make_directories(DISK_LINKS);
    make_link(join(target, sizeof target, "../../", name), join(path, sizeof path, DISK_LINKS "/virtio-", serial));
    if (!open_directory(&directory, join(path, sizeof path, BLOCK_DEVICES, name))) return;
    while ((entry = next_entry(&directory))) {
        if (!read_attribute(part, sizeof part, BLOCK_DEVICES, entry->name, "/partition")) continue;
        make_link(join(target, sizeof target, "../../", entry->name),
                  join(path, sizeof path, DISK_LINKS "/virtio-", serial, "-part", part));
    }
}

static void link_disks(void) { each_disk(link_disk); }

/* What the kernel has written to a disk may still be in its cache, which is QEMU's, and sync(2) leaves it there. */
static void flush_disk(const char *name, const char *serial)
{
    char path[300];
    (void)serial;
    long fd = open_file(join(path, sizeof path, "/dev/", name), O_RDONLY);
    CALL(fsync, fd, 0, 0, 0, 0);
    close_file(fd);
}

static void flush_disks(void) { each_disk(flush_disk); }
