/* Names that are known without a name server: in /etc/hosts of the root, which is a snapshot. */
#pragma once
#include "files.h"

#define LOCALHOST "127.0.0.1 localhost\n::1 localhost\n"

static void write_new_file(const char *path, const char *text)
{
    remove_file(path, 0);
    long fd = open_at(AT_FDCWD, path, O_WRONLY | O_CREAT, 0644);
    if (fd >= 0) write_file(fd, text, string_length(text));
    close_file(fd);
}

/* Whether a word of the text is this one. */
static int has_name(const char *text, const char *name)
{
    while (*text) {
        while (is_space(*text)) text++;
        const char *rest = after(text, name);
        if (rest && (!*rest || is_space(*rest))) return 1;
        while (*text && !is_space(*text)) text++;
    }
    return 0;
}

/*
 * Programs look up the name of their own machine, and would wait for a name server that does not know it. Called before directories
 * of the host are mounted, one of which may lie over /etc.
 */
static void add_own_name(const char *name)
{
    static char hosts[16384];
    long length = read_text("/etc/hosts", hosts, sizeof hosts);
    if (length < 0 || has_name(hosts, name)) return;
    long fd = open_at(AT_FDCWD, "/etc/hosts", O_WRONLY | O_APPEND | O_NOFOLLOW, 0);
    if (fd < 0) return;
    if (length > 0 && hosts[length - 1] != '\n') write_file(fd, "\n", 1);
    /* The address that Debian gives to a machine's own name. */
    write_file(fd, "127.0.1.1 ", 10);
    write_file(fd, name, string_length(name));
    write_file(fd, "\n", 1);
    close_file(fd);
}
