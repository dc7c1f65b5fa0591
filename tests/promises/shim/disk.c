/* Stands between a program and its disk: notes every change below one folder, and lets calls fail or kill at will.

   Loaded with LD_PRELOAD and steered through ctypes; __init__.py says what each disk_ function is for.
   Nothing below the folder is really synced: a sync takes as long as it is told to take, and is noted.

   A trace is a row of records, each `kind, file, offset, length` (little-endian, packed) and then `length` bytes:
     L  a life of the program begins, and files are numbered anew
     O  a file or folder was opened under the name in the bytes; offset is 1 where that made it
     W  the bytes were written at offset
     T  the file was cut or stretched to offset
     S  sync number `offset` began,  E  and ended,  F  and failed
     U  the name in the bytes was taken away
     M  the bytes are a mark of the program's own
   A change is noted right after it was made, under the lock, so the order of records is the order of things. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SYNC = 1, WRITE = 2, MOST_FILES = 65536 };
static const uint32_t FOLDER = 1u << 31;

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static char folder[4096];
static size_t folder_length;
static int trace = -1;
static uint32_t numbers[MOST_FILES], last_number;
static uint64_t last_sync;
static useconds_t sync_takes;

static struct { int calls, error, persistent; long left, struck; } fault;

struct header { uint8_t kind; uint32_t file; uint64_t offset; uint32_t length; } __attribute__((packed));

static void note(char kind, uint32_t file, uint64_t offset, const void *bytes, size_t length)
{
    struct header header = {(uint8_t)kind, file, offset, (uint32_t)length};
    struct iovec parts[2] = {{&header, sizeof header}, {(void *)bytes, length}};
    if (trace >= 0 && writev(trace, parts, 2) != (ssize_t)(sizeof header + length))
        abort();
}

/* Names are compared as they are given: whoever watches a folder gives its real path, as SQLite does. */
static const char *name_below(const char *path)
{
    if (!folder_length || strncmp(path, folder, folder_length) != 0)
        return NULL;
    if (path[folder_length] == '\0')
        return "";
    return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

static uint32_t number_of(int fd)
{
    return fd >= 0 && fd < MOST_FILES ? numbers[fd] : 0;
}

/* Returns the error this call is to meet, or 0. A full disk only stops a file from growing. */
static int strike(int call, int grows)
{
    if (!(fault.calls & call) || (fault.error == ENOSPC && !grows) || --fault.left > 0)
        return 0;
    if (fault.left < 0 && !fault.persistent)
        return 0;
    fault.struck++;
    if (!fault.error)
        kill(getpid(), SIGKILL);
    return fault.error;
}

int disk_watch(const char *path, const char *trace_path)
{
    folder_length = strlen(strncpy(folder, path, sizeof folder - 1));
    last_number = 0;
    if (trace >= 0)
        syscall(SYS_close, trace);
    trace = -1;
    if (trace_path && *trace_path) {
        trace = open(trace_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (trace < 0)
            return -1;
    }
    note('L', 0, 0, NULL, 0);
    return 0;
}

void disk_mark(const char *bytes, size_t length)
{
    pthread_mutex_lock(&door);
    note('M', 0, 0, bytes, length);
    pthread_mutex_unlock(&door);
}

void disk_syncs_take(unsigned microseconds)
{
    sync_takes = microseconds;
}

void disk_fail(int calls, long nth, int error, int persistent)
{
    pthread_mutex_lock(&door);
    fault.calls = calls, fault.left = nth, fault.error = error, fault.persistent = persistent, fault.struck = 0;
    pthread_mutex_unlock(&door);
}

long disk_struck(void)
{
    pthread_mutex_lock(&door);
    long struck = fault.struck;
    pthread_mutex_unlock(&door);
    return struck;
}

void disk_mend(void)
{
    pthread_mutex_lock(&door);
    fault.calls = 0;
    pthread_mutex_unlock(&door);
}

static int opened(int at, const char *path, int flags, mode_t mode)
{
    const char *name = name_below(path);
    if (!name)
        return (int)syscall(SYS_openat, at, path, flags, mode);
    pthread_mutex_lock(&door);
    int is_new = access(path, F_OK) != 0;
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= MOST_FILES)
        abort();
    if (fd >= 0) {
        numbers[fd] = ++last_number | (*name ? 0 : FOLDER);
        note('O', numbers[fd], (uint64_t)is_new, name, strlen(name));
        if (flags & O_TRUNC)
            note('T', numbers[fd], 0, NULL, 0);
    }
    pthread_mutex_unlock(&door);
    return fd;
}

#define MODE_OF(flags)                                                                                               \
    mode_t mode = 0;                                                                                                 \
    if (((flags) & O_CREAT) || ((flags) & O_TMPFILE) == O_TMPFILE) {                                                  \
        va_list rest;                                                                                                \
        va_start(rest, flags);                                                                                       \
        mode = va_arg(rest, mode_t);                                                                                 \
        va_end(rest);                                                                                                \
    }

int open(const char *path, int flags, ...) { MODE_OF(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_OF(flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags) return opened(at, path, flags, mode); }

int close(int fd)
{
    if (number_of(fd)) {
        pthread_mutex_lock(&door);
        numbers[fd] = 0;
        pthread_mutex_unlock(&door);
    }
    return (int)syscall(SYS_close, fd);
}

/* What fails may be half done: of a write that fails, the first half of the sectors is in the file. */
static ssize_t written(int fd, const void *bytes, size_t length, off_t offset)
{
    struct stat now;
    pthread_mutex_lock(&door);
    int grows = fstat(fd, &now) == 0 && offset + (off_t)length > now.st_size;
    int error = strike(WRITE, grows);
    size_t wanted = error ? length / 1024 * 512 : length;
    ssize_t done = wanted || !length ? syscall(SYS_pwrite64, fd, bytes, wanted, offset) : 0;
    if (done > 0)
        note('W', numbers[fd], (uint64_t)offset, bytes, (size_t)done);
    pthread_mutex_unlock(&door);
    if (!error)
        return done;
    errno = error;
    return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    return number_of(fd) ? written(fd, bytes, length, offset) : syscall(SYS_pwrite64, fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    return pwrite(fd, bytes, length, offset);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    if (!number_of(fd))
        return syscall(SYS_write, fd, bytes, length);
    ssize_t done = written(fd, bytes, length, lseek(fd, 0, SEEK_CUR));
    if (done > 0)
        lseek(fd, done, SEEK_CUR);
    return done;
}

int ftruncate(int fd, off_t length)
{
    if (!number_of(fd))
        return (int)syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&door);
    int failed = (int)syscall(SYS_ftruncate, fd, length);
    if (!failed)
        note('T', numbers[fd], (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&door);
    return failed;
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

static int unlinked(int at, const char *path, int flags)
{
    const char *name = name_below(path);
    if (!name)
        return (int)syscall(SYS_unlinkat, at, path, flags);
    pthread_mutex_lock(&door);
    int failed = (int)syscall(SYS_unlinkat, at, path, flags);
    if (!failed)
        note('U', 0, 0, name, strlen(name));
    pthread_mutex_unlock(&door);
    return failed;
}

int unlink(const char *path) { return unlinked(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return unlinked(at, path, flags); }

/* Syncs of folders do not fail: SQLite would take no notice, so nothing could be learned from it.
   The lock is free while a sync takes its time: what others write meanwhile may or may not be in it. */
static int synced(uint32_t file)
{
    pthread_mutex_lock(&door);
    uint64_t number = ++last_sync;
    note('S', file, number, NULL, 0);
    int error = file & FOLDER ? 0 : strike(SYNC, 1);
    pthread_mutex_unlock(&door);
    if (sync_takes)
        usleep(sync_takes);
    pthread_mutex_lock(&door);
    note(error ? 'F' : 'E', file, number, NULL, 0);
    pthread_mutex_unlock(&door);
    errno = error;
    return error ? -1 : 0;
}

int fsync(int fd) { return number_of(fd) ? synced(numbers[fd]) : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return number_of(fd) ? synced(numbers[fd]) : (int)syscall(SYS_fdatasync, fd); }
