/*
 * IDE controllers with nothing on them.
 *
 * A PC has one in any case. Its drivers wait for drives long enough to be a tenth of an emulated boot, so the cables are
 * looked at first: what no drive is on needs no driver.
 */
#pragma once
#include "files.h"

#if defined(__x86_64__) || defined(__i386__)

/* Where ISA put the command blocks of the two cables; PCI calls that the compatibility mode. */
static const u16 IDE_PORTS[] = { 0x1f0, 0x170 };
enum { SECTOR_COUNT = 2, LBA_LOW = 3, DEVICE = 6, STATUS = 7, COMMAND_BLOCK = 8 };
enum { BUSY = 0x80, FLOATING = 0xff };

static void write_port(u16 port, u8 value) { __asm__ volatile("outb %0, %1" : : "a"(value), "d"(port)); }

static u8 read_port(u16 port)
{
    u8 value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "d"(port));
    return value;
}

/* Drives, also those that take disks out of themselves, keep what is written to these registers; a bare cable does not. */
static int has_drive(u16 ports)
{
    int found = 0;
    for (int drive = 1; drive >= 0; drive--) {
        write_port(ports + DEVICE, 0xa0 | drive << 4);
        u8 status = 0;
        /* The 400 ns that a drive may take to answer. */
        for (int reads = 0; reads < 4; reads++) status = read_port(ports + STATUS);
        if (status & BUSY && status != FLOATING) return 1;
        write_port(ports + SECTOR_COUNT, 0x55);
        write_port(ports + LBA_LOW, 0xaa);
        found |= read_port(ports + SECTOR_COUNT) == 0x55 && read_port(ports + LBA_LOW) == 0xaa;
    }
    return found;
}

static int may_use_port(u16 port) { return CALL(ioperm, port, COMMAND_BLOCK, 1, 0, 0) == 0; }

/* Whether it is an IDE controller in compatibility mode, without a driver or a drive. False if that cannot be told. */
static int is_bare_ide(const char *device, const char *modalias)
{
    char path[400];
    const char *mode = after(modalias, "pci:");
    while (mode && *mode && !after(mode, "bc01sc01i")) mode++;
    mode = mode ? after(mode, "bc01sc01i") : NULL;
    /* Its bits 0 and 2 tell of each cable that its ports are elsewhere. */
    if (!mode || hex_digit(mode[0]) < 0 || hex_digit(mode[1]) < 0 || hex_digit(mode[1]) & 5) return 0;
    if (exists(join(path, sizeof path, device, "/driver"))) return 0;
    for (size_t cable = 0; cable < LENGTH(IDE_PORTS); cable++)
        if (!may_use_port(IDE_PORTS[cable]) || has_drive(IDE_PORTS[cable])) return 0;
    return 1;
}

#else

static int is_bare_ide(const char *device, const char *modalias) { return (void)device, (void)modalias, 0; }

#endif
