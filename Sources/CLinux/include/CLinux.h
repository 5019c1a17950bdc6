// The system calls that Swift can't make itself: variadic functions, macros, headers that the Glibc module leaves out,
// and what has to run between clone and exec, where no Swift may. Each returns what the kernel returned (-1 and errno).
#ifndef ISOLATES_CLINUX_H
#define ISOLATES_CLINUX_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

#include "Containment.h"
#include "HugePages.h"

// Namespaces of clone(2), for `cl_spawn`.
extern const uint64_t CL_NEWPID;
extern const uint64_t CL_NEWUSER;
extern const uint64_t CL_NEWNS;
extern const uint64_t CL_NEWNET;
extern const uint64_t CL_NEWIPC;

// What a spawned program gets. The descriptors become 2 and 3 of the new process; 0 and 1 are /dev/null; all others are
// closed.
struct cl_spawn {
    const char *path;
    char *const *argv;
    char *const *envp;
    int errors;
    int control;
    uint64_t namespaces;
};

// clone(2) and execve(2) of a program in its own session, killed when the calling thread ends (PR_SET_PDEATHSIG),
// SIGINT ignored. In a user and a mount namespace of its own it keeps CAP_SYS_ADMIN there, so that it can empty the
// second. Returns the pid and stores a pidfd. In C, because the child of a program with threads may call nothing but
// system calls.
pid_t cl_spawn(const struct cl_spawn *spawn, int *pidfd);

// Whether `cl_spawn` would get the namespaces: 0, or -1 and errno. The process that it takes to tell is over when it
// returns.
int cl_try_namespaces(uint64_t namespaces);

// fork(2): Swift's importer marks it unavailable on some platforms.
pid_t cl_fork(void);

// clone(2) with CLONE_PARENT, for a process of one thread: the copy is the caller's sibling, and its parent's to reap.
// The C library's fork can't do that; like fork, this has the kernel tell the copy its own thread number where the C
// library keeps it.
pid_t cl_fork_sibling(void);
// waitid(2) that leaves the child to be reaped: one that has ended, or 0 where none has.
pid_t cl_find_ended_child(void);

// POLLRDHUP of poll(2): the other end of a socket writes no more.
extern const short CL_POLL_READ_HANG_UP;

// pwritev2(2) with RWF_NOWAIT: writes what there is room for, even to a descriptor that blocks. Fails with EOPNOTSUPP
// if the kernel can't do that with such a file: with pipes it can since 6.4.
ssize_t cl_write_without_waiting(int descriptor, const void *bytes, size_t length);

// write(2) that raises no SIGPIPE where nobody can read any more (EPIPE). SIGPIPE is blocked meanwhile in the calling
// thread: the flag that would do without, RWF_NOSIGNAL, needs Linux 6.18.
ssize_t cl_write_without_signal(int descriptor, const void *bytes, size_t length);

// ppoll(2), which the Glibc module leaves out: waits until there is something to read, or the other end was closed, or
// the time is over.
void cl_wait_for_input(int descriptor, int64_t nanoseconds);

// pidfd_open(2) and pidfd_send_signal(2) have no wrapper in Debian 12's C library that Swift sees; the first is
// close-on-exec.
int cl_pidfd_open(pid_t pid);
int cl_pidfd_send_signal(int pidfd, int signal);
// The same with a number, as sigqueue(3) sends it.
int cl_pidfd_send_value(int pidfd, int signal, int value);
// waitid(2) by pidfd for a direct child; `status` becomes as waitpid's. WNOHANG when `nohang`. 0: still running.
int cl_pidfd_wait(int pidfd, int nohang, int *status);

// prctl(2) is variadic.
int cl_set_parent_death_signal(int signal);
int cl_set_name(const char *name);

// One packet with descriptors by SCM_RIGHTS (unix(7)): the CMSG macros don't import. Received descriptors are
// close-on-exec.
ssize_t cl_send_packet(int socket, const void *bytes, size_t length, const int *descriptors, size_t count);
ssize_t cl_receive_packet(int socket, void *bytes, size_t capacity, int *descriptors, size_t *count, int flags);

// recvmsg(2) that does not wait, on a socket with SO_PASSCRED: one packet, and the process that the kernel says has
// sent it.
ssize_t cl_receive_from_process(int socket, void *bytes, size_t capacity, pid_t *sender);

// pipe2(2) hides behind _GNU_SOURCE. Both ends are close-on-exec.
int cl_pipe(int ends[2]);

// open(2) and fcntl(2) are variadic.
int cl_open(const char *path, int flags);
int cl_duplicate(int descriptor);
int cl_set_nonblocking(int descriptor, int on);

// Whether a file has an extended attribute (xattr(7)) of that value: sys/xattr.h is not in the Glibc module.
bool cl_has_attribute(const char *path, const char *name, const char *value);

// epoll_pwait2(2), the one wait with a limit finer than a millisecond; epoll_wait(2) where it is refused. A negative
// `nanoseconds` waits for ever.
int cl_epoll_wait(int epoll, struct epoll_event *events, int count, int64_t nanoseconds);

// sigaction(2) of SIGINT: a handler that writes to an eventfd and does nothing else. In C, because a handler may call
// only what signal-safety(7) lists, and Swift's runtime is not on that list.
void cl_catch_sigint(int eventfd, struct sigaction *previous);
void cl_restore_sigint(struct sigaction previous);

// sigaction(2) of a signal that brings a number: a handler that stores it, and clears a flag.
void cl_store_on_signal(int signal, uint32_t *number, bool *cleared);
// signal(2) with SIG_IGN, a cast that doesn't import.
void cl_ignore_signal(int signal);

// process_vm_readv(2) hides behind _GNU_SOURCE.
ssize_t cl_read_memory(pid_t pid, const struct iovec *local, const struct iovec *remote);

// Makes malloc(3) keep freed memory for blocks of up to `bytes`: up to twice as much at the end of each arena.
void cl_keep_freed_memory(int bytes);

// memmem(3) hides behind _GNU_SOURCE.
const void *cl_memmem(const void *bytes, size_t length, const void *part, size_t part_length);

// The name of the lock that the calling thread holds; NULL where it holds none. Swift has no thread-local variables.
const char *cl_held_lock(void);
void cl_set_held_lock(const char *name);

// Tell ThreadSanitizer that what a thread did before it released an address is visible to who acquires it afterwards.
// They do nothing in a program that is built without it.
void cl_tsan_release(void *address);
void cl_tsan_acquire(void *address);

// wait(2)'s macros.
int cl_exited(int status);
int cl_exit_status(int status);
int cl_term_signal(int status);

#endif
