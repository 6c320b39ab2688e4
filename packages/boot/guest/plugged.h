/*
 * Devices that a VM gets when it is restored from a saved one, which had none of them: shared directories and disks. They have
 * to be there before the first job, as in a VM that was booted with them.
 */
#pragma once
#include "system.h"

#define DEVICES "/sys/bus/virtio/devices"

/* Milliseconds. They are plugged in before the host says so. */
#define PLUG_PATIENCE 5000

/* How many there were before. */
static int first_devices;

static int count_devices(void)
{
    static struct directory directory;
    int count = 0;
    if (!open_directory(&directory, DEVICES)) return 0;
    while (next_entry(&directory)) count++;
    return count;
}

/*
 * The kernel would hear of them by itself, but not tell when it is done. This waits for whoever is looking already, and comes back when
 * each device's driver is: then a disk has all its partitions.
 */
static void look_for_devices(void)
{
    long fd = open_file("/sys/bus/pci/rescan", O_WRONLY);
    write_file(fd, "1", 1);
    close_file(fd);
}

static void wait_for_devices(u32 plugged)
{
    if (!plugged) return;
    for (long began = uptime();; pause_milliseconds(10)) {
        look_for_devices();
        if (count_devices() >= first_devices + (int)plugged) return;
        if (uptime() - began > PLUG_PATIENCE) fail("the devices that were plugged in have not appeared");
    }
}

/*
 * A root that is a directory of the host. With its device a VM cannot be saved, so what is saved has no root yet, and is still in the
 * initramfs.
 */
static int late_root;

static int root_comes_late(void)
{
    late_root = wanted.shared && has_word("supermin.template");
    return late_root;
}

/* What takes time, and no root. */
static void prepare_late_root(void) { load_filesystem("overlay"); }

/* Makes the system whole, before anything is run in it. */
static void complete(u32 plugged)
{
    if (!late_root) complete_system();
    wait_for_devices(plugged);
    if (!late_root) return;
    late_root = 0;
    mount_all();
    change_root();
    prepare_system();
}
