/* Makes every sync of a program take longer, as on a slower disk. Loaded by LD_PRELOAD; the real sync is done as well.

   SLOW_SYNC_US tells a program by how many microseconds from its start; slow_sync() tells it anew. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static volatile int microseconds;

void slow_sync(int longer) { microseconds = longer; }

__attribute__((constructor)) static void begin(void)
{
    const char *told = getenv("SLOW_SYNC_US");
    microseconds = told ? atoi(told) : 0;
}

static int slowly(const char *name, int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (microseconds > 0)
        usleep((useconds_t)microseconds);
    return real(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
