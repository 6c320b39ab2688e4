/* Bytes, strings, numbers and memory. */
#pragma once
#include "kernel.h"

/* The compiler calls these by name; the attribute keeps it from turning their loops into calls to themselves. */
#define KEEP_LOOP __attribute__((optimize("no-tree-loop-distribute-patterns"), used))

/* Eight bytes wherever they are: an emulated processor takes as long for one. */
struct word {
    u64 value;
} __attribute__((packed, may_alias));

KEEP_LOOP void *memcpy(void *to, const void *from, size_t length)
{
    size_t i = 0;
    for (; i + 8 <= length; i += 8) *(struct word *)((u8 *)to + i) = *(const struct word *)((const u8 *)from + i);
    for (; i < length; i++) ((u8 *)to)[i] = ((const u8 *)from)[i];
    return to;
}

KEEP_LOOP void *memset(void *to, int value, size_t length)
{
    for (size_t i = 0; i < length; i++) ((u8 *)to)[i] = value;
    return to;
}

KEEP_LOOP int memcmp(const void *a, const void *b, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((const u8 *)a)[i] != ((const u8 *)b)[i]) return ((const u8 *)a)[i] - ((const u8 *)b)[i];
    return 0;
}

KEEP_LOOP static size_t string_length(const char *s)
{
    size_t length = 0;
    while (s[length]) length++;
    return length;
}

static int equal(const char *a, const char *b)
{
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

static int before(const char *a, const char *b)
{
    while (*a && *a == *b) a++, b++;
    return (u8)*a < (u8)*b;
}

/* What follows `prefix` in `s`, or NULL. */
static char *after(const char *s, const char *prefix)
{
    while (*prefix)
        if (*s++ != *prefix++) return NULL;
    return (char *)s;
}

static int is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static u32 get32(const u8 *p) { return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24; }

static void put32(u8 *p, u32 value)
{
    for (int i = 0; i < 4; i++) p[i] = value >> 8 * i;
}

/* Memory that is never given back; NULL when there is none. */
static void *allocate(size_t length)
{
    static long top;
    if (!top) top = CALL(brk, 0, 0, 0, 0, 0);
    long start = (top + 15) & ~15L, end = start + (long)length;
    if (end < start || CALL(brk, end, 0, 0, 0, 0) != end) return NULL;
    top = end;
    return (void *)start;
}

/* Strings as one argument: a list that ends with NULL. So a message is written like printf's, but its parts need no format. */
#define STRINGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Joins strings into `to` and cuts what does not fit; `to` is always terminated. */
#define join(to, size, ...) join_strings(to, size, STRINGS(__VA_ARGS__))

static char *join_strings(char *to, size_t size, const char *const *parts)
{
    size_t n = 0;
    for (; *parts; parts++)
        for (const char *s = *parts; *s && n + 1 < size; s++) to[n++] = *s;
    to[n] = 0;
    return to;
}

/* Optimized for speed, a division by 10 is a multiplication: armv7 has no instruction for it, and we no library. */
__attribute__((optimize("O2"))) static const char *decimal(unsigned long value)
{
    static char ring[8][24];
    static int next;
    char *text = ring[next++ & 7] + sizeof ring[0] - 1;
    do *--text = '0' + value % 10;
    while (value /= 10);
    return text;
}

static unsigned long parse_decimal(const char *s)
{
    unsigned long value = 0;
    while (*s >= '0' && *s <= '9') value = value * 10 + (*s++ - '0');
    return value;
}

/* Matches `*`, `?` and `[set]`: the patterns of module aliases. */
static int matches(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL;
    for (;;) {
        if (*pattern == '*') {
            star = ++pattern;
            resume = text;
        } else if (!*text) {
            return !*pattern;
        } else {
            int hit = *pattern == '?' || *pattern == *text;
            const char *next = pattern + 1;
            if (*pattern == '[') {
                for (hit = 0; *next && *next != ']'; next++) {
                    if (next[1] == '-' && next[2] && next[2] != ']') {
                        hit |= *text >= *next && *text <= next[2];
                        next += 2;
                    } else {
                        hit |= *text == *next;
                    }
                }
                next += *next == ']';
            }
            if (hit && *pattern) pattern = next, text++;
            else if (star) pattern = star, text = ++resume;
            else return 0;
        }
    }
}
