// Declarations that the files of this target share.
#ifndef ISOLATES_UNDO_H
#define ISOLATES_UNDO_H

#include "CUndo.h"

#include <setjmp.h>
#include <signal.h>

#define HIDDEN __attribute__((visibility("hidden")))

enum {
    PAGE = 4096,
    // The unit in which changes are kept, in bytes: a line of the processor's cache.
    LINE = 64,
    // How many distinct pages a log holds; more need a new base. A script that makes objects and forgets them writes to
    // all pages of its heap in turn, so there should be room for the heap of a context with a library.
    SLOTS = 6144,
    // How many lines a commit can change in pages that the log has already, which is 3072 whole pages; more need a new
    // base. With `SLOTS`, this bounds the memory of a log to 39 MB.
    LINES = 3 << 16,
    // The size of a log's hash table: a power of two, at least twice `SLOTS`.
    BUCKETS = 16384,
    // A log that is no longer used keeps its memory for the next one if it has at most this many pages.
    SLOTS_KEPT = 192,
    // How many ranges of memory can be watched.
    RANGES = 512,
    // After this many faults, the rest of a piece of work is not watched. A fault costs 5 µs, so that a base would have
    // cost less. But the pages will be open the next time. With 256, each run of a library that wrote to 400 pages
    // needed a base.
    MOST_FAULTS = 2048,
    // A piece of work that changes the layout needs a base in any case, so more faults than these were a waste.
    FEW_FAULTS = 64,
    // The engine allocates small objects in blocks of so many pages, one after the other. A piece of work with more
    // than `FEW_FAULTS` probably fills such blocks, so each further fault opens a block. Runs that make 100,000 objects
    // took 1.1 times as long as with a base for each without this, and 0.8 times with it.
    BLOCK_PAGES = 4,
    // After n large pieces of work of one kind in a row, the next 2ⁿ - 1 of that kind go unwatched; n is at most this.
    // Watching work that needs a base in any case costs as much as the work itself.
    MOST_LARGE = 5,
    // How many kinds of work are known. One that comes later takes the place of another.
    KINDS = 64,
    // Pages stay open across a new base if at most this many are open.
    MOST_CARRIED = 384,
    // An open page is protected again after some commits without a change: after the fewest if many pages are open, and
    // after the most if so few are that they are compared less than `COMPARISONS` times meanwhile. A comparison costs
    // 0.1 µs, and the fault of the next write 5 µs. Every eighth run of `count += 1` writes to the same dozen pages,
    // which with at most 8 commits were always protected just before.
    FEWEST_COMMITS_OPEN = 16,
    MOST_COMMITS_OPEN = 32,
    COMPARISONS = 8192,
    // If more pages than this are open, and of so many only one has changed, other work has opened them. Then they are
    // protected again after so few commits: comparing 5,000 pages takes as long as five runs of `count += 1`.
    MANY_OPEN = 1024,
    FEW_CHANGED = 16,
    COMMITS_OPEN_AFTER_OTHER_WORK = 2,
    // How many pages of fresh memory one fault makes present.
    FRESH_PAGES = 4,
    RESTORER_STACK = 16384,
};

// The tag of no commit.
#define NO_TAG UINT64_MAX

struct range {
    uintptr_t start, end;
};

// The private memory that may be written to, as sorted ranges. `changed`: it differs from what the last base found.
// `unseen`: there may be memory that is in no range, so that nothing can be watched.
struct layout {
    uint32_t count;
    bool changed, unseen;
    struct range ranges[RANGES];
};

struct slot {
    uintptr_t address;
    // The first commit that has the page; 0 for none. Before it, the page is as in the base.
    uint64_t first;
    // How many commits in a row have found the open page unchanged.
    uint16_t unchanged;
    bool open;
};

// The commits since a base, counted from 1; 0 is the base itself. `begun` is ahead of `committed` while a commit is
// being written.
struct log {
    // The token that the last base of this log has written; 0 for none.
    uint64_t introduced;
    uint64_t begun, committed;
    uint64_t base_tag, tag[2];
    jmp_buf resume_base, resume[2];
    struct layout layout;
    uintptr_t heap_end;
    uint32_t slot_count;
    uint16_t buckets[BUCKETS];
    struct slot slots[SLOTS];
};

// The lines that a commit changed in pages whose versions are those of the commit before. A page that the log did not
// have before is not among them: its version is that of this commit.
struct changes {
    // How many lines there are, by the parity of the commit: 0 for the commit before, whose lines have been applied.
    uint32_t count[2];
    struct place {
        uint16_t slot, offset;
    } places[LINES];
    char lines[LINES][LINE] __attribute__((aligned(LINE)));
} __attribute__((aligned(PAGE)));

// What is known of a kind of work.
struct kind {
    uint64_t number; // 0: free
    // How many pieces of this work were large in a row, and how many more go unwatched.
    uint32_t large, unwatched;
};

// The state that is not undone: memory shared by a process and its bases. There are two logs, because a base is needed
// until its owner knows of the next one.
struct undo {
    int userfaultfd;
    int current;
    bool watching;
    // Whether this process was restored and still shares the memory with the process that it has replaced.
    bool inherited;
    // Whether all ranges of the layout are registered.
    bool registered;
    // Faults since the last commit.
    uint32_t faults;
    // The kinds of work, each at its number modulo `KINDS`, and the number of the kind that is being done, or 0.
    struct kind kinds[KINDS];
    uint64_t kind;
    // The log to note faults in, and the slots of the open pages.
    int noting;
    uint32_t open_count;
    // How many open pages the last commit found changed.
    uint32_t changed;
    uint16_t open[SLOTS];
    struct layout layout;
    struct undo_counts counts;
    struct log logs[2];
    char stacks[2][RESTORER_STACK] __attribute__((aligned(64)));
    // A version of the page of each slot.
    char pages[2][SLOTS][PAGE] __attribute__((aligned(PAGE)));
    struct changes changes[2]; // of the last commit of each log
};

HIDDEN extern struct undo *undo;

// Words of this process that the kernel writes to, or that identify the process. They are never restored.
struct own_words {
    uintptr_t thread_number; // 4 bytes
    uintptr_t rseq;          // rseq(2), 32 bytes; 0 if there is none
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

// SmallMappings.c
// A kept mapping for such a call of mmap(2), filled with zeros; NULL if there is none.
HIDDEN void *undo_take_small(void *address, size_t length, int protection, int flags);
// Such a call of mmap(2) has returned `result`.
HIDDEN void undo_note_small(void *address, size_t length, int protection, int flags, void *result);
// Keeps what was to be unmapped. Returns false if it must be unmapped.
HIDDEN bool undo_keep_small(void *address, size_t length);
// Something else becomes of this memory.
HIDDEN void undo_forget_small(void *address, size_t length);

// Versions.c
HIDDEN void undo_prepare_versions(void);
// Saves what has changed in a page. Returns false if the log can't hold it.
HIDDEN bool undo_save(struct log *log, int index, struct slot *slot, uint64_t commit);
// Applies the changes of a commit to the versions of the commit before. It may have been done already, or in part.
HIDDEN void undo_apply(int index, uint64_t commit, uint64_t *test_steps);

// Watch.c
HIDDEN struct slot *undo_slot(struct log *log, uintptr_t address, bool makes);
HIDDEN bool undo_watch(void);
HIDDEN void undo_stop_watching(void);
HIDDEN void undo_protect(uintptr_t address, size_t length, bool protects);

// Restorer.c
HIDDEN _Noreturn void undo_wait_as_base(int index, const struct undo_setup *setup, int userfaultfd);

#endif
