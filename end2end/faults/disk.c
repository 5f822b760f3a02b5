/* Stands between a program and its disk, by LD_PRELOAD, and lets calls on the files of one database fail.
 *
 * The database's file is the one whose name ends with FAULTS_FILE; its log and index have "-wal" and "-shm" behind
 * that. The first bytes of the file FAULTS_CONTROL, which is mapped, say what fails now:
 *
 *   0  which files: 1 the database, 2 its log, 4 the log's index
 *   1  error number of writes, 2 of syncs, 3 of reads, 4 of opening for writing; 0 lets them work
 *   5  1: every other write writes one half only
 *   8  (four bytes, written here) how many calls were made to fail
 *  12  how long the text is that stands from 16 on: the program is killed before it writes anything that holds it
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { CONTROL_BYTES = 64, DESCRIPTORS = 65536 };
enum { FILES, WRITE, SYNC, READ, OPEN, SHORT, TEXT_LENGTH = 12, TEXT = 16 };

static volatile uint8_t *control;
static const char *file_name;
static uint8_t kind_of[DESCRIPTORS];
static uint8_t was_short[DESCRIPTORS];

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_CONTROL");
    file_name = getenv("FAULTS_FILE");
    if (!path || !file_name) return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *mapped = mmap(NULL, CONTROL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (mapped != MAP_FAILED) control = mapped;
}

static uint8_t kind_of_path(const char *path) {
    if (!control || !path) return 0;
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    size_t length = strlen(file_name);
    if (strncmp(name, file_name, length) != 0) return 0;
    const char *rest = name + length;
    if (*rest == 0) return 1;
    if (strcmp(rest, "-wal") == 0) return 2;
    if (strcmp(rest, "-shm") == 0) return 4;
    return 0;
}

/* The error number that a call on a file of this kind fails with, or 0. */
static int fault_of(uint8_t kind, int operation) {
    if (!control || !(kind & control[FILES]) || !control[operation]) return 0;
    atomic_fetch_add((_Atomic uint32_t *)(control + 8), 1);
    return control[operation];
}

static uint8_t kind_of_descriptor(int fd) {
    return fd >= 0 && fd < DESCRIPTORS ? kind_of[fd] : 0;
}

static int remember(int fd, uint8_t kind) {
    if (fd >= 0 && fd < DESCRIPTORS) kind_of[fd] = kind;
    return fd;
}

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        uint8_t kind = kind_of_path(path); \
        int writes = (flags & O_ACCMODE) != O_RDONLY; \
        int fault = writes ? fault_of(kind, OPEN) : 0; \
        if (fault) { \
            errno = fault; \
            return -1; \
        } \
        return remember(real(path, flags, mode), kind); \
    }
OPENING(open)
OPENING(open64)

int close(int fd) {
    REAL(close);
    remember(fd, 0);
    return real(fd);
}

/* SIGKILL just before a commit that is known by what it writes: nothing of it is in the log yet that counts. */
static void kill_before(int fd, const void *from, size_t bytes) {
    uint8_t kind = kind_of_descriptor(fd);
    if (!control || !(kind & control[FILES])) return;
    size_t length = control[TEXT_LENGTH];
    if (length == 0 || length > CONTROL_BYTES - TEXT) return;
    char text[CONTROL_BYTES];
    for (size_t i = 0; i < length; i++) text[i] = (char)control[TEXT + i];
    if (!memmem(from, bytes, text, length)) return;
    atomic_fetch_add((_Atomic uint32_t *)(control + 8), 1);
    kill(getpid(), SIGKILL);
}

/* How many of so many bytes may be written now; -1 with errno set when none. */
static ssize_t allowed(int fd, size_t bytes) {
    uint8_t kind = kind_of_descriptor(fd);
    if (!kind) return (ssize_t)bytes;
    if (control && (kind & control[FILES]) && control[SHORT] && bytes > 1 && !was_short[fd]) {
        was_short[fd] = 1;
        atomic_fetch_add((_Atomic uint32_t *)(control + 8), 1);
        return (ssize_t)(bytes / 2);
    }
    was_short[fd] = 0;
    int fault = fault_of(kind, WRITE);
    if (fault) {
        errno = fault;
        return -1;
    }
    return (ssize_t)bytes;
}

ssize_t write(int fd, const void *from, size_t bytes) {
    REAL(write);
    kill_before(fd, from, bytes);
    ssize_t now = allowed(fd, bytes);
    return now < 0 ? -1 : real(fd, from, (size_t)now);
}

#define WRITING(name, offset_type) \
    ssize_t name(int fd, const void *from, size_t bytes, offset_type at) { \
        REAL(name); \
        kill_before(fd, from, bytes); \
        ssize_t now = allowed(fd, bytes); \
        return now < 0 ? -1 : real(fd, from, (size_t)now, at); \
    }
WRITING(pwrite, off_t)
WRITING(pwrite64, off64_t)

#define FAILING(name, operation, parameters, arguments, result) \
    result name parameters { \
        REAL(name); \
        int fault = fault_of(kind_of_descriptor(fd), operation); \
        if (fault) { \
            errno = fault; \
            return -1; \
        } \
        return real arguments; \
    }
FAILING(read, READ, (int fd, void *into, size_t bytes), (fd, into, bytes), ssize_t)
FAILING(pread, READ, (int fd, void *into, size_t bytes, off_t at), (fd, into, bytes, at), ssize_t)
FAILING(pread64, READ, (int fd, void *into, size_t bytes, off64_t at), (fd, into, bytes, at), ssize_t)
FAILING(fsync, SYNC, (int fd), (fd), int)
FAILING(fdatasync, SYNC, (int fd), (fd), int)
FAILING(ftruncate, WRITE, (int fd, off_t length), (fd, length), int)
FAILING(ftruncate64, WRITE, (int fd, off64_t length), (fd, length), int)
