/* Who a job runs as: a name or numbers, looked up in the guest's own /etc/passwd and /etc/group. In the job's process. */
#pragma once
#include "frames.h"

#define MOST_GROUPS 256

struct user {
    u32 uid, gid;
    const char *name, *home; /* NULL if the guest does not know them */
    int group_count;
    u32 groups[MOST_GROUPS];
};

/* All of a file, terminated; empty if it cannot be read. */
static char *read_whole(const char *path)
{
    long fd = open_file(path, O_RDONLY), end = CALL(lseek, fd, 0, 2 /* SEEK_END */, 0, 0);
    char *text = end < 0 ? NULL : allocate(end + 1);
    close_file(fd);
    if (!text) return "";
    if (read_text(path, text, end + 1) < 0) return "";
    return text;
}

/* Takes one line off `*text` and splits it at its first colons, in place. False at the end. */
static int next_record(char **text, char **fields, int count)
{
    char *s = *text;
    if (!*s) return 0;
    for (int i = 0; i < count; i++) fields[i] = NULL;
    fields[0] = s;
    for (int i = 1; *s && *s != '\n'; s++)
        if (*s == ':' && i < count) {
            *s = 0;
            fields[i++] = s + 1;
        }
    *text = *s ? s + 1 : s;
    *s = 0;
    for (int i = 0; i < count; i++)
        if (!fields[i]) fields[i] = s;
    return 1;
}

/* Whether it is a number that a uid can be: the last one stands for none. */
static int parse_id(const char *text, u32 *id)
{
    u64 value = 0;
    if (!*text || string_length(text) > 10) return 0;
    for (const char *s = text; *s; s++) {
        if (*s < '0' || *s > '9') return 0;
        value = value * 10 + (*s - '0');
    }
    *id = value;
    return value < 0xffffffff;
}

static int is_member(char *list, const char *name)
{
    size_t length = string_length(name);
    for (char *s = list; *s; s++) {
        const char *rest = (s == list || s[-1] == ',') ? after(s, name) : NULL;
        if (rest && rest == s + length && (!*rest || *rest == ',')) return 1;
    }
    return 0;
}

/* Fills `gid` from a group's name or number. */
static int find_group(const char *wanted, u32 *gid)
{
    char *text = read_whole("/etc/group"), *fields[4];
    while (next_record(&text, fields, LENGTH(fields)))
        if (equal(fields[0], wanted)) return parse_id(fields[2], gid);
    return parse_id(wanted, gid);
}

static void find_groups(struct user *user)
{
    char *text = read_whole("/etc/group"), *fields[4];
    u32 gid;
    user->groups[0] = user->gid;
    user->group_count = 1;
    if (!user->name) return;
    while (user->group_count < MOST_GROUPS && next_record(&text, fields, LENGTH(fields)))
        if (is_member(fields[3], user->name) && parse_id(fields[2], &gid) && gid != user->gid)
            user->groups[user->group_count++] = gid;
}

/* Looks up NAME|UID[:GROUP|GID]. What is wrong with it, or NULL. A uid that the guest does not know has the gid of its number. */
static const char *find_user(char *wanted, struct user *user)
{
    char *text = read_whole("/etc/passwd"), *fields[7], *group = wanted;
    int found = 0, is_number = 0;
    while (*group && *group != ':') group++;
    if (*group) *group++ = 0;
    else group = NULL;
    u32 number = 0, uid;
    is_number = parse_id(wanted, &number);
    while (!found && next_record(&text, fields, LENGTH(fields))) {
        if (!equal(fields[0], wanted) && !(is_number && parse_id(fields[2], &uid) && uid == number)) continue;
        if (!parse_id(fields[2], &user->uid) || !parse_id(fields[3], &user->gid)) continue;
        user->name = fields[0];
        user->home = fields[5];
        found = 1;
    }
    if (!found && !is_number) return "no such user in the appliance";
    if (!found) user->uid = user->gid = number;
    if (group && !find_group(group, &user->gid)) return "no such group in the appliance";
    find_groups(user);
    return NULL;
}

/* Where numbers of users once had 16 bits, the calls with 32 have names of their own. */
#ifdef __NR_setresuid32
#define SET_GROUPS(count, list) CALL(setgroups32, count, list, 0, 0, 0)
#define SET_GID(id) CALL(setresgid32, id, id, id, 0, 0)
#define SET_UID(id) CALL(setresuid32, id, id, id, 0, 0)
#define CHANGE_OWNER(fd, uid, gid) CALL(fchown32, fd, uid, gid, 0, 0)
#else
#define SET_GROUPS(count, list) CALL(setgroups, count, list, 0, 0, 0)
#define SET_GID(id) CALL(setresgid, id, id, id, 0, 0)
#define SET_UID(id) CALL(setresuid, id, id, id, 0, 0)
#define CHANGE_OWNER(fd, uid, gid) CALL(fchown, fd, uid, gid, 0, 0)
#endif

/* Becomes the user. The streams become the user's, so that /dev/stdout and /dev/tty can be opened. */
static int become_user(const struct user *user)
{
    for (int i = 0; i < 3; i++) CHANGE_OWNER(i, user->uid, -1);
    return SET_GROUPS(user->group_count, user->groups) == 0 && SET_GID(user->gid) == 0 && SET_UID(user->uid) == 0;
}
