// What the parts of this target share.
#ifndef ISOLATES_UNDO_H
#define ISOLATES_UNDO_H

#include "CUndo.h"

#include <setjmp.h>
#include <signal.h>

#define HIDDEN __attribute__((visibility("hidden")))

enum {
    PAGE = 4096,
    // Distinct pages that a log holds, in two versions; more need a new base. It bounds the memory of a log to 12 MB.
    SLOTS = 1536,
    // Of a log's hash table; a power of two, at least twice `SLOTS`.
    BUCKETS = 4096,
    // Pages up to which a log that is of no use any more keeps its memory, for the next one.
    SLOTS_KEPT = 192,
    // Ranges of memory that are watched.
    RANGES = 512,
    // Open pages whose comparison is dearer than a base. With 512, runs of 3,000 objects of garbage took a base every
    // other time.
    MOST_OPEN = 1024,
    // Faults in one piece of work after which it is left alone: a fault costs 5 µs, and a base as much as some hundred.
    MOST_FAULTS = 256,
    // Large pieces of work in a row, after which nearly 2 to the power of so many go unwatched: to be told of their
    // pages only to make a base after all costs a third of what a fork does.
    MOST_LARGE = 5,
    // Open pages up to which they stay open over a new base.
    MOST_CARRIED = 384,
    // Commits without a change after which a page is protected again: to be told of the next write costs as much as
    // some twenty comparisons. With 2 where many were open a run of garbage had 108 faults instead of 22.
    COMMITS_OPEN = 8,
    // Pages of fresh memory that one fault makes present.
    FRESH_PAGES = 4,
    RESTORER_STACK = 16384,
};

// Of no commit.
#define NO_TAG UINT64_MAX

struct range {
    uintptr_t start, end;
};

// The private memory that may be written to, in order. `changed`: it is no longer as the last base found it. `unseen`:
// there may be memory that is not in it, so that nothing can be watched.
struct layout {
    uint32_t count;
    bool changed, unseen;
    struct range ranges[RANGES];
};

struct slot {
    uintptr_t address;
    // Which commit each of the two versions is of; 0: none.
    uint64_t commit[2];
    uint16_t unchanged;
    bool open;
};

// The commits since a base, counted from 1; 0 is the base itself. `begun` is ahead of `committed` while one is being
// written.
struct log {
    uint64_t begun, committed;
    uint64_t base_tag, tag[2];
    jmp_buf resume_base, resume[2];
    struct layout layout;
    uintptr_t heap_end;
    uint32_t slot_count;
    uint16_t buckets[BUCKETS];
    struct slot slots[SLOTS];
};

// What is not undone: memory shared by a process and its bases. Two logs, since a base is of use until its owner knows
// of the next.
struct undo {
    int userfaultfd;
    int current;
    bool watching;
    // Whether this process has restored, and shares it with the one before.
    bool inherited;
    // Whether all ranges are registered as the layout has them.
    bool registered;
    // Faults since the last commit; the log to note them in; the slots of open pages.
    uint32_t faults;
    // Large pieces of work in a row, and how many bases are still to be made without watching what comes after.
    uint32_t large, unwatched;
    int noting;
    uint32_t open_count;
    uint16_t open[SLOTS];
    struct layout layout;
    struct undo_counts counts;
    struct log logs[2];
    char stacks[2][RESTORER_STACK] __attribute__((aligned(64)));
    char pages[2][SLOTS][2][PAGE] __attribute__((aligned(PAGE)));
};

HIDDEN extern struct undo *undo;

// Words of this process's that its kernel writes to, or that name it. They are never restored.
struct own_words {
    uintptr_t thread_number; // 4 bytes
    uintptr_t rseq;          // rseq(2), 32 bytes; 0 where there is none
};
HIDDEN extern struct own_words undo_own_words;

// Layout.c
HIDDEN struct layout *undo_layout(void);
HIDDEN int undo_read_layout(void);
HIDDEN void undo_layout_add(struct layout *layout, uintptr_t start, uintptr_t end);
HIDDEN void undo_layout_remove(struct layout *layout, uintptr_t start, uintptr_t end);
HIDDEN uintptr_t undo_heap_end(void);
extern HIDDEN struct range undo_stack;
extern HIDDEN uintptr_t undo_heap_start;

// Watch.c
HIDDEN struct slot *undo_slot(struct log *log, uintptr_t address, bool makes);
HIDDEN bool undo_watch(void);
HIDDEN void undo_stop_watching(void);
HIDDEN void undo_protect(uintptr_t address, size_t length, bool protects);

// Restorer.c
HIDDEN _Noreturn void undo_wait_as_base(int index, const struct undo_setup *setup, int userfaultfd);

#endif
