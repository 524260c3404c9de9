#include "CCurl.h"

#include <dlfcn.h>
#include <stddef.h>

// The functions of the library that we call, each with its parameters and their names.
#define FUNCTIONS(F)                                                                                                  \
    F(CURLcode, curl_global_init, (long flags), (flags))                                                              \
    F(CURL *, curl_easy_init, (void), ())                                                                             \
    F(void, curl_easy_cleanup, (CURL * easy), (easy))                                                                 \
    F(CURLcode, curl_easy_pause, (CURL * easy, int mask), (easy, mask))                                               \
    F(const char *, curl_easy_strerror, (CURLcode code), (code))                                                      \
    F(void, curl_free, (void *memory), (memory))                                                                      \
    F(CURLM *, curl_multi_init, (void), ())                                                                           \
    F(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL * easy), (multi, easy))                                  \
    F(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL * easy), (multi, easy))                               \
    F(CURLMcode, curl_multi_socket_action, (CURLM * multi, curl_socket_t socket, int actions, int *running),          \
      (multi, socket, actions, running))                                                                              \
    F(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))                                                        \
    F(CURLMsg *, curl_multi_info_read, (CURLM * multi, int *left), (multi, left))                                     \
    F(const char *, curl_multi_strerror, (CURLMcode code), (code))                                                    \
    F(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *text), (list, text))             \
    F(void, curl_slist_free_all, (struct curl_slist * list), (list))                                                  \
    F(CURLU *, curl_url, (void), ())                                                                                  \
    F(void, curl_url_cleanup, (CURLU * url), (url))                                                                   \
    F(CURLUcode, curl_url_get, (CURLU * url, CURLUPart part, char **text, unsigned flags),                             \
      (url, part, text, flags))                                                                                       \
    F(CURLUcode, curl_url_set, (CURLU * url, CURLUPart part, const char *text, unsigned flags),                       \
      (url, part, text, flags))

// Each gets a function of its own name that calls the loaded one. They are hidden, so that the library, when it is
// loaded, cannot find them in the place of its own.
#define DEFINE(result, name, parameters, arguments)                                                                   \
    static result(*loaded_##name) parameters;                                                                         \
    __attribute__((visibility("hidden"))) result name parameters { return loaded_##name arguments; }
FUNCTIONS(DEFINE)

static CURLcode (*set_option)(CURL *, CURLoption, ...);
static CURLcode (*get_info)(CURL *, CURLINFO, ...);
static CURLMcode (*set_multi_option)(CURLM *, CURLMoption, ...);

#define ENTRY(result, name, parameters, arguments) {#name, (void **)&loaded_##name},
static const struct {
    const char *name;
    void **function;
} functions[] = {
    FUNCTIONS(ENTRY){"curl_easy_setopt", (void **)&set_option},
    {"curl_easy_getinfo", (void **)&get_info},
    {"curl_multi_setopt", (void **)&set_multi_option},
};

int http_load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return 0;
    for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
        if (!(*functions[index].function = dlsym(library, functions[index].name))) return 0;
    }
    return 1;
}

CURLcode http_set_number(CURL *easy, CURLoption option, long value) { return set_option(easy, option, value); }
CURLcode http_set_size(CURL *easy, CURLoption option, curl_off_t value) { return set_option(easy, option, value); }
CURLcode http_set_text(CURL *easy, CURLoption option, const char *value) { return set_option(easy, option, value); }
CURLcode http_set_pointer(CURL *easy, CURLoption option, void *value) { return set_option(easy, option, value); }
CURLcode http_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return set_option(easy, option, value);
}
CURLcode http_set_receive(CURL *easy, CURLoption option, http_receive_callback value) {
    return set_option(easy, option, value);
}
CURLcode http_set_open_socket(CURL *easy, curl_opensocket_callback value) {
    return set_option(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}
CURLcode http_set_before_request(CURL *easy, curl_prereq_callback value) {
    return set_option(easy, CURLOPT_PREREQFUNCTION, value);
}
void *http_owner(CURL *easy) {
    void *owner = NULL;
    get_info(easy, CURLINFO_PRIVATE, &owner);
    return owner;
}
CURLMcode http_multi_set_number(CURLM *multi, CURLMoption option, long value) {
    return set_multi_option(multi, option, value);
}
CURLMcode http_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return set_multi_option(multi, option, value);
}
CURLMcode http_multi_set_watch(CURLM *multi, curl_socket_callback value) {
    return set_multi_option(multi, CURLMOPT_SOCKETFUNCTION, value);
}
CURLMcode http_multi_set_timer(CURLM *multi, curl_multi_timer_callback value) {
    return set_multi_option(multi, CURLMOPT_TIMERFUNCTION, value);
}
