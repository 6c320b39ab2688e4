/* Becoming the command. In the job's process, which ends with a status and a reason where that fails. */
#pragma once
#include "users.h"

/* Why a command does not run. The host knows these numbers. */
enum { OTHER = 0, NOT_FOUND, NOT_EXECUTABLE, NO_DIRECTORY, NO_USER };

/* What a job asks for. Valid until the next START: a job's process has a copy of all of the init's memory. */
static struct {
    char **arguments, **environment; /* NULL-terminated */
    char *directory, *user, *files;  /* what the init does itself with files, see work.h */
    int terminal;
    u16 window[4]; /* rows, columns, and two that are unused */
} wanted_job;

static char reason[LONGEST_TEXT];
static u32 reason_kind;

/* Keeps the reason, which is given in parts; the status is returned. */
#define cannot(kind, status, ...) cannot_run(kind, status, STRINGS(__VA_ARGS__))

static int cannot_run(u32 kind, int status, const char *const *parts)
{
    join_strings(reason, sizeof reason, parts);
    reason_kind = kind;
    return status;
}

/* Tries one file; says by the status that a shell gives what kept it from running, and 0 if it just is not there. */
static int try_execute(const char *path)
{
    long error = -CALL(execve, path, wanted_job.arguments, wanted_job.environment, 0, 0);
    if (error == ENOENT && !exists(path)) return 0;
    if (error == ENOTDIR) return 0;
    const char *why = error == EACCES    ? ": permission denied"
                      : error == ENOEXEC ? ": not a program of this architecture"
                      : error == ENOENT  ? ": its interpreter or dynamic loader is not in the appliance"
                                         : ": cannot be executed, error ";
    const char *number = error == EACCES || error == ENOEXEC || error == ENOENT ? NULL : decimal(error);
    return cannot(NOT_EXECUTABLE, 126, path, why, number);
}

static int execute_shell(void)
{
    static char *const shells[] = { "/bin/bash", "/usr/bin/bash", "/bin/sh", "/usr/bin/sh", "/bin/dash", "/bin/busybox" };
    static char *arguments[3];
    int status = 0, denied;
    wanted_job.arguments = arguments;
    for (size_t i = 0; i < LENGTH(shells); i++) {
        arguments[0] = shells[i];
        arguments[1] = equal(shells[i], "/bin/busybox") ? "sh" : NULL;
        if ((denied = try_execute(shells[i]))) status = denied;
    }
    return status ? status : cannot(NOT_FOUND, 127, "there is no shell in the appliance");
}

static const char *variable(const char *prefix)
{
    const char *value = NULL;
    for (char **entry = wanted_job.environment; *entry; entry++)
        if (after(*entry, prefix)) value = after(*entry, prefix);
    return value;
}

/* Becomes the command, found on the job's own PATH. Returns the status when that fails. */
static int execute(void)
{
    char path[4096], *name = wanted_job.arguments[0];
    int status = 0, denied;
    if (!name) return execute_shell();
    for (char *s = name; *s; s++)
        if (*s == '/') {
            status = try_execute(name);
            return status ? status : cannot(NOT_FOUND, 127, name, ": no such file in the appliance");
        }
    const char *search = variable("PATH=");
    if (!search) search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    for (; *name; search++) {
        size_t n = 0;
        while (*search && *search != ':' && n < 2048) path[n++] = *search++;
        join(path + n, sizeof path - n, n ? "/" : "./", name);
        if ((denied = try_execute(path))) status = denied;
        if (*search != ':') break;
    }
    return status ? status : cannot(NOT_FOUND, 127, name, ": command not found in the appliance");
}

/* The user's HOME, unless the job says another one. */
static void set_home(const char *home)
{
    if (variable("HOME=")) return;
    if (!home || *home != '/') home = "/";
    size_t size = string_length(home) + 6;
    char *text = allocate(size), **end = wanted_job.environment;
    if (!text) return;
    join(text, size, "HOME=", home);
    while (*end) end++;
    *end++ = text; /* take_job() has left room for one more */
    *end = NULL;
}

static int enter_user(void)
{
    static struct user user;
    char text[256]; /* as it was: find_user() takes it apart */
    join(text, sizeof text, wanted_job.user);
    const char *wrong = find_user(wanted_job.user, &user);
    if (!wrong) {
        set_home(user.home);
        if (become_user(&user)) return 0;
        wrong = "the kernel does not let the job become this user";
    }
    return cannot(NO_USER, 125, "user ", text, ": ", wrong);
}

/* Takes a job from the payload of a START. Its strings stay there. */
static void take_job(u8 *fields, u32 length)
{
    static char **room;
    static size_t room_size;
    size_t needed = 2 * (length / 9 + 3) * sizeof(char *);
    if (needed > room_size) {
        for (room_size = 65536; room_size < needed;) room_size *= 2;
        room = allocate(room_size);
    }
    if (!room) fail("no memory for the job");
    memset(&wanted_job, 0, sizeof wanted_job);
    char **argument = wanted_job.arguments = room, **entry = wanted_job.environment = room + length / 9 + 3, *value;
    u32 at = 0, size, kind;
    while ((kind = next_field(fields, length, &at, &value, &size))) {
        switch (kind) {
        case ARGUMENT: *argument++ = value; break;
        case ENVIRONMENT: *entry++ = value; break;
        case DIRECTORY: wanted_job.directory = value; break;
        case FILES: wanted_job.files = value; break;
        case USER: wanted_job.user = value; break;
        case TERMINAL:
            if (size < 8) fail("the host sent a damaged frame");
            wanted_job.terminal = 1;
            wanted_job.window[0] = get32((u8 *)value);
            wanted_job.window[1] = get32((u8 *)value + 4);
            break;
        }
    }
    *argument = *entry = NULL;
}
