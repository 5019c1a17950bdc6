// pthread_kill(3) for a process that may not call tgkill(2).
#ifndef ISOLATES_CTHREADSIGNALS_H
#define ISOLATES_CTHREADSIGNALS_H

#include <pthread.h>

// Stands in for the C library's in all of the program, the engine included, which stops and resumes threads by it. A filter can't
// hold tgkill(2) to the process's own threads, whose numbers it does not know: a worker could signal other workers. A timer that
// signals a thread (timer_create(2), SIGEV_THREAD_ID) reaches no thread but one's own.
//
// The engine awaits each signal before it sends the next; only so this may be used. In C, because the engine calls it while other
// threads stand still, possibly with a lock of the allocator in hand.
int pthread_kill(pthread_t thread, int signal);

#endif
