/*
 * The modules image: a disk with all modules of this kernel, mounted at /lib/modules/VERSION of the root before that
 * becomes the root.
 *
 * /modules-image of the initrd tells its UUID and the mount point, a path without links: until the root is changed,
 * links in it would lead elsewhere. Which disk it is does not matter. Without it everything goes on; just modprobe
 * finds nothing.
 */
#pragma once
#include "root.h"

#define MODULES_DEVICE "/dev/modules"

/* Milliseconds. The root is there by now, and disks come together. */
#define MODULES_PATIENCE 5000

static int find_image(const u8 *uuid, u32 *number)
{
    static struct directory directory;
    struct entry *entry;
    char device[32];
    int found = 0;
    if (!open_directory(&directory, "/sys/class/block")) return 0;
    while ((entry = next_entry(&directory))) {
        if (found || is_removable(entry->name)) continue;
        if (!read_attribute(device, sizeof device, "/sys/class/block/", entry->name, "/dev")) continue;
        *number = device_number(device);
        found = holds(*number, uuid, NULL);
    }
    return found;
}

static void mount_modules_image(void)
{
    static char text[600], point[600];
    u8 uuid[16];
    u32 number = 0;
    long began = uptime(), pause = 2;
    if (read_text("/modules-image", text, sizeof text) <= 0) return;
    const char *path = parse_uuid(text, uuid);
    if (!path || *path != ' ') return;
    join(point, sizeof point, NEW_ROOT, path + 1);
    point[string_length(point) - 1] = 0;
    while (!find_image(uuid, &number)) {
        if (uptime() - began >= MODULES_PATIENCE) {
            print("supermin: warning: no disk holds the modules image, UUID=", text);
            return;
        }
        pause_milliseconds(pause);
        if (pause < 500) pause *= 2;
        load_modules_for_devices();
    }
    long result = make_device(MODULES_DEVICE, S_IFBLK, number);
    if (result == 0) result = mount_on(MODULES_DEVICE, point, "ext2", MS_RDONLY, "");
    if (result < 0) result = mount_on(MODULES_DEVICE, point, "ext4", MS_RDONLY, "");
    if (result < 0) print("supermin: warning: the modules image cannot be mounted on ", point, ", error ", decimal(-result));
    else say("supermin: mounted the modules image on ", point);
}

static void mount_all(void)
{
    mount_root();
    mount_modules_image();
}
