/* The root: which block device or shared directory holds it, waiting for it, mounting it, changing to it. */
#pragma once
#include "modules.h"

#define ROOT_DEVICE "/dev/root"
#define NEW_ROOT "/root"
#define LAYER "/layer" /* what is written, with `supermin.overlay` */

/* How a directory of the host is mounted by 9p. */
#define OPTIONS_9P "trans=virtio,version=9p2000.L,msize=262144"

/* Milliseconds until a shared directory's device is there. */
#define SHARE_PATIENCE 5000

struct wanted_root {
    const char *text; /* as on the command line */
    const char *name; /* NAME of /dev/NAME; sysfs spells a `/` in it as `!` */
    const char *label;
    u8 uuid[16];
    const char *types; /* filesystems to try, with commas between them */
    int shared;        /* a directory of the host: `text` is its tag */
};

static struct wanted_root wanted;

/*
 * With `supermin.template` the host saves the VM when it waits, and later VMs are restored from there, each with a fresh disk: nothing may
 * have been written to it by then. So the root stays read-only, and is made writable by the first frame.
 */
static int root_waits;

/* Reads a UUID, with or without dashes; what stands behind it, or NULL if it is none. */
static const char *parse_uuid(const char *s, u8 *uuid)
{
    int digits = 0, digit;
    for (; *s && digits < 32; s++) {
        if (*s == '-') continue;
        if ((digit = hex_digit(*s)) < 0) return NULL;
        uuid[digits >> 1] = uuid[digits >> 1] << 4 | digit;
        digits++;
    }
    return digits == 32 ? s : NULL;
}

/* What the writer of the image says, and the command line may say otherwise. ext4's driver serves ext2 where there is no driver of that name. */
static void parse_types(void)
{
    static char text[256];
    wanted.types = option("rootfstype=");
    if (wanted.types) return;
    wanted.types = read_attribute(text, sizeof text, "/root-filesystem") ? text : "ext2,ext4";
}

static void parse_root(void)
{
    const char *value, *s;
    wanted.text = option("root=");
    if (!wanted.text) fail("missing root= parameter on the command line");
    parse_types();
    wanted.shared = equal(wanted.types, "virtiofs") || equal(wanted.types, "9p");
    if (wanted.shared) return;
    if ((value = after(wanted.text, "/dev/"))) {
        wanted.name = value;
        for (char *c = (char *)value; *c; c++)
            if (*c == '/') *c = '!';
    } else if ((value = after(wanted.text, "LABEL="))) {
        wanted.label = value;
    } else if ((value = after(wanted.text, "UUID="))) {
        s = parse_uuid(value, wanted.uuid);
        if (!s || *s) fail("root=", wanted.text, ": not a UUID of 32 hexadecimal digits");
    } else {
        fail("root=", wanted.text, ": neither /dev/NAME nor UUID= nor LABEL=");
    }
}

/* Where filesystems keep their names on a disk: offsets in bytes. */
struct superblock_layout {
    u32 magic_at;
    const char *magic;
    u32 uuid_at, label_at, label_size;
};

static const struct superblock_layout superblocks[] = {
    { 1024 + 56, "\x53\xef", 1024 + 104, 1024 + 120, 16 },    /* ext2, ext3, ext4 */
    { 0, "XFSB", 32, 108, 12 },                               /* XFS */
    { 1024, "\xe2\xe1\xf5\xe0", 1024 + 48, 1024 + 64, 16 },   /* EROFS */
    { 65536 + 64, "_BHRfS_M", 65536 + 32, 65536 + 299, 256 }, /* Btrfs */
};

/* Reads exactly so much; false if there is less. */
static int read_at(long fd, u32 at, void *to, size_t length)
{
    return seek(fd, at) == (long)at && read_file(fd, to, length) == (long)length;
}

