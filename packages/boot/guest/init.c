/*
 * Process 1 of a supermin appliance: the /init of its mini initrd.
 *
 *     kernel --> modules --> find root= --> mount --> chroot --+--> /init of the appliance
 *                                                              |
 *                                       `supermin.run` given --+--> jobs, which the host sends
 *
 * In an initramfs that holds the appliance itself our files lie in /.supermin, rdinit= says so, and nothing is mounted.
 *
 * Freestanding: no libc, no memory but brk(2)'s, only the kernel's own headers, so that any C compiler
 * for the guest's architecture builds it. This is the one file that is compiled; each header is one
 * concern of it and needs those above: kernel.h, text.h, files.h, console.h, ide.h, modules.h, root.h,
 * modules-image.h, frames.h, hosts.h, disks.h, setup.h, network.h, system.h, plugged.h, repair.h, users.h, execute.h, file-job.h,
 * get-files.h, put-files.h, work.h, job.h, serve.h. Never returns: when there is nothing left to do it powers off, or panics where `panic=`
 * asks for that.
 *
 * Kernel command line:
 *     root=/dev/NAME | root=UUID=... | root=LABEL=...   the last one counts
 *     rootfstype=TYPE    its filesystem; several with commas are tried in turn (default: what the writer of the image says).
 *                        virtiofs or 9p: root= is the tag of a directory of the host
 *     rootflags=...      options for mounting it
 *     rootwait=SECONDS   how long to wait for it (default 300)
 *     ro | rw            how to mount it (default rw)
 *     init=PATH          run instead of /init
 *     quiet              nothing on the console but errors
 *     supermin.overlay   put a writable layer in memory over the root
 *     supermin.run       take jobs from the host (see frames.h)
 *     supermin.net       with that: join QEMU's user network (see network.h)
 *     supermin.template  with that: leave the root as it is until the host's first frame (see root.h), or do without it until then where it
 *                        is a directory of the host (see plugged.h)
 */
#include "serve.h"

/* Without a console the kernel opens none, and then the next files that are opened must not get their numbers. */
static void open_standard_files(void)
{
    long fd = make_device("/dev/null", S_IFCHR, 1 << 8 | 3);
    while (fd >= 0 && (fd = CALL(openat, AT_FDCWD, "/dev/null", O_RDWR, 0, 0)) < 3) {}
    close_file(fd);
}

void start(long *stack)
{
    char **environment = (char **)stack + 1 + stack[0] + 1;
    static char text[256];
    if (CALL(getpid, 0, 0, 0, 0, 0) != 1) {
        print("supermin: this is the init of a mini initrd " SUPERMIN_VERSION, ", to be run by a kernel");
        leave(1);
    }
    enter_own_directory();
    make_directory("/proc", 0755);
    make_directory("/sys", 0755);
    make_directory("/dev", 0755);
    open_standard_files();
    mount_on("proc", "/proc", "proc", 0, "");
    parse_command_line();
    quiet = has_word("quiet");
    say("supermin: ext2 mini initrd starting up: " SUPERMIN_VERSION);
    if (read_attribute(text, sizeof text, "/proc/uptime")) say("supermin: uptime: ", text);
    mount_on("sysfs", "/sys", "sysfs", 0, "");
    load_initrd_modules();
    int run = has_word("supermin.run");
    if (run) {
        host = open_port("supermin.control");
        tell_host = tell_failure;
        send_numbers(HELLO, PROTOCOL_VERSION, 0, 0, 0, NULL);
    }
    if (outside < 0) {
        parse_root();
        if (root_comes_late()) prepare_late_root();
        else mount_all();
        first_devices = count_devices();
    }
    if (!late_root) change_root();
    if (run) serve();
    else run_appliance_init(environment);
}
