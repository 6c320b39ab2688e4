/* What a command expects of a running system: mounts, /tmp, the network. */
#pragma once
#include "network.h"

/* Where the root waits to be made writable, mount points that it lacks are made afterwards: this is called again then. */
static void mount_system(void)
{
    static const struct {
        const char *type, *point, *data;
        unsigned long flags;
    } mounts[] = {
        { "proc", "/proc", "", MS_NOSUID | MS_NODEV | MS_NOEXEC },
        { "sysfs", "/sys", "", MS_NOSUID | MS_NODEV | MS_NOEXEC },
        { "devtmpfs", "/dev", "mode=0755", MS_NOSUID },
        { "devpts", "/dev/pts", "gid=5,mode=0620,ptmxmode=0666", MS_NOSUID | MS_NOEXEC },
        { "tmpfs", "/dev/shm", "mode=1777", MS_NOSUID | MS_NODEV },
        { "tmpfs", "/run", "mode=0755", MS_NOSUID | MS_NODEV },
    };
    static const char *const links[][2] = {
        { "/proc/self/fd", "/dev/fd" },
        { "/proc/self/fd/0", "/dev/stdin" },
        { "/proc/self/fd/1", "/dev/stdout" },
        { "/proc/self/fd/2", "/dev/stderr" },
    };
    static int mounted[LENGTH(mounts)];
    for (size_t i = 0; i < LENGTH(mounts); i++) {
        if (mounted[i]) continue;
        make_directories(mounts[i].point);
        mounted[i] = mount_on(mounts[i].type, mounts[i].point, mounts[i].type, mounts[i].flags, mounts[i].data) == 0;
    }
    for (size_t i = 0; i < LENGTH(links); i++) make_link(links[i][0], links[i][1]);
}

/* What is written to the root, which is a snapshot. */
static void write_system(void)
{
    /* Where the root cannot be written, or has no /tmp, one in memory. */
    if (make_directory("/tmp/.supermin", 0700) < 0) {
        make_directory("/tmp", 01777);
        mount_on("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
    } else {
        remove_file("/tmp/.supermin", AT_REMOVEDIR);
    }
    write_network_files();
}

static void prepare_system(void)
{
    mount_system();
    set_up_network();
    if (!root_waits) write_system();
}

static void complete_system(void)
{
    if (!root_waits) return;
    end_root_wait();
    mount_system();
    write_system();
}