/* The UUID and the label (terminated) of the filesystem on the block device with this number. False if there is none that has them. */
static int read_superblock(u32 number, u8 *uuid, char *label)
{
    char magic[8];
    int found = 0;
    if (make_device("/dev/probe", S_IFBLK, number) < 0) return 0;
    long fd = open_file("/dev/probe", O_RDONLY);
    for (size_t i = 0; fd >= 0 && !found && i < LENGTH(superblocks); i++) {
        const struct superblock_layout *layout = &superblocks[i];
        size_t length = string_length(layout->magic);
        if (!read_at(fd, layout->magic_at, magic, length) || memcmp(magic, layout->magic, length) != 0) continue;
        found = read_at(fd, layout->uuid_at, uuid, 16) && read_at(fd, layout->label_at, label, layout->label_size);
        label[found ? layout->label_size : 0] = 0;
    }
    close_file(fd);
    remove_file("/dev/probe", 0);
    return found;
}

/* Whether the device holds the filesystem with this label or, where that is NULL, with this UUID. No label is none. */
static int holds(u32 number, const u8 *uuid, const char *label)
{
    u8 its_uuid[16];
    static char its_label[257];
    if (label && !*label) return 0;
    if (!read_superblock(number, its_uuid, its_label)) return 0;
    return label ? equal(its_label, label) : memcmp(its_uuid, uuid, 16) == 0;
}

/* Drives whose medium may be missing: opening one can take many seconds. */
static int is_removable(const char *name) { return (after(name, "fd") && hex_digit(name[2]) >= 0) || after(name, "sr"); }

/* Looks at every disk and partition once; of several that fit the first by name is taken. */
static int look_for_root(char *name, size_t size, u32 *number)
{
    static struct directory directory;
    struct entry *entry;
    char device[32];
    int found = 0;
    if (wanted.name) {
        if (!read_attribute(device, sizeof device, "/sys/class/block/", wanted.name, "/dev")) return 0;
        join(name, size, wanted.name);
        *number = device_number(device);
        return 1;
    }
    if (!open_directory(&directory, "/sys/class/block")) return 0;
    while ((entry = next_entry(&directory))) {
        if (is_removable(entry->name)) continue;
        if (!read_attribute(device, sizeof device, "/sys/class/block/", entry->name, "/dev")) continue;
        if (!holds(device_number(device), wanted.uuid, wanted.label)) continue;
        if (found++ && !before(entry->name, name)) continue;
        join(name, size, entry->name);
        *number = device_number(device);
    }
    if (found > 1) say("supermin: warning: several filesystems fit root=", wanted.text, ", taking the first: ", name);
    return found;
}

/* Waits for the root with growing pauses, and makes ROOT_DEVICE. Returns the name of its device. */
static const char *find_root(void)
{
    static char name[256];
    char text[400];
    const char *limit = option("rootwait=");
    long patience = limit ? (long)parse_decimal(limit) * 1000 : 300000, began = uptime(), pause = 2, waited;
    int everything = 0, hinted = 0;
    u32 number = 0;
    while (!look_for_root(name, sizeof name, &number)) {
        waited = uptime() - began;
        if (waited >= patience) {
            join(text, sizeof text, wanted.text, " did not appear within ", decimal(waited / 1000), " seconds");
            fail("the root device ", text);
        }
        if (waited >= 2000 && !everything) {
            everything = 1;
            if (load_all_modules()) continue;
        }
        if (waited >= 8000 && !hinted) {
            hinted = 1;
            say("supermin: is the disk attached, and are its drivers (virtio_blk, virtio_scsi and virtio_pci,",
                " for a virtio disk) in the initrd or in the kernel?");
        }
        if (pause >= 64)
            say("supermin: waiting another ", decimal(pause), "000000 ns for ",
                join(text, sizeof text, wanted.text, " to appear"));
        pause_milliseconds(pause);
        if (pause < 1000) pause *= 2;
        load_modules_for_devices();
    }
    char numbers[64];
    join(numbers, sizeof numbers, decimal(number >> 8 & 0xfff), ":", decimal((number & 0xff) | (number >> 12 & ~0xffu)));
    say("supermin: picked ", join(text, sizeof text, name, " (", numbers, ")"), " as root device");
    say("supermin: creating " ROOT_DEVICE " as block special ", numbers);
    long result = make_device(ROOT_DEVICE, S_IFBLK, number);
    if (result < 0) fail(ROOT_DEVICE ": not made, error ", decimal(-result));
    return name;
}

