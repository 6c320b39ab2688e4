/*
 * A process 1 without libc, for x86_64: says what it finds on the console and ends the machine.
 *
 *     cc -static -nostdlib -ffreestanding -O2 -fno-stack-protector -o init init.c
 */

static long call(long number, long a, long b, long c, long d) {
  register long r10 __asm__("r10") = d;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
                   : "rcx", "r11", "memory");
  return result;
}

enum { READ = 0, WRITE = 1, OPEN = 2, STAT = 4, LSTAT = 6, IOCTL = 16, REBOOT = 169, FINIT_MODULE = 313 };

static void say(const char *text) {
  long length = 0;
  while (text[length]) length++;
  call(WRITE, 1, (long)text, length, 0);
}

/* The fields of struct stat that are looked at: st_nlink and st_mode. */
static void check(const char *what, const char *path, unsigned mode, unsigned long links) {
  unsigned long status[18];
  long failed = call(LSTAT, (long)path, (long)status, 0, 0);
  unsigned found = ((unsigned *)status)[6];
  say(what);
  say(!failed && found == mode && (!links || status[2] == links) ? ": yes\n" : ": no\n");
}

void _start(void) {
  char text[64];
  say("init: this is the appliance\n");
  check("directory", "/usr/closed", 0040500, 0);
  check("program", "/usr/bin/tool", 0104755, 2);
  check("hard link", "/usr/bin/other", 0104755, 2);
  check("link", "/bin", 0120777, 0);
  check("device", "/dev/null", 0020666, 0);
  check("fifo", "/pipe", 0010622, 0);
  long fd = call(OPEN, (long) "/bin/other", 0, 0, 0);
  long length = call(READ, fd, (long)text, sizeof text, 0);
  say("content: ");
  if (length > 0) call(WRITE, 1, (long)text, length, 0);
  fd = call(OPEN, (long) "/module.ko", 0, 0, 0);
  if (fd >= 0) say(call(FINIT_MODULE, fd, (long) "", 0, 0) == 0 ? "module: yes\n" : "module: no\n");
  say("init: done\n");
  call(REBOOT, 0xfee1dead, 672274793, 0x4321fedc, 0);
  for (;;) {
  }
}
