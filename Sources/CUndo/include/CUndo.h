// Undo at the price of the pages that changed.
//
// A process that may be killed at any moment makes a *base* of itself now and then: a fork, which waits. After each
// piece of work it *commits*: the pages that were written to since the last commit are copied to a log, in memory that
// it shares with the base. When the process is killed, the base is told to *restore*: it lays the pages of the log over
// its own, and goes on where the commit was made, in the place of the other.
//
//     undo_base ──┬── work ── undo_commit ── work ── undo_commit ── work ✗ SIGKILL
//                 │               │ changed pages        │ changed pages
//                 │               ▼                      ▼
//                 │             [ log, shared memory, two versions of a page ]
//                 └─ base, waits ───────────────────────────────────────────── restore ── goes on as of the last commit
//
// Which pages are written to is told by userfaultfd(2): all private memory is write-protected, and the first write to a
// page is a SIGBUS to this process, whose handler takes a note and lifts the protection. Pages that every piece of work
// writes to stay open, and are compared at each commit. Memory that was never touched is noticed in the same way.
//
// The order matters: everything is protected first and the base forked then, so that what is written in between is
// noted.
//
// A commit is complete or has not happened: it writes the older of a page's two versions, and counts with its last
// word. So the one before it can be restored, too, until the next begins.
//
// What the log can't hold needs a new base, and `undo_commit` says so: mappings that came, went or changed (this
// program's mmap, munmap, mprotect, madvise, mremap and the heap's end are watched), and more pages than a fork costs.
// After several pieces of work in a row that changed more, some go unwatched, for their base is as good as certain.
// Where the kernel has no userfaultfd, or memory may have changed unseen, every commit needs one.
//
// Nothing here allocates memory, and no Swift runs between the fork of a base and its return from the commit that it
// restores.
//
// It was never built or run on arm64: only the inline assembly of Raw.h was compiled for it.
#ifndef ISOLATES_CUNDO_H
#define ISOLATES_CUNDO_H

#include "CUndoTesting.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Makes a process ready whose copies are to have undo: reads its layout from /proc, makes writable pages of files
// anonymous, which userfaultfd can watch, and has malloc take memory from the heap alone, whose end shows. To be called
// once, by a process of one thread, before /proc is out of reach. Returns 0, or -1 and errno; then every commit needs a
// base.
int undo_prepare(void);

// Whether the kernel gives this process a userfaultfd; asked of it at each call.
bool undo_can_watch(void);

// What a filter of system calls must let through: userfaultfd(2) with these flags, and ioctl(2) with these numbers, all
// of one type.
enum { UNDO_USERFAULTFD_FLAGS = 02000001, UNDO_REQUEST_TYPE = 0xaa };
struct undo_requests {
    uint32_t numbers[5];
};
struct undo_requests undo_requests(void);

// What a base does before it waits.
struct undo_setup {
    // The process ends with its parent, which is this one, also the caller's.
    pid_t parent;
    // The base's own descriptors go under the caller's numbers (dup3(2)), so that memory need not know which process it
    // is in. Its end of a socket of packets goes under `control`. There it waits for one packet, of `UNDO_TAG_SIZE`
    // bytes, the tag to restore, and two descriptors, which go under `input` and `output`. The end of the stream ends
    // it.
    int control, own_control;
    int input, output;
    // Numbers that get an eventfd(2) of the base's own.
    const int *events;
    size_t event_count;
    // What it writes first, and where: so whoever is to end it learns whose process it is.
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

// Forks a base, which stands for `tag`. `watches`: whether commits are to go to a log; false has every commit need a
// base. The base before it stays usable, for what was committed to it, until the next call: its owner ends it when it
// knows of this one.
int undo_base(uint64_t tag, bool watches, const struct undo_setup *setup);

// Commits what has changed, under a number that names it in a restore. The stack is copied from here up, so that it had
// better not be deep.
int undo_commit(uint64_t tag);

// To be called in any other copy of a process that has bases: it shares nothing with them from now on.
void undo_forget(void);

// What the program is to have in the place of the C library's functions of these names (`CStandIns` puts them there),
// so that changes of the layout show.
void *undo_mmap(void *address, size_t length, int protection, int flags, int file, off_t offset);
int undo_munmap(void *address, size_t length);
int undo_mprotect(void *address, size_t length, int protection);
int undo_madvise(void *address, size_t length, int advice);
void *undo_mremap(void *address, size_t old_length, size_t new_length, int flags, void *target);
int undo_pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument);

// What was done since `undo_prepare`, for measuring.
struct undo_counts {
    uint64_t commits, bases, faults, compared, copied;
    // Bases that were needed because the layout of memory or the heap's end had changed, because one piece of work
    // wrote to many pages, or because the log was full.
    uint64_t layout, heap, large, full;
};
struct undo_counts undo_counts(void);

#endif
