// The type checks are macros over the variadic calls, which are wrapped below.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// curl_easy_setopt and its kin are variadic; Swift cannot call them.

typedef size_t (*http_receive_callback)(char *, size_t, size_t, void *);

static inline CURLcode http_set_number(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode http_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
// The library copies the text, except for CURLOPT_POSTFIELDS.
static inline CURLcode http_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode http_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode http_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode http_set_receive(CURL *easy, CURLoption option, http_receive_callback value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode http_set_open_socket(CURL *easy, curl_opensocket_callback value) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode http_set_before_request(CURL *easy, curl_prereq_callback value) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}
static inline void *http_owner(CURL *easy) {
    void *owner = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &owner);
    return owner;
}
static inline CURLMcode http_multi_set_number(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// A union, and a macro with a cast; Swift imports neither.
static inline CURLcode http_result(const CURLMsg *message) { return message->data.result; }
static inline curl_socket_t http_no_socket(void) { return CURL_SOCKET_BAD; }
