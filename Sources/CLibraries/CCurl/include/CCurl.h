#pragma once
// The type checks are macros over the variadic calls, which are wrapped below.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Loads the library; no other function may be called before, or if it fails. Returns whether it is there.
//
// libcurl brings thirty others, and to link it would cost every start of the program as much as all the rest.
int http_load(void);

// curl_easy_setopt and its kin are variadic; Swift cannot call them.

typedef size_t (*http_receive_callback)(char *, size_t, size_t, void *);

CURLcode http_set_number(CURL *easy, CURLoption option, long value);
CURLcode http_set_size(CURL *easy, CURLoption option, curl_off_t value);
// The library copies the text, except for CURLOPT_POSTFIELDS.
CURLcode http_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode http_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode http_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode http_set_receive(CURL *easy, CURLoption option, http_receive_callback value);
CURLcode http_set_open_socket(CURL *easy, curl_opensocket_callback value);
CURLcode http_set_before_request(CURL *easy, curl_prereq_callback value);
void *http_owner(CURL *easy);
CURLMcode http_multi_set_number(CURLM *multi, CURLMoption option, long value);
CURLMcode http_multi_set_pointer(CURLM *multi, CURLMoption option, void *value);
CURLMcode http_multi_set_watch(CURLM *multi, curl_socket_callback value);
CURLMcode http_multi_set_timer(CURLM *multi, curl_multi_timer_callback value);

// A union, and a macro with a cast; Swift imports neither.
static inline CURLcode http_result(const CURLMsg *message) { return message->data.result; }
static inline curl_socket_t http_no_socket(void) { return CURL_SOCKET_BAD; }
// In the place of a socket: act on the timers alone.
static inline curl_socket_t http_timers_only(void) { return CURL_SOCKET_TIMEOUT; }
