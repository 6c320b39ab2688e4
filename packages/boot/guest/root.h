/* The root: which block device holds it, waiting for it, mounting it, changing to it. */
#pragma once
#include "modules.h"

#define ROOT_DEVICE "/dev/root"
#define NEW_ROOT "/root"

struct wanted_root {
    const char *text; /* as on the command line */
    const char *name; /* NAME of /dev/NAME; sysfs spells a `/` in it as `!` */
    const char *label;
    u8 uuid[16];
};

static struct wanted_root wanted;

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

static void parse_root(void)
{
    const char *value, *s;
    wanted.text = option("root=");
    if (!wanted.text) fail("missing root= parameter on the command line");
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

/* Where an ext superblock is on a disk, and fields of it, in bytes from its start. */
enum { SUPERBLOCK_AT = 1024, SUPERBLOCK_MAGIC = 56, SUPERBLOCK_UUID = 104, SUPERBLOCK_LABEL = 120 };

/* The superblock of the ext2, ext3 or ext4 filesystem on the block device with this number; NULL if there is none. */
static const u8 *read_superblock(u32 number)
{
    static u8 superblock[1024];
    long fd, got = -1;
    if (make_device("/dev/probe", S_IFBLK, number) < 0) return NULL;
    fd = open_file("/dev/probe", O_RDONLY);
    if (fd >= 0) {
        if (seek(fd, SUPERBLOCK_AT) == SUPERBLOCK_AT) got = read_file(fd, superblock, sizeof superblock);
        close_file(fd);
    }
    remove_file("/dev/probe", 0);
    int is_ext = superblock[SUPERBLOCK_MAGIC] == 0x53 && superblock[SUPERBLOCK_MAGIC + 1] == 0xef;
    return got == sizeof superblock && is_ext ? superblock : NULL;
}

static int holds_uuid(u32 number, const u8 *uuid)
{
    const u8 *superblock = read_superblock(number);
    return superblock && memcmp(superblock + SUPERBLOCK_UUID, uuid, 16) == 0;
}

static int holds_wanted_root(u32 number)
{
    if (!wanted.label) return holds_uuid(number, wanted.uuid);
    const u8 *superblock = read_superblock(number);
    if (!superblock) return 0;
    const char *label = (const char *)superblock + SUPERBLOCK_LABEL;
    size_t length = string_length(wanted.label);
    return length && length <= 16 && memcmp(label, wanted.label, length) == 0 && (length == 16 || !label[length]);
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
        if (!holds_wanted_root(device_number(device))) continue;
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

/* ext4's driver serves ext2 where there is no driver of that name. */
static long try_mount(unsigned long flags, const char *data)
{
    long result = mount_on(ROOT_DEVICE, NEW_ROOT, "ext2", flags, data);
    return result == 0 ? 0 : mount_on(ROOT_DEVICE, NEW_ROOT, "ext4", flags, data);
}

static void mount_root(const char *name)
{
    const char *data = after(name, "pmem") ? "dax" : "";
    unsigned long flags = has_word("ro") > has_word("rw") ? MS_RDONLY : 0;
    say("supermin: mounting new root on " NEW_ROOT, *data ? " (dax)" : "");
    make_directory(NEW_ROOT, 0755);
    long result = try_mount(flags, data);
    /* A checksum module may be wanting that no device asks for. */
    if (result < 0 && load_all_modules()) result = try_mount(flags, data);
    if (result < 0 && *data) result = try_mount(flags, "");
    if (result == -EROFS || result == -EACCES) result = try_mount(MS_RDONLY, "");
    if (result < 0) fail("the root ", name, " cannot be mounted as ext2 or ext4, error ", decimal(-result));
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
        else if (!equal(child, "/" NEW_ROOT) && depth < 16) {
            delete_tree(child, depth + 1);
            remove_file(child, AT_REMOVEDIR);
        }
    }
}

static void change_root(void)
{
    CALL(umount2, "/proc", MNT_DETACH, 0, 0, 0);
    CALL(umount2, "/sys", MNT_DETACH, 0, 0, 0);
    say("supermin: deleting initramfs files");
    delete_tree("/", 0);
    say("supermin: chroot");
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
