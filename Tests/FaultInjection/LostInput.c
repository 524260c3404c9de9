// Takes what was typed away between the moment when a program has seen it and the one when it reads it, as the system does
// for Ctrl-C: once, when it sees some while there is the file that it is told of.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

int poll(struct pollfd *files, nfds_t count, int timeout) {
    int (*next)(struct pollfd *, nfds_t, int) = (int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
    int found = next(files, count, timeout), error = errno;
    const char *path = getenv("FAULT_LOSE"), *program = getenv("FAULT_PROGRAM");
    int is_meant = path && *path && (!program || !*program || !strcmp(program, program_invocation_short_name));
    for (nfds_t index = 0; is_meant && found > 0 && index < count; index++)
        if ((files[index].revents & POLLIN) && isatty(files[index].fd) && access(path, F_OK) == 0) {
            tcflush(files[index].fd, TCIFLUSH);
            unlink(path);
        }
    errno = error;
    return found;
}
