#define _GNU_SOURCE
#include "CThreads.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The names of the threads besides the first one. The engine has a handful of them.
enum { MOST_NAMED = 16, NAME_SIZE = 16 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char names[MOST_NAMED][NAME_SIZE];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t place;

static void forget(void *name) {
    pthread_mutex_lock(&lock);
    memset(name, 0, NAME_SIZE);
    pthread_mutex_unlock(&lock);
}

static void make_key(void) { pthread_key_create(&place, forget); }

static void remember(const char *name) {
    pthread_once(&once, make_key);
    pthread_mutex_lock(&lock);
    char *own = pthread_getspecific(place);
    for (int i = 0; !own && i < MOST_NAMED; i++) {
        if (!names[i][0]) own = names[i];
    }
    if (own) strncpy(own, name, NAME_SIZE - 1);
    pthread_mutex_unlock(&lock);
    if (own) pthread_setspecific(place, own);
}

int threads_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
    if (option == PR_SET_NAME && gettid() != getpid()) remember((const char *)a);
    return (int)syscall(SYS_prctl, option, a, b, c, d);
}

int threads_find(char name[16]) {
    int found = 0;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < MOST_NAMED && !found; i++) {
        if (!names[i][0]) continue;
        memcpy(name, names[i], NAME_SIZE);
        found = 1;
    }
    pthread_mutex_unlock(&lock);
    return found;
}
