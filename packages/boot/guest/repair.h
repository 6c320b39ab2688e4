/*
 * A VM that is restored from a saved one has that one's time and random numbers, as all others have that are restored from it. The host's
 * first frame mends both, before anything is run. One that was saved while it was worked in, and goes on, gets it for its clock.
 *
 *     REPAIR: u32 seconds (low, high) | u32 nanoseconds | u32 parts | u32 devices that it has been given | 32 bytes of random numbers
 */
#pragma once
#include "plugged.h"
#include <linux/random.h>

#define RANDOM_BYTES 32
#define REPAIR_LENGTH (20 + RANDOM_BYTES)

/* Parts. The boot ID is made when it is first read: before that it needs no repair. */
enum { BOOT_ID = 1 };

static void set_clock(const u8 *payload)
{
    struct timespec time = { (long)(get32(payload) | (u64)get32(payload + 4) << 32), (long)get32(payload + 8) };
    long result = CALL(clock_settime, 0 /* CLOCK_REALTIME */, &time, 0, 0, 0);
    if (result < 0) fail("the clock cannot be set, error ", decimal(-result));
}

static void mix_random_numbers(const u8 *bytes)
{
    struct {
        int bits, size;
        u8 bytes[RANDOM_BYTES];
    } entropy = { RANDOM_BYTES * 8, RANDOM_BYTES, {} };
    memcpy(entropy.bytes, bytes, RANDOM_BYTES);
    long fd = open_file("/dev/urandom", O_RDWR);
    long result = fd < 0 ? fd : control(fd, RNDADDENTROPY, &entropy);
    /* Without it the numbers of before would be used for up to a minute. */
    if (result == 0) result = control(fd, RNDRESEEDCRNG, NULL);
    close_file(fd);
    if (result < 0) fail("the random numbers cannot be renewed, error ", decimal(-result));
}

static void renew_boot_id(void)
{
    static const char file[] = "/run/.supermin-boot-id", place[] = "/proc/sys/kernel/random/boot_id";
    char text[64];
    if (read_text("/proc/sys/kernel/random/uuid", text, sizeof text) < 0) fail("there is no new boot ID");
    write_new_file(file, text);
    CALL(umount2, place, MNT_DETACH, 0, 0, 0);
    long result = mount_on(file, place, "", MS_BIND, "");
    if (result < 0) fail("the boot ID cannot be renewed, error ", decimal(-result));
}

static void repair(const u8 *payload, u32 length)
{
    if (length != REPAIR_LENGTH) fail("the host sent a damaged frame");
    set_clock(payload);
    complete(get32(payload + 16));
    mix_random_numbers(payload + 20);
    if (get32(payload + 12) & BOOT_ID) renew_boot_id();
    send_numbers(HELLO, PROTOCOL_VERSION, 0, 0, 0, NULL);
    send_numbers(READY, 0, 0, 0, 0, NULL);
}
