#define _GNU_SOURCE
#include "CThreads.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// The timer of the last signal, which has arrived, and the process that it is of: a copy of a process has no timers.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int last_timer = -1;
static pid_t owner;

static int fire(pid_t thread, int signal) {
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = signal;
    event._sigev_un._tid = thread;
    if (owner == getpid() && last_timer >= 0) syscall(SYS_timer_delete, last_timer);
    owner = getpid();
    last_timer = -1;
    int timer;
    if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) < 0) return errno;
    last_timer = timer;
    struct itimerspec at_once = { .it_value = { .tv_nsec = 1 } };
    return syscall(SYS_timer_settime, timer, 0, &at_once, NULL) < 0 ? errno : 0;
}

int threads_pthread_kill(pthread_t thread, int signal) {
    clockid_t clock;
    int result = pthread_getcpuclockid(thread, &clock);
    if (result != 0 || signal == 0) return result;
    pthread_mutex_lock(&lock);
    // The number of the thread is in that of its clock (CPUCLOCK_PID of the kernel).
    result = fire(~(clock >> 3), signal);
    pthread_mutex_unlock(&lock);
    return result;
}
