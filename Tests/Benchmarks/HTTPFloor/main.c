// The least that a program needs for what `http-bench` measures: COUNT streamed POSTs of the same body to URL, at most
// CONCURRENCY at a time, with libcurl's multi interface. Prints the bytes received, seconds of CPU, and peak memory.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static long long received = 0;

static size_t take(char *bytes, size_t size, size_t count, void *user) {
    (void)bytes;
    (void)user;
    received += (long long)(size * count);
    return size * count;
}

static void begin(CURLM *multi, const char *url, struct curl_slist *headers, const char *body) {
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_multi_add_handle(multi, easy);
}

static int finish(CURLM *multi) {
    int finished = 0, left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        CURL *easy = message->easy_handle;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (message->data.result != CURLE_OK || status != 200) {
            fprintf(stderr, "http-floor: %s, status %ld\n", curl_easy_strerror(message->data.result), status);
            exit(1);
        }
        curl_multi_remove_handle(multi, easy);
        curl_easy_cleanup(easy);
        finished++;
    }
    return finished;
}

// Of this program alone: the figure of getrusage includes what started it.
static long peak_kibibytes(void) {
    char line[256];
    long value = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (!strncmp(line, "VmHWM:", 6)) value = atol(line + 6);
    }
    if (file) fclose(file);
    return value;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: http-floor URL BODY COUNT CONCURRENCY\n");
        return 2;
    }
    int count = atoi(argv[3]), concurrency = atoi(argv[4]), started = 0, finished = 0;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    while (finished < count) {
        while (started < count && started - finished < concurrency) {
            begin(multi, argv[1], headers, argv[2]);
            started++;
        }
        int running = 0;
        curl_multi_perform(multi, &running);
        int done = finish(multi);
        finished += done;
        if (!done) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("%lld %f %ld\n", received, seconds, peak_kibibytes());
    return 0;
}
