// An internet of a test's own: what names stand for, look-up by look-up, and where addresses lead.
// The header has the variables. A connection that is led elsewhere takes a minute by the system's clock, so that the next
// one is not made with what was looked up for it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { NAMES = 16, FILES = 1024, CONNECTION_SECONDS = 61 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    char name[64];
    int count;
} lookups[NAMES];
static atomic_long passed;
// The address that each connection was asked for.
static _Atomic(in_addr_t) wanted[FILES];

#define REAL(name)                                                                                                     \
    static __typeof__(&name) real;                                                                                     \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

// The text after "key=" in a list such as "a=1;b=2", and its length; NULL if there is none.
static const char *entry(const char *variable, const char *key, size_t *length) {
    const char *list = getenv(variable);
    size_t size = key ? strlen(key) : 0;
    while (list && *list && size) {
        size_t count = strcspn(list, ";");
        if (count > size && !strncmp(list, key, size) && list[size] == '=') {
            *length = count - size - 1;
            return list + size + 1;
        }
        list += count + (list[count] == ';');
    }
    return NULL;
}

// How often a name was looked up before.
static int count_lookup(const char *name) {
    int result = 0;
    pthread_mutex_lock(&lock);
    for (int index = 0; index < NAMES; index++) {
        if (*lookups[index].name && strcmp(lookups[index].name, name)) continue;
        snprintf(lookups[index].name, sizeof lookups[index].name, "%s", name);
        result = lookups[index].count++;
        break;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

static void record(const char *name, const char *answer, size_t length) {
    const char *trace = getenv("FAULT_LOOKUPS");
    FILE *file = trace && *trace ? fopen(trace, "ae") : NULL;
    if (!file) return;
    fprintf(file, "%s %.*s\n", name, (int)length, answer);
    fclose(file);
}

// The addresses of one answer, such as "192.0.2.1+::1", in one list that freeaddrinfo takes.
static int resolve(const char *answer, size_t length, const char *service, const struct addrinfo *hints,
                   struct addrinfo **result, __typeof__(&getaddrinfo) real) {
    char text[512];
    snprintf(text, sizeof text, "%.*s", (int)length, answer);
    struct addrinfo numeric = *hints, **next = result;
    numeric.ai_flags |= AI_NUMERICHOST;
    numeric.ai_family = AF_UNSPEC;
    *result = NULL;
    char *rest = NULL;
    for (char *word = strtok_r(text, "+", &rest); word; word = strtok_r(NULL, "+", &rest)) {
        int status = real(word, service, &numeric, next);
        if (status) return status;
        while (*next) next = &(*next)->ai_next;
    }
    return *result ? 0 : EAI_NONAME;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    REAL(getaddrinfo);
    size_t length = 0;
    const char *answers = entry("FAULT_NAMES", name, &length);
    if (!answers || !hints) return real(name, service, hints, result);
    const char *end = answers + length;
    for (int skipped = count_lookup(name); skipped > 0; skipped--) {
        const char *comma = memchr(answers, ',', (size_t)(end - answers));
        if (!comma) break;
        answers = comma + 1;
    }
    const char *comma = memchr(answers, ',', (size_t)(end - answers));
    size_t count = (size_t)((comma ? comma : end) - answers);
    record(name, answers, count);
    return resolve(answers, count, service, hints, result, real);
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    time_t seconds = now.tv_sec + atomic_load(&passed);
    if (result) *result = seconds;
    return seconds;
}

int connect(int file, __CONST_SOCKADDR_ARG argument, socklen_t size) {
    REAL(connect);
    const struct sockaddr *address = argument.__sockaddr__;
    if (!address || address->sa_family != AF_INET || file < 0 || file >= FILES) return real(file, address, size);
    struct sockaddr_in target;
    memcpy(&target, address, sizeof target);
    char text[INET_ADDRSTRLEN] = "";
    inet_ntop(AF_INET, &target.sin_addr, text, sizeof text);
    size_t length = 0;
    const char *port = entry("FAULT_ROUTES", text, &length);
    atomic_store(&wanted[file], port ? target.sin_addr.s_addr : 0);
    if (!port) return real(file, address, size);
    atomic_fetch_add(&passed, CONNECTION_SECONDS);
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    target.sin_port = htons((in_port_t)atoi(port));
    return real(file, (struct sockaddr *)&target, sizeof target);
}

int getpeername(int file, __SOCKADDR_ARG argument, socklen_t *restrict size) {
    REAL(getpeername);
    struct sockaddr *address = argument.__sockaddr__;
    int status = real(file, address, size);
    if (status || file < 0 || file >= FILES || address->sa_family != AF_INET) return status;
    in_addr_t asked = atomic_load(&wanted[file]);
    if (asked) ((struct sockaddr_in *)address)->sin_addr.s_addr = asked;
    return status;
}
