// libcurl for Swift: typed wrappers over the variadic functions, and loading at run time.
//
// The library is opened with dlopen and not linked, because linking makes every process pay for thirty shared
// objects, 6 MiB of resident memory and 5 ms of start-up, also those that never use it.
#ifndef USERKV_CCURL_SHIM_H
#define USERKV_CCURL_SHIM_H

// The wrappers below pass exactly the type that each option takes.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>

typedef size_t (*curl_shim_data_callback)(char *_Nonnull data, size_t size, size_t count,
                                          void *_Nullable context);
typedef int (*curl_shim_seek_callback)(void *_Nullable context, curl_off_t offset, int origin);

// The functions of the library that are used, found once by curl_shim_load.
typedef struct {
    CURLcode (*_Nonnull global_init)(long flags);
    curl_version_info_data *_Nullable (*_Nonnull version_info)(CURLversion version);
    const char *_Nonnull (*_Nonnull easy_strerror)(CURLcode code);
    CURL *_Nullable (*_Nonnull easy_init)(void);
    void (*_Nonnull easy_cleanup)(CURL *_Nonnull handle);
    void (*_Nonnull easy_reset)(CURL *_Nonnull handle);
    CURLcode (*_Nonnull easy_setopt)(CURL *_Nonnull handle, CURLoption option, ...);
    CURLcode (*_Nonnull easy_getinfo)(CURL *_Nonnull handle, CURLINFO info, ...);
    struct curl_slist *_Nullable (*_Nonnull slist_append)(struct curl_slist *_Nullable list,
                                                          const char *_Nonnull text);
    void (*_Nonnull slist_free_all)(struct curl_slist *_Nullable list);
    CURLM *_Nullable (*_Nonnull multi_init)(void);
    CURLMcode (*_Nonnull multi_cleanup)(CURLM *_Nonnull multi);
    CURLMcode (*_Nonnull multi_add_handle)(CURLM *_Nonnull multi, CURL *_Nonnull handle);
    CURLMcode (*_Nonnull multi_remove_handle)(CURLM *_Nonnull multi, CURL *_Nonnull handle);
    CURLMcode (*_Nonnull multi_perform)(CURLM *_Nonnull multi, int *_Nonnull running);
    CURLMcode (*_Nonnull multi_poll)(CURLM *_Nonnull multi, struct curl_waitfd *_Nullable extra,
                                     unsigned int extra_count, int timeout_ms, int *_Nullable ready_count);
    CURLMcode (*_Nonnull multi_wakeup)(CURLM *_Nonnull multi);
    CURLMsg *_Nullable (*_Nonnull multi_info_read)(CURLM *_Nonnull multi, int *_Nonnull left);
    CURLMcode (*_Nonnull multi_setopt)(CURLM *_Nonnull multi, CURLMoption option, ...);
} curl_shim_functions;

// Opens the library and finds every function: 0 for success, 1 when no library of these names can be opened,
// 2 when a function is missing. The library stays open for the life of the process.
static inline int curl_shim_load(curl_shim_functions *_Nonnull functions) {
    static const char *const names[] = {
#ifdef __APPLE__
        "libcurl.4.dylib",
#else
        "libcurl.so.4", "libcurl-gnutls.so.4",
#endif
    };
    void *library = NULL;
    for (size_t index = 0; library == NULL && index < sizeof(names) / sizeof(names[0]); index++) {
        library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    }
    if (library == NULL) return 1;
    struct { void **slot; const char *name; } const symbols[] = {
        {(void **)&functions->global_init, "curl_global_init"},
        {(void **)&functions->version_info, "curl_version_info"},
        {(void **)&functions->easy_strerror, "curl_easy_strerror"},
        {(void **)&functions->easy_init, "curl_easy_init"},
        {(void **)&functions->easy_cleanup, "curl_easy_cleanup"},
        {(void **)&functions->easy_reset, "curl_easy_reset"},
        {(void **)&functions->easy_setopt, "curl_easy_setopt"},
        {(void **)&functions->easy_getinfo, "curl_easy_getinfo"},
        {(void **)&functions->slist_append, "curl_slist_append"},
        {(void **)&functions->slist_free_all, "curl_slist_free_all"},
        {(void **)&functions->multi_init, "curl_multi_init"},
        {(void **)&functions->multi_cleanup, "curl_multi_cleanup"},
        {(void **)&functions->multi_add_handle, "curl_multi_add_handle"},
        {(void **)&functions->multi_remove_handle, "curl_multi_remove_handle"},
        {(void **)&functions->multi_perform, "curl_multi_perform"},
        {(void **)&functions->multi_poll, "curl_multi_poll"},
        {(void **)&functions->multi_wakeup, "curl_multi_wakeup"},
        {(void **)&functions->multi_info_read, "curl_multi_info_read"},
        {(void **)&functions->multi_setopt, "curl_multi_setopt"},
    };
    for (size_t index = 0; index < sizeof(symbols) / sizeof(symbols[0]); index++) {
        void *symbol = dlsym(library, symbols[index].name);
        if (symbol == NULL) return 2;
        *symbols[index].slot = symbol;
    }
    return 0;
}

typedef const curl_shim_functions *_Nonnull curl_shim_library;

static inline CURLcode curl_shim_set_long(curl_shim_library library, CURL *_Nonnull handle,
                                          CURLoption option, long value) {
    return library->easy_setopt(handle, option, value);
}

static inline CURLcode curl_shim_set_offset(curl_shim_library library, CURL *_Nonnull handle,
                                            CURLoption option, curl_off_t value) {
    return library->easy_setopt(handle, option, value);
}

// libcurl copies the text.
static inline CURLcode curl_shim_set_string(curl_shim_library library, CURL *_Nonnull handle,
                                            CURLoption option, const char *_Nullable value) {
    return library->easy_setopt(handle, option, value);
}

static inline CURLcode curl_shim_set_pointer(curl_shim_library library, CURL *_Nonnull handle,
                                             CURLoption option, void *_Nullable value) {
    return library->easy_setopt(handle, option, value);
}

// libcurl does not copy the list; it must outlive the transfer.
static inline CURLcode curl_shim_set_list(curl_shim_library library, CURL *_Nonnull handle,
                                          CURLoption option, struct curl_slist *_Nullable value) {
    return library->easy_setopt(handle, option, value);
}

static inline CURLcode curl_shim_set_data_callback(curl_shim_library library, CURL *_Nonnull handle,
                                                   CURLoption option,
                                                   curl_shim_data_callback _Nullable value) {
    return library->easy_setopt(handle, option, value);
}

static inline CURLcode curl_shim_set_seek_callback(curl_shim_library library, CURL *_Nonnull handle,
                                                   curl_shim_seek_callback _Nullable value) {
    return library->easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

static inline CURLcode curl_shim_get_long(curl_shim_library library, CURL *_Nonnull handle,
                                          CURLINFO info, long *_Nonnull value) {
    return library->easy_getinfo(handle, info, value);
}

static inline CURLcode curl_shim_get_offset(curl_shim_library library, CURL *_Nonnull handle,
                                            CURLINFO info, curl_off_t *_Nonnull value) {
    return library->easy_getinfo(handle, info, value);
}

static inline CURLMcode curl_shim_multi_set_long(curl_shim_library library, CURLM *_Nonnull multi,
                                                 CURLMoption option, long value) {
    return library->multi_setopt(multi, option, value);
}

// The result of a finished transfer, which is a member of a union that Swift reads less plainly.
static inline CURLcode curl_shim_message_result(const CURLMsg *_Nonnull message) {
    return message->data.result;
}

#endif
