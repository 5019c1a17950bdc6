#define _GNU_SOURCE
#include "CThreads.h"

#include <dlfcn.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>

// How long a thread waits for work, in nanoseconds. To begin another one takes a hundredth of that.
static const long PATIENCE = 5000000;

// By how many seconds the clocks of a thread are ahead that has waited long enough. The engine compares them with the
// time that it wanted to wait until, and otherwise waits on.
static _Thread_local time_t ahead;

typedef int wait_function(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
typedef int clock_function(clockid_t, struct timespec *);
// Found by whoever is first, before any second thread: libraries call before this program's own constructors could.
static wait_function *library_wait;
static clock_function *library_clock;

int threads_clock_gettime(clockid_t clock, struct timespec *time) {
    if (!library_clock) library_clock = (clock_function *)dlsym(RTLD_NEXT, "clock_gettime");
    int result = library_clock(clock, time);
    if (result == 0) time->tv_sec += ahead;
    return result;
}

int threads_pthread_cond_timedwait(
    pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *deadline) {
    if (!library_wait) library_wait = (wait_function *)dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    // The process's first thread waits for what scripts ask for.
    if (gettid() == getpid()) return library_wait(condition, mutex, deadline);
    struct timespec soon;
    threads_clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += PATIENCE;
    if (soon.tv_nsec >= 1000000000) {
        soon.tv_nsec -= 1000000000;
        soon.tv_sec += 1;
    }
    // Less than a second is no wait for work.
    if (deadline->tv_sec <= soon.tv_sec) return library_wait(condition, mutex, deadline);
    int result = library_wait(condition, mutex, &soon);
    if (result == ETIMEDOUT) ahead += deadline->tv_sec - soon.tv_sec + 1;
    return result;
}
