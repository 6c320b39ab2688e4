/*
 * The network of a job: `lo` always, so that localhost answers. With `supermin.net` there is QEMU's user network as well, whose
 * addresses are always the same: no program of the appliance is needed for it.
 */
#pragma once
#include "setup.h"

/* Milliseconds until the card is there. */
#define NETWORK_PATIENCE 5000

#define CARD "eth0"

/* struct sockaddr_in */
struct address {
    u16 family, port;
    u8 bytes[4], unused[8];
};

#define IPV4(a, b, c, d) ((struct address){ .family = 2 /* AF_INET */, .bytes = { a, b, c, d } })

/* struct ifreq */
struct interface {
    char name[16];
    union {
        struct address address;
        short flags;
        u8 unused[24];
    };
};

/* struct rtentry */
struct route {
    unsigned long unused;
    struct address to, gateway, mask;
    u16 flags;
    short unused2;
    unsigned long unused3;
    void *unused4;
    short metric;
    char *device;
    unsigned long mtu, window;
    u16 rtt;
};

enum { INTERFACE_UP = 0x41 /* up, running */, ROUTE_UP_GATEWAY = 3 };

/* Where QEMU's user network has the guest, the way out, and the name server. */
static const struct address own = IPV4(10, 0, 2, 15), mask = IPV4(255, 255, 255, 0), gateway = IPV4(10, 0, 2, 2);
#define NAME_SERVER "nameserver 10.0.2.3\n"

static long bring_up(long fd, const char *name)
{
    struct interface interface = { .flags = INTERFACE_UP };
    join(interface.name, sizeof interface.name, name);
    return control(fd, SIOCSIFFLAGS, &interface);
}

static long set_address(long fd, unsigned long request, const struct address *address)
{
    struct interface interface = { .name = CARD, .address = *address };
    return control(fd, request, &interface);
}

/* The card's driver is loaded like a disk's: when the card is seen. */
static void wait_for_card(void)
{
    for (long began = uptime(); !exists("/sys/class/net/" CARD); pause_milliseconds(2)) {
        if (uptime() - began > NETWORK_PATIENCE) fail("the guest's kernel finds no network card");
        load_modules_for_devices();
    }
}

static void join_user_network(long fd)
{
    struct route route = { .to = IPV4(0, 0, 0, 0), .gateway = gateway, .mask = IPV4(0, 0, 0, 0), .flags = ROUTE_UP_GATEWAY };
    wait_for_card();
    long result = set_address(fd, SIOCSIFADDR, &own);
    if (result == 0) result = set_address(fd, SIOCSIFNETMASK, &mask);
    if (result == 0) result = bring_up(fd, CARD);
    if (result == 0) result = control(fd, SIOCADDRT, &route);
    if (result < 0) fail("the network cannot be set up, error ", decimal(-result));
}

static void set_up_network(void)
{
    long fd = CALL(socket, 2 /* AF_INET */, 2 /* SOCK_DGRAM; 2 on all of our architectures */, 0, 0, 0);
    if (fd < 0) return;
    bring_up(fd, "lo");
    if (has_word("supermin.net")) join_user_network(fd);
    close_file(fd);
}

/* In the root, which is a snapshot. */
static void write_network_files(void)
{
    make_directory("/etc", 0755);
    if (!exists("/etc/hosts")) write_new_file("/etc/hosts", LOCALHOST);
    if (has_word("supermin.net")) write_new_file("/etc/resolv.conf", NAME_SERVER);
}
