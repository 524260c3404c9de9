#ifndef SLATE_CSPAWN_H
#define SLATE_CSPAWN_H

#include <spawn.h>
#include <stdint.h>
#include <sys/types.h>

/// What a child process gets; a limit of 0 is none.
struct spawn_request {
    const char *path;
    char *const *arguments;
    char *const *environment;
    int input, output, error;
    uint64_t memory_bytes;
    uint64_t cpu_seconds;
};

/// Starts a program in a session of its own, with only three open files, no signal blocked or ignored, and the limits in
/// force before its first instruction. Returns its process id, or the negated error number.
pid_t spawn_limited(const struct spawn_request *request);

/// Opens a file descriptor that becomes readable when the process ends. Returns it, or the negated error number.
int spawn_watch(pid_t process);

/// Makes posix_spawn close all files but 0, 1 and 2; glibc's function for it is hidden from Swift. Returns an error number.
int spawn_close_others(posix_spawn_file_actions_t *actions);

#endif
