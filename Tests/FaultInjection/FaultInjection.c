// Stands between a program and the C library, so that a test can make a call fail, or end the program there.
// It is preloaded (LD_PRELOAD) and told by the environment what to do; the header has the variables.
// Glibc's own calls, such as those of opendir, do not come by here, nor do stores into mapped memory.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum action { NOTHING, FAIL, SHORTEN, KILL_BEFORE, KILL_MIDWAY, KILL_AFTER };

static struct {
    int is_active;
    const char *calls, *path, *trace;
    enum action action;
    int error;
    long at;
    int is_lasting;
} plan;

static atomic_long count;

static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static enum action action_named(const char *name) {
    static const char *const names[] = {"", "fail", "shorten", "kill-before", "kill-midway", "kill-after"};
    for (int index = 1; name && index <= KILL_AFTER; index++)
        if (!strcmp(name, names[index])) return (enum action)index;
    return NOTHING;
}

__attribute__((constructor)) static void read_plan(void) {
    const char *program = variable("FAULT_PROGRAM"), *error = variable("FAULT_ERROR"), *at = variable("FAULT_AT");
    plan.calls = variable("FAULT_CALLS");
    plan.path = variable("FAULT_PATH");
    plan.trace = variable("FAULT_TRACE");
    plan.action = action_named(variable("FAULT_ACTION"));
    plan.error = error ? atoi(error) : EIO;
    plan.at = at ? atol(at) : 1;
    plan.is_lasting = variable("FAULT_LASTING") != NULL;
    // The shell that starts the program and the programs that it starts inherit the environment.
    plan.is_active = !program || !strcmp(program, program_invocation_short_name);
}

static _Noreturn void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int is_listed(const char *call) {
    if (!plan.calls) return 1;
    size_t length = strlen(call);
    for (const char *found = plan.calls; (found = strstr(found, call)); found += length) {
        int begins = found == plan.calls || found[-1] == ',';
        if (begins && (found[length] == ',' || !found[length])) return 1;
    }
    return 0;
}

// By system calls, which nothing intercepts.
static void record(long number, const char *call, const char *path) {
    char line[PATH_MAX + 64];
    int file = (int)syscall(SYS_openat, AT_FDCWD, plan.trace, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    int length = snprintf(line, sizeof line, "%ld %s %s\n", number, call, path);
    if (length > 0) syscall(SYS_write, file, line, length < (int)sizeof line ? (size_t)length : sizeof line - 1);
    syscall(SYS_close, file);
}

// Counts a call that the plan is about, and tells what is to happen at it.
static enum action judge(const char *call, const char *path, const char *other) {
    if (!plan.is_active || !path || !is_listed(call)) return NOTHING;
    if (plan.path && !strstr(path, plan.path) && !(other && strstr(other, plan.path))) return NOTHING;
    int saved = errno;
    long number = atomic_fetch_add(&count, 1) + 1;
    if (plan.trace) record(number, call, other ? other : path);
    errno = saved;
    enum action action = number == plan.at || (plan.is_lasting && number > plan.at) ? plan.action : NOTHING;
    if (action == KILL_BEFORE) die();
    return action;
}

static enum action judge_file(const char *call, int file) {
    char link[32], path[PATH_MAX + 1];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX);
    errno = saved;
    if (length < 0) return NOTHING;
    path[length] = 0;
    return judge(call, path, NULL);
}

static int fail(void) {
    errno = plan.error;
    return -1;
}

// What is left to do once the real call returned.
static ssize_t finish(enum action action, ssize_t result) {
    if (action == KILL_MIDWAY || action == KILL_AFTER) die();
    return result;
}

static size_t part(enum action action, size_t size) {
    return action == SHORTEN || action == KILL_MIDWAY ? (size + 1) / 2 : size;
}

// The function that would have been called without us.
#define REAL(name)                                                                                                     \
    static __typeof__(&name) real;                                                                                     \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define CALL(action, call) ((action) == FAIL ? fail() : finish((action), (call)))

#define MODE(mode, flags)                                                                                              \
    mode_t mode = 0;                                                                                                   \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                                           \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        mode = va_arg(list, mode_t);                                                                                   \
        va_end(list);                                                                                                  \
    }

#define DEFINE_OPEN(name)                                                                                              \
    int name(const char *path, int flags, ...) {                                                                       \
        REAL(name);                                                                                                    \
        MODE(mode, flags)                                                                                              \
        enum action action = judge("open", path, NULL);                                                                \
        return (int)CALL(action, real(path, flags, mode));                                                             \
    }

#define DEFINE_OPENAT(name)                                                                                            \
    int name(int folder, const char *path, int flags, ...) {                                                           \
        REAL(name);                                                                                                    \
        MODE(mode, flags)                                                                                              \
        enum action action = judge("open", path, NULL);                                                                \
        return (int)CALL(action, real(folder, path, flags, mode));                                                     \
    }

#define DEFINE_PWRITE(name, offset_type)                                                                               \
    ssize_t name(int file, const void *bytes, size_t size, offset_type offset) {                                       \
        REAL(name);                                                                                                    \
        enum action action = judge_file("pwrite", file);                                                               \
        return CALL(action, real(file, bytes, part(action, size), offset));                                            \
    }

#define DEFINE_FTRUNCATE(name, offset_type)                                                                            \
    int name(int file, offset_type size) {                                                                             \
        REAL(name);                                                                                                    \
        enum action action = judge_file("ftruncate", file);                                                            \
        return (int)CALL(action, real(file, size));                                                                    \
    }

#define DEFINE_SYNC(name)                                                                                              \
    int name(int file) {                                                                                               \
        REAL(name);                                                                                                    \
        enum action action = judge_file(#name, file);                                                                  \
        return (int)CALL(action, real(file));                                                                          \
    }

#define DEFINE_MOVE(name)                                                                                              \
    int name(const char *from, const char *to) {                                                                       \
        REAL(name);                                                                                                    \
        enum action action = judge(#name, from, to);                                                                   \
        return (int)CALL(action, real(from, to));                                                                      \
    }

DEFINE_OPEN(open)
DEFINE_OPEN(open64)
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)
DEFINE_PWRITE(pwrite, off_t)
DEFINE_PWRITE(pwrite64, off64_t)
DEFINE_FTRUNCATE(ftruncate, off_t)
DEFINE_FTRUNCATE(ftruncate64, off64_t)
DEFINE_SYNC(fsync)
DEFINE_SYNC(fdatasync)
DEFINE_SYNC(syncfs)
DEFINE_MOVE(rename)
DEFINE_MOVE(link)

ssize_t write(int file, const void *bytes, size_t size) {
    REAL(write);
    enum action action = judge_file("write", file);
    return CALL(action, real(file, bytes, part(action, size)));
}

int unlink(const char *path) {
    REAL(unlink);
    enum action action = judge("unlink", path, NULL);
    return (int)CALL(action, real(path));
}
