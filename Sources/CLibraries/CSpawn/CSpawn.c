// C, because Swift must not run between fork and exec, and posix_spawn cannot set limits.
#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Only calls that are safe after vfork: the child shares the parent's memory until it executes the program.
static void become(const struct spawn_request *request, int report) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    sigemptyset(&none);
    setsid();
    // Out of the way of 0, 1 and 2, in case the parent runs without some of them.
    int input = fcntl(request->input, F_DUPFD, 10);
    int output = fcntl(request->output, F_DUPFD, 10);
    int error = fcntl(request->error, F_DUPFD, 10);
    report = fcntl(report, F_DUPFD_CLOEXEC, 10);
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(error, 2) < 0) goto failed;
    // All but the three and the one that reports a failed exec, which exec closes.
    for (unsigned first = 3, last; first <= (unsigned)report; first = last + 2) {
        last = (unsigned)report - 1;
        if (first <= last) syscall(SYS_close_range, first, last, 0);
    }
    syscall(SYS_close_range, (unsigned)report + 1, ~0U, 0);
    if (request->memory_bytes) {
        struct rlimit limit = {request->memory_bytes, request->memory_bytes};
        if (setrlimit(RLIMIT_AS, &limit)) goto failed;
    }
    if (request->cpu_seconds) {
        struct rlimit limit = {request->cpu_seconds, request->cpu_seconds + 1};
        if (setrlimit(RLIMIT_CPU, &limit)) goto failed;
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(request->path, request->arguments, request->environment);
failed:;
    int number = errno;
    if (write(report, &number, sizeof number) < 0) _exit(126);
    _exit(127);
}

pid_t spawn_limited(const struct spawn_request *request) {
    int report[2];
    sigset_t all, before;
    if (pipe2(report, O_CLOEXEC)) return -errno;
    // No handler of ours may run in the child while it shares our memory.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t process = vfork();
    if (process == 0) become(request, report[1]);
    int number = process < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    if (process > 0 && read(report[0], &number, sizeof number) != sizeof number) number = 0;
    close(report[0]);
    return number ? -number : process;
}

int spawn_watch(pid_t process) {
    int file = (int)syscall(SYS_pidfd_open, process, 0);
    return file < 0 ? -errno : file;
}

int spawn_close_others(posix_spawn_file_actions_t *actions) {
    return posix_spawn_file_actions_addclosefrom_np(actions, 3);
}
