// What the worker program does in the place of functions of the C library, in all of the program, the engine included,
// so that its threads can be told of, end early, and signal no other process. `CStandIns` puts them there.
//
// In C, because the engine calls it while other threads stand still, possibly with a lock of the allocator in hand.
#ifndef ISOLATES_CTHREADS_H
#define ISOLATES_CTHREADS_H

#include <pthread.h>
#include <time.h>

// Signals.c: the engine stops and resumes threads by pthread_kill(3). A filter can't hold tgkill(2) to the process's
// own threads, whose numbers it does not know: a worker could signal other workers. A timer that signals a thread
// (timer_create(2), SIGEV_THREAD_ID) reaches no thread but one's own. The engine awaits each signal before it sends the
// next; only so this may be used.
int threads_pthread_kill(pthread_t thread, int signal);

// Names.c: the engine's threads name themselves by prctl(2) (PR_SET_NAME, of which the kernel keeps 15 bytes).
int threads_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d);
// Stores the name of a thread that is not the process's first and has not ended: 1, or 0 where there is none with a
// name.
// Without /proc nobody else tells.
int threads_find(char name[16]);

// Waits.c: a thread that has nothing to do the engine lets wait for 10 s before it ends. Here it takes its time for
// over after 5 ms, so that the process can soon be copied.
int threads_clock_gettime(clockid_t clock, struct timespec *time);
int threads_pthread_cond_timedwait(
    pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *deadline);

#endif
