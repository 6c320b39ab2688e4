/* What is said on the console, and the kernel's command line, which decides how much. */
#pragma once
#include "files.h"

static int quiet;

/* print: a line on the console; say: unless the kernel is quiet; fail: an error that ends the VM. */
#define print(...) print_strings(STRINGS(__VA_ARGS__))
#define say(...) (quiet ? (void)0 : print(__VA_ARGS__))
#define fail(...) fail_with(STRINGS(__VA_ARGS__))

static void print_strings(const char *const *parts)
{
    char line[1024];
    size_t length = string_length(join_strings(line, sizeof line - 1, parts));
    line[length++] = '\n';
    write_file(2, line, length);
}

static char command_line[65536];
static char *words[4096];
static int word_count;

/*
 * Splits the command line as the kernel does: blanks separate, double quotes (anywhere in a word) protect
 * them and are dropped, what follows `--` is not for us.
 */
static void parse_command_line(void)
{
    char *to = command_line, *from = command_line;
    if (read_text("/proc/cmdline", command_line, sizeof command_line) < 0) return;
    while (word_count < (int)LENGTH(words)) {
        while (is_space(*from)) from++;
        if (!*from) return;
        char *word = to;
        int quoted = 0, end;
        for (; *from && (quoted || !is_space(*from)); from++) {
            if (*from == '"') quoted = !quoted;
            else *to++ = *from;
        }
        end = !*from++;
        *to++ = 0;
        if (equal(word, "--")) return;
        words[word_count++] = word;
        if (end) return;
    }
}

/* The value of the last `NAME=value`; `prefix` holds the equals sign. */
static const char *option(const char *prefix)
{
    for (int i = word_count - 1; i >= 0; i--) {
        const char *value = after(words[i], prefix);
        if (value) return value;
    }
    return NULL;
}

/* The place of the last `word` on the command line, counted from 1; 0 if it is not there. */
static int has_word(const char *word)
{
    for (int i = word_count - 1; i >= 0; i--)
        if (equal(words[i], word)) return i + 1;
    return 0;
}

static void end_machine(u32 command)
{
    CALL(reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, command, 0, 0);
    leave(1);
}

/* Set while a host waits for a job's status: it is told, too, why there will be none. */
static void (*tell_host)(int status, const char *text);

/* Says why and ends the VM: a panic is what the user asked for with `panic=`, and would hang without. */
static void fail_with(const char *const *parts)
{
    char text[512];
    print("supermin: error: ", join_strings(text, sizeof text, parts));
    if (tell_host) tell_host(125, text);
    pause_milliseconds(200);             /* the console's last characters */
    int ours = has_word("supermin.run"); /* then QEMU was told not to reboot */
    if (option("panic=") && !ours) leave(1);
    end_machine(ours ? LINUX_REBOOT_CMD_RESTART : LINUX_REBOOT_CMD_POWER_OFF);
}
