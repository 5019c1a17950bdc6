#define _GNU_SOURCE
#include "CThreads.h"

#include <ctype.h>
#include <dlfcn.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

// A language and a country, as in `de_DE`; more is no name of a locale.
enum { LONGEST_NAME = 63 };

// The locale that the environment names, without what stands behind it for C's own functions: `de_DE` of
// `de_DE.UTF-8` and `de_DE@euro`. Read once, since the environment is cleared later.
static const char *environment_locale(void) {
    static char name[LONGEST_NAME + 1];
    if (name[0]) return name;
    const char *text = getenv("LC_ALL");
    if (!text || !*text) text = getenv("LC_MESSAGES");
    if (!text || !*text) text = getenv("LANG");
    size_t length = text ? strcspn(text, ".@") : 0;
    if (length > LONGEST_NAME) length = 0;
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)text[i]) && text[i] != '_' && text[i] != '-') length = 0;
    }
    if (length > 0) memcpy(name, text, length);
    else name[0] = 'C';
    return name;
}

char *threads_setlocale(int category, const char *locale) {
    if (!locale) return (char *)environment_locale();
    static char *(*library_setlocale)(int, const char *);
    if (!library_setlocale) library_setlocale = (char *(*)(int, const char *))dlsym(RTLD_NEXT, "setlocale");
    return library_setlocale(category, locale);
}