/* Its module of the initrd, if it is one. */
static void load_filesystem(const char *type)
{
    char alias[80];
    if (!kernel_has_filesystem(type)) load_named(join(alias, sizeof alias, "fs-", type), 1);
}

/* Tries each of the wanted filesystems. */
static char mounted_type[64];

static long try_mount(const char *source, unsigned long flags, const char *data)
{
    char *type = mounted_type;
    long result = -ENODEV;
    for (const char *s = wanted.types; *s && result != 0;) {
        size_t n = 0;
        for (; *s && *s != ','; s++)
            if (n + 1 < sizeof mounted_type) type[n++] = *s;
        type[n] = 0;
        if (*s) s++;
        load_filesystem(type);
        long error = mount_on(source, NEW_ROOT, type, flags, data);
        /* A filesystem that the kernel does not have says nothing of the disk. */
        if (error != -ENODEV || result == -ENODEV) result = error;
    }
    return result;
}

/* A layer in memory takes what is written, and the root stays as it is. */
static long cover_root(void)
{
    static const char options[] = "lowerdir=" NEW_ROOT ",upperdir=" LAYER "/upper,workdir=" LAYER "/work";
    load_filesystem("overlay");
    make_directory(LAYER, 0755);
    long result = mount_on("tmpfs", LAYER, "tmpfs", 0, "mode=0755");
    if (result == 0) result = make_directory(LAYER "/upper", 0755);
    if (result == 0) result = make_directory(LAYER "/work", 0755);
    if (result == 0) result = mount_on("overlay", NEW_ROOT, "overlay", 0, options);
    return result;
}

/* Where it is asked for; and for a command of the host, which is told that it may write, where the filesystem does not take it. */
static void make_root_writable(void)
{
    static const char probe[] = NEW_ROOT "/.supermin";
    int asked = has_word("supermin.overlay");
    if (!asked && (!has_word("supermin.run") || make_directory(probe, 0700) != -EROFS)) {
        remove_file(probe, AT_REMOVEDIR);
        return;
    }
    long result = cover_root();
    if (result < 0 && asked) fail("no writable layer can be put over the root (overlayfs), error ", decimal(-result));
}

static const char *mount_data(void)
{
    const char *data = option("rootflags=");
    if (data) return data;
    if (!equal(wanted.types, "9p")) return "";
    return OPTIONS_9P ",cache=loose";
}

/* A directory of the host, which has its device by now, or will soon. */
static void mount_shared_root(unsigned long flags)
{
    long began = uptime(), result;
    while ((result = try_mount(wanted.text, flags, mount_data())) < 0 && uptime() - began < SHARE_PATIENCE) {
        pause_milliseconds(10);
        load_modules_for_devices();
    }
    if (result < 0) fail("the root ", wanted.text, " cannot be mounted by ", wanted.types, ", error ", decimal(-result));
}

static void mount_disk(const char *name, unsigned long flags)
{
    const char *data = after(name, "pmem") ? "dax" : mount_data();
    say("supermin: mounting new root on " NEW_ROOT, equal(data, "dax") ? " (dax)" : "");
    long result = try_mount(ROOT_DEVICE, flags, data);
    /* A checksum module may be wanting that no device asks for. */
    if (result < 0 && load_all_modules()) result = try_mount(ROOT_DEVICE, flags, data);
    if (result < 0 && equal(data, "dax")) result = try_mount(ROOT_DEVICE, flags, "");
    if (result == -EROFS || result == -EACCES) result = try_mount(ROOT_DEVICE, flags | MS_RDONLY, "");
    if (result < 0) fail("the root ", name, " cannot be mounted as ", wanted.types, ", error ", decimal(-result));
}

/* Of what can be written to only by way of a layer, it is there already: it is memory, and saved with the rest. */
static void make_root_wait(unsigned long flags)
{
    static const char *const never[] = { "erofs", "squashfs", "iso9660", "cramfs", "romfs" };
    for (size_t i = 0; i < LENGTH(never); i++)
        if (equal(mounted_type, never[i])) {
            cover_root();
            return;
        }
    root_waits = !(flags & MS_RDONLY);
}

