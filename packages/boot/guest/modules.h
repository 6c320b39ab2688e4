/*
 * Kernel modules.
 *
 * The initrd brings more drivers than any one machine has, and each costs 10 to 100 ms in an emulated guest.
 * So a module is loaded when an alias of it fits a device that is there (first the bus, then what
 * appears on it), and all of them only when that does not lead to a root.
 */
#pragma once
#include "console.h"
#include "ide.h"

struct module {
    char *file;            /* virtio_blk.ko, as /modules lists it */
    char *info, *info_end; /* its .modinfo section: NUL-terminated `key=value` */
    char **aliases;        /* in there; to look for them again for each device would take longer than to load a driver */
    int alias_count, loaded;
};

static struct module modules[512];
static int module_count;

/* Reads the section `name` of an ELF file of this machine's own class; NULL when there is no sound one. */
static char *read_section(const char *path, const char *name, char **end)
{
#if __SIZEOF_POINTER__ == 8
    Elf64_Ehdr header;
    Elf64_Shdr *sections, *section;
#else
    Elf32_Ehdr header;
    Elf32_Shdr *sections, *section;
#endif
    static char names[32768];
    char *contents = NULL;
    long fd = open_file(path, O_RDONLY);
    if (fd < 0) return NULL;
    if (read_file(fd, &header, sizeof header) != sizeof header || memcmp(header.e_ident, "\177ELF", 4) != 0 ||
        header.e_shentsize != sizeof *sections || header.e_shstrndx >= header.e_shnum)
        goto out;
    size_t size = header.e_shnum * sizeof *sections;
    if (!(sections = allocate(size)) || seek(fd, header.e_shoff) < 0 || read_file(fd, sections, size) != (long)size) goto out;
    section = &sections[header.e_shstrndx];
    if (seek(fd, section->sh_offset) < 0) goto out;
    long got = read_file(fd, names, sizeof names - 1);
    if (got < 0) goto out;
    names[got] = 0;
    for (section = sections; section < sections + header.e_shnum; section++) {
        if (section->sh_name >= (size_t)got || !equal(names + section->sh_name, name)) continue;
        size = section->sh_size;
        if (size > 1 << 20 || !(contents = allocate(size + 1))) goto out;
        if (seek(fd, section->sh_offset) < 0 || read_file(fd, contents, size) != (long)size) contents = NULL;
        else contents[size] = 0, *end = contents + size;
        break;
    }
out:
    close_file(fd);
    return contents;
}

/* Steps through the values of one key of a module's information; start with `at` NULL. */
static char *next_value(const struct module *module, const char *key, char *at)
{
    char *s = at ? at + string_length(at) + 1 : module->info;
    for (; s && s < module->info_end; s += string_length(s) + 1) {
        char *value = after(s, key);
        if (value) return value;
    }
    return NULL;
}

/* Module names: `-` and `_` are one, and what follows the first dot is not part of it; a blank or comma ends `name`. */
static int names_module(const char *name, const struct module *module)
{
    const char *file = module->file;
    for (; *name && *name != ',' && !is_space(*name); name++, file++)
        if ((*name == '-' ? '_' : *name) != (*file == '-' ? '_' : *file)) return 0;
    return *file == '.';
}

static long insert_module(const char *path)
{
    long fd = open_file(path, O_RDONLY), result;
    if (fd < 0) return fd;
    size_t length = string_length(path);
    int compressed = length < 3 || !equal(path + length - 3, ".ko");
    result = CALL(finit_module, fd, "", compressed ? 4 /* MODULE_INIT_COMPRESSED_FILE */ : 0, 0, 0);
    close_file(fd);
    return result;
}

static void load_module(struct module *module);

/* Loads those that a list names by file name or, for soft dependencies, by alias. */
static void load_named(const char *list, int by_alias)
{
    while (*list) {
        for (struct module *m = modules; m < modules + module_count; m++) {
            int wanted = names_module(list, m);
            if (by_alias)
                for (int i = 0; !wanted && i < m->alias_count; i++) {
                    const char *rest = after(list, m->aliases[i]);
                    wanted = rest && (!*rest || is_space(*rest));
                }
            if (wanted) load_module(m);
        }
        while (*list && *list != ',' && !is_space(*list)) list++;
        while (*list == ',' || is_space(*list)) list++;
        if (after(list, "post:")) return;
    }
}

static void load_module(struct module *module)
{
    char path[512], *value = NULL;
    if (module->loaded) return;
    module->loaded = 1;
    if (module->info) {
        if ((value = next_value(module, "depends=", NULL))) load_named(value, 0);
        for (value = NULL; (value = next_value(module, "softdep=", value));) {
            const char *list = after(value, "pre: ");
            if (list) load_named(list, 1);
        }
    }
    say("supermin: internal insmod ", module->file);
    long result = insert_module(join(path, sizeof path, "/", module->file));
    /* EEXIST: part of this kernel; ENODEV: a driver without its hardware. */
    if (result < 0 && result != -EEXIST && result != -ENODEV)
        say("supermin: warning: ", module->file, ": not loaded, error ", decimal(-result));
}

static int load_all_modules(void)
{
    int loaded = 0;
    for (struct module *m = modules; m < modules + module_count; m++)
        if (!m->loaded) load_module(m), loaded++;
    return loaded;
}

