/* The kernel's interface: how a process starts and makes system calls on each architecture, without a libc. */
#pragma once
#include <asm/fcntl.h>
#include <asm/ioctls.h>
#include <asm/poll.h>
#include <asm/termios.h>
#include <asm/unistd.h>
#include <linux/elf.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/reboot.h>
#include <linux/sockios.h>
#include <linux/stat.h>
#include <linux/wait.h>

#ifndef SUPERMIN_VERSION
#define SUPERMIN_VERSION "unknown"
#endif

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef __SIZE_TYPE__ size_t;

#define NULL ((void *)0)
#define MNT_DETACH 2 /* <sys/mount.h> has it, the kernel's headers do not */
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

void start(long *stack);

#if defined(__x86_64__)
__asm__(".globl _start\n_start: xor %ebp,%ebp\n mov %rsp,%rdi\n and $-16,%rsp\n call start\n");
static long system_call(long n, long a, long b, long c, long d, long e)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    return result;
}
#elif defined(__i386__)
__asm__(".globl _start\n_start: xor %ebp,%ebp\n mov %esp,%eax\n and $-16,%esp\n sub $12,%esp\n push %eax\n call start\n");
static long system_call(long n, long a, long b, long c, long d, long e)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
    return result;
}
#elif defined(__aarch64__)
__asm__(".globl _start\n_start: mov x29,#0\n mov x30,#0\n mov x0,sp\n and sp,x0,#-16\n bl start\n");
static long system_call(long n, long a, long b, long c, long d, long e)
{
    register long x8 __asm__("x8") = n;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}
#elif defined(__arm__)
__asm__(".arm\n.globl _start\n.type _start,%function\n_start: mov r0,sp\n bic sp,sp,#7\n bl start\n");
static long system_call(long n, long a, long b, long c, long d, long e)
{
    register long r7 __asm__("r7") = n;
    register long r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b;
    register long r2 __asm__("r2") = c;
    register long r3 __asm__("r3") = d;
    register long r4 __asm__("r4") = e;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4) : "memory");
    return r0;
}
#elif defined(__riscv) && __riscv_xlen == 64
__asm__(".globl _start\n_start: .option push\n.option norelax\n lla gp,__global_pointer$\n.option pop\n"
        " mv a0,sp\n andi sp,sp,-16\n call start\n");
static long system_call(long n, long a, long b, long c, long d, long e)
{
    register long a7 __asm__("a7") = n;
    register long a0 __asm__("a0") = a;
    register long a1 __asm__("a1") = b;
    register long a2 __asm__("a2") = c;
    register long a3 __asm__("a3") = d;
    register long a4 __asm__("a4") = e;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4) : "memory");
    return a0;
}
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
__asm__(".globl _start\n_start: lis 2,.TOC.@ha\n addi 2,2,.TOC.@l\n mr 3,1\n clrrdi 1,1,4\n"
        " li 0,0\n stdu 0,-64(1)\n bl start\n nop\n");
static long system_call(long n, long a, long b, long c, long d, long e)
{
    register long r0 __asm__("r0") = n;
    register long r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b;
    register long r5 __asm__("r5") = c;
    register long r6 __asm__("r6") = d;
    register long r7 __asm__("r7") = e;
    /* An error is told by the summary overflow bit, not by the sign. */
    __asm__ volatile("sc\n bns+ 1f\n neg 3,3\n1:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7)
                     :
                     : "cr0", "r8", "r9", "r10", "r11", "r12", "ctr", "memory");
    return r3;
}
#elif defined(__s390x__)
__asm__(".globl _start\n_start: lgr %r2,%r15\n aghi %r15,-160\n brasl %r14,start\n");
static long system_call(long n, long a, long b, long c, long d, long e)
{
    register long r1 __asm__("r1") = n;
    register long r2 __asm__("r2") = a;
    register long r3 __asm__("r3") = b;
    register long r4 __asm__("r4") = c;
    register long r5 __asm__("r5") = d;
    register long r6 __asm__("r6") = e;
    __asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6) : "memory");
    return r2;
}
#else
#error "this architecture is not supported by the guest init"
#endif

#define CALL(name, a, b, c, d, e) system_call(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))

/* Without O_LARGEFILE a 32-bit kernel refuses files from 2 GiB on. */
static long open_at(long parent, const char *name, int flags, int mode)
{
    return CALL(openat, parent, name, flags | O_CLOEXEC | O_LARGEFILE, mode, 0);
}

static long open_file(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0600); }
static long close_file(long fd) { return CALL(close, fd, 0, 0, 0, 0); }
static long read_file(long fd, void *to, size_t length) { return CALL(read, fd, to, length, 0, 0); }
static long write_file(long fd, const void *from, size_t length) { return CALL(write, fd, from, length, 0, 0); }
static long seek(long fd, long offset) { return CALL(lseek, fd, offset, 0, 0, 0); }
static long make_directory(const char *path, int mode) { return CALL(mkdirat, AT_FDCWD, path, mode, 0, 0); }
static long make_link(const char *target, const char *path) { return CALL(symlinkat, target, AT_FDCWD, path, 0, 0); }
static long remove_file(const char *path, int flags) { return CALL(unlinkat, AT_FDCWD, path, flags, 0, 0); }
static long mount_on(const char *source, const char *target, const char *type, unsigned long flags, const char *data)
{
    return CALL(mount, source, target, type, flags, data);
}
static long control(long fd, unsigned long request, void *argument) { return CALL(ioctl, fd, request, argument, 0, 0); }
static void leave(int status)
{
    for (;;) CALL(exit_group, status, 0, 0, 0, 0);
}

struct timespec {
    long seconds, nanoseconds;
};

static void pause_milliseconds(long milliseconds)
{
    struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    CALL(nanosleep, &time, 0, 0, 0, 0);
}

static long poll_files(struct pollfd *files, int count, long milliseconds)
{
    struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    return CALL(ppoll, files, count, milliseconds < 0 ? NULL : &time, 0, 8);
}

static long fork_process(void)
{
#ifdef __s390x__
    return CALL(clone, 0, 17 /* SIGCHLD */, 0, 0, 0);
#else
    return CALL(clone, 17 /* SIGCHLD */, 0, 0, 0, 0);
#endif
}

/* Milliseconds since the guest booted. */
static long uptime(void)
{
    struct timespec time = { 0, 0 };
    CALL(clock_gettime, 1 /* CLOCK_MONOTONIC */, &time, 0, 0, 0);
    return time.seconds * 1000 + time.nanoseconds / 1000000;
}