static void end_root_wait(void)
{
    if (!root_waits) return;
    root_waits = 0;
    long result = mount_on("", "/", "", MS_REMOUNT, "");
    if (result < 0) fail("the root cannot be made writable, error ", decimal(-result));
}

static void mount_root(void)
{
    unsigned long flags = has_word("ro") > has_word("rw") ? MS_RDONLY : 0;
    int waits = has_word("supermin.template") && !wanted.shared && !has_word("supermin.overlay");
    make_directory(NEW_ROOT, 0755);
    if (wanted.shared) mount_shared_root(flags);
    else mount_disk(find_root(), waits ? MS_RDONLY : flags);
    if (waits) make_root_wait(flags);
    else make_root_writable();
}

/* Removes the initramfs's files, which hold memory. Other filesystems are left out by name. */
static void delete_tree(const char *path, int depth)
{
    struct directory directory;
    struct entry *entry;
    char child[512];
    if (!open_directory(&directory, path)) return;
    while ((entry = next_entry(&directory))) {
        join(child, sizeof child, path, "/", entry->name);
        if (entry->type != 4 /* DT_DIR */) remove_file(child, 0);
        else if (!equal(child, "/" NEW_ROOT) && !equal(child, "/" LAYER) && depth < 16) {
            delete_tree(child, depth + 1);
            remove_file(child, AT_REMOVEDIR);
        }
    }
}

/*
 * Our own files in an initramfs that holds the appliance itself. This is the root until change_root(); the appliance lies
 * around it.
 */
#define OWN_DIRECTORY "/.supermin"

/* The appliance's root directory; negative if it has to be mounted. */
static long outside = -1;

static void enter_own_directory(void)
{
    if (!exists(OWN_DIRECTORY "/init")) return;
    outside = open_file("/", O_RDONLY | O_DIRECTORY);
    if (outside < 0 || CALL(chroot, OWN_DIRECTORY, 0, 0, 0, 0) < 0 || CALL(chdir, "/", 0, 0, 0, 0) < 0)
        fail("the directory " OWN_DIRECTORY " cannot be entered");
}

static void leave_own_directory(void)
{
    if (CALL(fchdir, outside, 0, 0, 0, 0) < 0 || CALL(chroot, ".", 0, 0, 0, 0) < 0) fail("the root cannot be changed");
    close_file(outside);
    remove_file(OWN_DIRECTORY, AT_REMOVEDIR);
}

static void change_root(void)
{
    CALL(umount2, "/proc", MNT_DETACH, 0, 0, 0);
    CALL(umount2, "/sys", MNT_DETACH, 0, 0, 0);
    say("supermin: deleting initramfs files");
    delete_tree("/", 0);
    say("supermin: chroot");
    if (outside >= 0) {
        leave_own_directory();
        return;
    }
    long result = CALL(chdir, NEW_ROOT, 0, 0, 0, 0);
    if (result == 0) result = mount_on(".", "/", NULL, MS_MOVE, NULL);
    if (result == 0) result = CALL(chroot, ".", 0, 0, 0, 0);
    if (result == 0) result = CALL(chdir, "/", 0, 0, 0, 0);
    if (result < 0) fail("the root cannot be changed, error ", decimal(-result));
}

static void list_directory(const char *path)
{
    static struct directory directory;
    struct entry *entry;
    print("supermin: ", path, ":");
    if (!open_directory(&directory, path)) return;
    while ((entry = next_entry(&directory))) print("    ", entry->name, entry->type == 4 ? "/" : NULL);
}

/* Becomes the appliance's own init. */
static void run_appliance_init(char **environment)
{
    const char *init = option("init=");
    if (!init || !*init) init = "/init";
    char *arguments[] = { (char *)init, NULL };
    long result = CALL(execve, init, arguments, environment, 0, 0);
    list_directory("/");
    list_directory("/bin");
    list_directory("/lib");
    list_directory("/lib64");
    fail(init, ": cannot be executed, error ", decimal(-result));
}
