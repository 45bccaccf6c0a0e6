// Makes every sync this much slower, for a program it is preloaded into: a common disk for the bench.
//   cc -shared -fPIC -o slowsync.so slowsync.c -ldl;  SLOWSYNC_US=2000 LD_PRELOAD=./slowsync.so ...
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int slowly(const char *name, int file) {
  const char *text = getenv("SLOWSYNC_US");
  long wait = text ? atol(text) : 0;
  struct timespec time = {wait / 1000000, wait % 1000000 * 1000};
  nanosleep(&time, 0);
  int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return sync(file);
}
int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