/* Loads the modules whose aliases fit the device. */
static int load_for(const char *modalias)
{
    int loaded = 0;
    for (struct module *m = modules; m < modules + module_count; m++) {
        if (m->loaded) continue;
        for (int i = 0; i < m->alias_count; i++)
            if (matches(m->aliases[i], modalias)) {
                load_module(m);
                loaded++;
                break;
            }
    }
    return loaded;
}

/* Devices that have been looked at: the inodes of their links in sysfs, which no other one gets. */
static u64 known[2048];
static size_t known_count;

static int is_known(u64 inode)
{
    for (size_t i = 0; i < known_count; i++)
        if (known[i] == inode) return 1;
    return 0;
}

/* Drivers for every device of every bus; again while a driver makes new devices. */
static void load_modules_for_devices(void)
{
    static struct directory buses, devices;
    char path[300], name[600], alias[1024];
    struct entry *bus, *device;
    int loaded;
    do {
        loaded = 0;
        if (!open_directory(&buses, "/sys/bus")) return;
        while ((bus = next_entry(&buses))) {
            if (!open_directory(&devices, join(path, sizeof path, "/sys/bus/", bus->name, "/devices/"))) continue;
            while ((device = next_entry(&devices))) {
                if (is_known(device->inode)) continue;
                join(name, sizeof name, path, device->name);
                if (read_attribute(alias, sizeof alias, name, "/modalias")) {
                    if (is_bare_ide(name, alias)) continue; /* a slow drive may still answer: to be looked at again */
                    loaded += load_for(alias);
                }
                if (known_count < LENGTH(known)) known[known_count++] = device->inode;
            }
        }
    } while (loaded);
}

static int kernel_has_filesystem(const char *name)
{
    static char list[8192];
    char line[64];
    size_t length = string_length(join(line, sizeof line, "\t", name, "\n"));
    long size = read_text("/proc/filesystems", list, sizeof list);
    for (long i = 0; i + (long)length <= size; i++)
        if (memcmp(list + i, line, length) == 0) return 1;
    return 0;
}

static void find_aliases(struct module *module)
{
    int count = 0;
    char *alias;
    for (alias = NULL; (alias = next_value(module, "alias=", alias));) count++;
    if (!count || !(module->aliases = allocate(count * sizeof *module->aliases))) return;
    for (alias = NULL; (alias = next_value(module, "alias=", alias));) module->aliases[module->alias_count++] = alias;
}

/* Reads /modules, which lists them in an order that they can be loaded in. */
static void read_module_list(void)
{
    static char list[32768];
    char path[512];
    if (read_text("/modules", list, sizeof list) < 0) return;
    for (char *s = list; *s && module_count < (int)LENGTH(modules);) {
        struct module *module = &modules[module_count];
        module->file = s;
        while (*s && *s != '\n') s++;
        if (*s) *s++ = 0;
        if (!*module->file) continue;
        module->info = read_section(join(path, sizeof path, "/", module->file), ".modinfo", &module->info_end);
        find_aliases(module);
        module_count++;
    }
}

static int is_loaded(const char *name)
{
    for (struct module *m = modules; m < modules + module_count; m++)
        if (names_module(name, m)) return m->loaded;
    return 0;
}

static void load_initrd_modules(void)
{
    read_module_list();
    load_modules_for_devices();
    /* virtiofs is the driver of its device, 9p is not, and mount(2) finds no modprobe. */
    if (is_loaded("9pnet_virtio")) load_named("9p", 0);
    if (!kernel_has_filesystem("ext2") && !kernel_has_filesystem("ext4")) load_named("ext4 ext2", 0);
    /* What is restored from here may be given shared directories, and has no initrd any more. */
    if (has_word("supermin.template")) load_named("virtiofs 9p 9pnet_virtio", 0);
}

/*
 * Loads a module that stands in the appliance, by its own /lib/modules/VERSION/modules.dep:
 *     kernel/fs/9p/9p.ko: kernel/net/9p/9pnet.ko kernel/fs/netfs/netfs.ko
 */
static void load_from_root(const char *name)
{
    char directory[200], path[512], version[128], *list, *line, *end;
    if (!read_attribute(version, sizeof version, "/proc/sys/kernel/osrelease")) return;
    join(directory, sizeof directory, "/lib/modules/", version, "/");
    size_t size = 1 << 21;
    if (!(list = allocate(size)) || read_text(join(path, sizeof path, directory, "modules.dep"), list, size) < 0) return;
    for (line = list; *line; line = end + (*end == '\n')) {
        char *base = line, *s;
        for (end = line; *end && *end != '\n'; end++) {}
        for (s = line; s < end && *s != ':'; s++)
            if (*s == '/') base = s + 1;
        struct module module = { .file = base };
        if (!names_module(name, &module)) continue;
        /* Each after what it needs: dependencies stand behind, the deepest last. */
        for (s = end; s > line;) {
            char *stop = s;
            while (s > line && s[-1] != ' ') s--;
            *(stop > s && stop[-1] == ':' ? stop - 1 : stop) = 0;
            if (*s) insert_module(join(path, sizeof path, directory, s));
            while (s > line && s[-1] == ' ') s--;
        }
        return;
    }
}
