// Undo, at a cost in proportion to the pages that have changed.
//
// A process that may be killed at any moment makes a *base* of itself now and then: a fork, which waits. After each
// piece of work the process *commits*: it copies what has changed since the last commit to a log, in memory that it
// shares with the base. When the process is killed, the base is told to *restore*: it copies the pages of the log over
// its own, and continues from the commit, in place of the killed process.
//
//     undo_base ──┬── work ── undo_commit ── work ── undo_commit ── work ✗ SIGKILL
//                 │               │ changes              │ changes
//                 │               ▼                      ▼
//                 │             [ log, shared memory: pages, and the last changes ]
//                 └─ base, waits ───────────────────────────────────────────── restore ── goes on as of the last commit
//
// userfaultfd(2) reports which pages are written to: all private memory is write-protected, and the first write to a
// page raises SIGBUS in this process, whose handler notes the page and lifts the protection. Pages that every piece of
// work writes to stay open, and are compared at each commit. The first access to fresh memory is noticed in the same
// way.
//
// The order matters: everything is protected before the base is forked, so that writes in between are noted.
//
// A commit is complete or has not happened: it writes the changed lines of pages beside the log's versions of them, and
// takes effect with its last store. The next commit begins by applying these lines to the versions. Until then the
// commit before can be restored, too.
//
// A change that the log cannot hold needs a new base, and `undo_commit` says so. Such changes are mappings that came,
// went or changed (the program's mmap, munmap, mprotect, madvise, mremap and the heap's end are watched), and more
// pages than are worth a fork. After several such pieces of one kind of work in a row, some are not watched at all,
// since they will probably need a base in any case. If the kernel has no userfaultfd, or memory may have changed
// unseen, every commit needs a base.
//
// Nothing here allocates memory, and no Swift code runs between the fork of a base and its return from the commit that
// it restores.
//
// None of this was ever run on arm64. Only the inline assembly of Raw.h was compiled for it.
#ifndef ISOLATES_CUNDO_H
#define ISOLATES_CUNDO_H

#include "CUndoTesting.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

// Prepares a process for undo in its copies: reads its layout from /proc, makes writable pages of files anonymous so
// that userfaultfd can watch them, and makes malloc take memory only from the heap, whose end can be watched. Must be
// called once, while the process has one thread and can read /proc. Returns 0, or -1 and errno; then every commit needs
// a base.
int undo_prepare(void);

// Whether the kernel gives this process a userfaultfd. Each call tries it.
bool undo_can_watch(void);

// What a filter of system calls must allow: userfaultfd(2) with these flags, and ioctl(2) with these numbers, all of
// one type.
enum { UNDO_USERFAULTFD_FLAGS = 02000001, UNDO_REQUEST_TYPE = 0xaa };
struct undo_requests {
    uint32_t numbers[5];
};
struct undo_requests undo_requests(void);

// What a base does before it waits.
struct undo_setup {
    // The parent process, which is also the caller's. The base ends when it ends.
    pid_t parent;
    // The base's own descriptors get the caller's numbers (dup3(2)), so that the process's memory need not differ.
    // `own_control`, its end of a socket for packets, gets the number `control`. There the base waits for one packet:
    // the tag to restore, `UNDO_TAG_SIZE` bytes, big-endian, and two descriptors, which get the numbers `input` and
    // `output`. The base ends if the socket's other end is closed.
    int control, own_control;
    int input, output;
    // Descriptor numbers that each get an eventfd(2) of the base's own.
    const int *events;
    size_t event_count;
    // The token that the base writes first, and where. By it the zygote learns which process the base is.
    uint64_t token;
    int introductions;
};

#define UNDO_TAG_SIZE 8

enum undo_result {
    UNDO_FAILED = -1,     // errno says why
    UNDO_DONE = 0,
    UNDO_RESTORED = 1,    // the caller is the base, after a restore
    UNDO_NEEDS_BASE = 2,  // nothing was committed
};

// Forks a base, which stands for `tag`. `watches`: whether later commits go to a log; otherwise every commit needs a
// base. The base before this one stays usable for its commits until the next call. Its owner ends it once it knows of
// this one.
int undo_base(uint64_t tag, bool watches, const struct undo_setup *setup);

// A piece of work of this kind begins. It will probably change as much memory as the last one of its kind. Without this
// call, or with 0, it is of no kind.
void undo_begin(uint64_t kind);

// Commits all changes under a tag, by which they can be restored. The stack is copied from the current frame to its
// base, so it should not be deep.
int undo_commit(uint64_t tag);

// Gives back the memory of the log, because no base of this process is left. The next commit needs one.
void undo_discard_log(void);

// Must be called in every other copy of a process that has bases. From then on it shares nothing with them.
void undo_forget(void);

// Replacements for the C library's functions of these names, which notice changes of the layout. `CStandIns` installs
// them.
void *undo_mmap(void *address, size_t length, int protection, int flags, int file, off_t offset);
int undo_munmap(void *address, size_t length);
int undo_mprotect(void *address, size_t length, int protection);
int undo_madvise(void *address, size_t length, int advice);
void *undo_mremap(void *address, size_t old_length, size_t new_length, int flags, void *target);
int undo_pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument);

// Replacements for functions by which the kernel writes to memory, which may be protected. `CStandIns` installs them,
// too.
ssize_t undo_read(int descriptor, void *buffer, size_t length);
ssize_t undo_pread(int descriptor, void *buffer, size_t length, off_t offset);
ssize_t undo_readv(int descriptor, const struct iovec *parts, int count);
ssize_t undo_recvmsg(int socket, struct msghdr *message, int flags);
int undo_poll(struct pollfd *entries, nfds_t count, int milliseconds);
int undo_ppoll(struct pollfd *entries, nfds_t count, const struct timespec *limit, const sigset_t *mask);
ssize_t undo_getrandom(void *buffer, size_t length, unsigned flags);
int undo_getrusage(int who, struct rusage *usage);

// What was done so far, for measurements. A copy that is no base starts from zero with its first base.
struct undo_counts {
    uint64_t commits, bases, faults, compared, copied;
    // How many bases were needed because the layout of memory had changed, because the heap's end had moved, because a
    // piece of work wrote to many pages, or because the log was full.
    uint64_t layout, heap, large, full;
};
struct undo_counts undo_counts(void);

#endif
