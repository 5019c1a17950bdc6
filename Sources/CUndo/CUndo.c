#define _GNU_SOURCE
#include "Undo.h"
#include "Raw.h"
#include "Testing.h"

#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
    // How often a process yields to its base before it sleeps.
    YIELDS = 20,
    // How many seconds a base may take to introduce itself. The owner waits for 30 s.
    PATIENCE = 20,
};

struct undo *undo;
struct own_words undo_own_words;
static struct undo_counts counts_before;

struct undo_counts undo_counts(void) { return undo ? undo->counts : counts_before; }

static int find_own_words(void) {
    int *thread_number = NULL;
    if (prctl(PR_GET_TID_ADDRESS, &thread_number) < 0) return -1;
    undo_own_words.thread_number = (uintptr_t)thread_number;
    if (__rseq_size > 0) undo_own_words.rseq = (uintptr_t)__builtin_thread_pointer() + (uintptr_t)__rseq_offset;
    return 0;
}

int undo_prepare(void) {
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, -1);
    mallopt(M_TOP_PAD, 4 << 20);
    // The kernel would watch a huge page as one page.
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    if (sysconf(_SC_PAGESIZE) != PAGE) {
        errno = ENOTSUP;
        return -1;
    }
    // The first call of a library function writes to memory, which must not happen during a commit.
    jmp_buf unused;
    if (_setjmp(unused)) return -1;
    undo_prepare_versions();
    if (find_own_words() < 0 || undo_read_layout() < 0) return -1;
    // The kernel may write to these words at any time, so their page is not watched, and they are always copied.
    uintptr_t page = undo_own_words.rseq & ~(uintptr_t)(PAGE - 1);
    if (page) undo_layout_remove(undo_layout(), page, page + PAGE);
    return 0;
}

static bool map_shared_memory(void) {
    // `undo_prepare` may not have been called in this process.
    if (!undo_own_words.thread_number && find_own_words() < 0) return false;
    long result = RAW(SYS_mmap, 0, sizeof *undo, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1,
        0);
    if (result < 0 && result > -PAGE) {
        errno = (int)-result;
        return false;
    }
    struct undo *shared = (struct undo *)result;
    shared->userfaultfd = -1;
    shared->layout = *undo_layout();
    undo = shared;
    undo_test_share();
    return true;
}

void undo_forget(void) {
    if (!undo) return;
    struct undo *shared = undo;
    counts_before = shared->counts;
    if (shared->userfaultfd >= 0) RAW(SYS_close, shared->userfaultfd);
    undo = NULL;
    undo_test_forget();
    *undo_layout() = shared->layout;
    RAW(SYS_munmap, shared, sizeof *shared);
}

// Blocks the signals whose handlers could write to memory that is being copied: all but that of a first write.
static void block_signals(uint64_t *before) {
    uint64_t all = ~((uint64_t)1 << (SIGBUS - 1));
    RAW(SYS_rt_sigprocmask, SIG_BLOCK, &all, before, 8);
}

static void restore_signals(const uint64_t *before) { RAW(SYS_rt_sigprocmask, SIG_SETMASK, before, NULL, 8); }

// Returns false if the log is full.
static bool save_unwatched(struct log *log, int index, uintptr_t from, uintptr_t to, uint64_t commit) {
    for (uintptr_t page = from & ~(uintptr_t)(PAGE - 1); page < to; page += PAGE) {
        struct slot *slot = undo_slot(log, page, true);
        if (!slot || !undo_save(log, index, slot, commit)) return false;
    }
    return true;
}

// How many commits an open page stays open without a change.
static uint32_t commits_open(void) {
    bool were_opened_by_other_work = undo->open_count > MANY_OPEN && undo->changed < undo->open_count / FEW_CHANGED;
    if (were_opened_by_other_work) return COMMITS_OPEN_AFTER_OTHER_WORK;
    uint32_t commits = COMPARISONS / (undo->open_count + 1);
    if (commits > MOST_COMMITS_OPEN) return MOST_COMMITS_OPEN;
    return commits < FEWEST_COMMITS_OPEN ? FEWEST_COMMITS_OPEN : commits;
}

// Returns false if the log is full.
static bool save_open(struct log *log, int index, uint64_t commit) {
    uint32_t kept = 0, limit = commits_open();
    uint64_t copied = undo->counts.copied;
    bool fits = true;
    // Adjacent pages are protected by one call.
    struct range closed = { 0, 0 };
    // To read an absent page raises a signal, whose handler opens more pages.
    for (uint32_t i = 0; i < __atomic_load_n(&undo->open_count, __ATOMIC_RELAXED); i++) {
        struct slot *slot = &log->slots[undo->open[i]];
        fits = undo_save(log, index, slot, commit) && fits;
        if (slot->unchanged < limit) {
            undo->open[kept++] = undo->open[i];
            continue;
        }
        slot->open = false;
        if (slot->address == closed.end) {
            closed.end += PAGE;
            continue;
        }
        if (closed.end > 0) undo_protect(closed.start, closed.end - closed.start, true);
        closed = (struct range){ slot->address, slot->address + PAGE };
    }
    if (closed.end > 0) undo_protect(closed.start, closed.end - closed.start, true);
    undo->open_count = kept;
    undo->changed = (uint32_t)(undo->counts.copied - copied);
    return fits;
}

static void stop_watching_all(void) {
    undo->open_count = 0;
    undo->watching = false;
    undo_stop_watching();
}

// What is known of the work that is being done; NULL if that is of no kind.
static struct kind *this_kind(void) {
    if (undo->kind == 0) return NULL;
    struct kind *kind = &undo->kinds[undo->kind % KINDS];
    if (kind->number != undo->kind) *kind = (struct kind){ .number = undo->kind };
    return kind;
}

void undo_begin(uint64_t number) {
    if (!undo) return;
    undo->kind = number;
    struct kind *kind = this_kind();
    if (!kind || kind->unwatched == 0) return;
    kind->unwatched--;
    stop_watching_all();
}

// The piece of work was watched in vain, and it cost much.
static void note_large(void) {
    struct kind *kind = this_kind();
    if (!kind) return;
    if (kind->large < MOST_LARGE) kind->large++;
    if (kind->large > 1) kind->unwatched = (1u << kind->large) - 1;
}

// The piece of work is in the log.
static void note_small(void) {
    struct kind *kind = this_kind();
    if (kind) kind->large = 0;
}

// The next piece of work is probably of the same kind.
static bool expects_large(void) {
    const struct kind *kind = this_kind();
    return kind && kind->unwatched > 0;
}

static bool log_holds_no_more(const struct log *log) {
    if (!undo || !undo->watching) return true;
    struct undo_counts *counts = &undo->counts;
    if (undo->layout.changed || undo->layout.unseen) {
        if (undo->faults > FEW_FAULTS) note_large();
        return counts->layout++, true;
    }
    if (undo_heap_end() != log->heap_end) return counts->heap++, true;
    if (!undo->registered) {
        note_large();
        return counts->large++, true;
    }
    return false;
}

// The base of a log is of no use any more. If it is told to restore nevertheless, it finds nothing, and ends.
static void retire_log(int index) {
    __atomic_store_n(&undo->logs[index].committed, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&undo->logs[index].base_tag, NO_TAG, __ATOMIC_SEQ_CST);
}

static void free_log(int index) {
    RAW(SYS_madvise, undo->pages[index], sizeof undo->pages[0], MADV_REMOVE);
    RAW(SYS_madvise, &undo->changes[index], sizeof undo->changes[0], MADV_REMOVE);
}

// Makes room for the changes of a commit, once those of the commit before it are applied.
static void begin_changes(struct changes *changes, uint64_t commit) {
    __atomic_store_n(&changes->count[(commit - 1) & 1], 0, __ATOMIC_RELEASE);
    // Only afterwards, because this process may die at any instruction.
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    changes->count[commit & 1] = 0;
}

__attribute__((noinline)) int undo_commit(uint64_t tag) {
    struct log *log = undo ? &undo->logs[undo->current] : NULL;
    if (log_holds_no_more(log)) return UNDO_NEEDS_BASE;
    uint64_t signals;
    block_signals(&signals);
    int index = undo->current;
    uint64_t commit = log->committed + 1;
    __atomic_store_n(&log->begun, commit, __ATOMIC_RELEASE);
    if (_setjmp(log->resume[commit & 1])) {
        restore_signals(&signals);
        return UNDO_RESTORED;
    }
    uintptr_t here = stack_pointer();
    undo_apply(index, log->committed, undo_test_commit_steps());
    begin_changes(&undo->changes[index], commit);
    bool fits = save_open(log, index, commit) && save_unwatched(log, index, here, undo_stack.end, commit) &&
                (!undo_own_words.rseq || save_unwatched(log, index, undo_own_words.rseq, undo_own_words.rseq + 32,
                    commit));
    if (fits) {
        log->tag[commit & 1] = tag;
        __atomic_store_n(&log->committed, commit, __ATOMIC_RELEASE);
        if (undo->registered) note_small();
        else note_large();
        undo->faults = 0;
        undo->kind = 0;
        undo->counts.commits++;
        // Nobody needs the other log any more: this piece of work was requested after the owner had learned of the
        // base that began this one.
        if (commit == 1) {
            retire_log(!index);
            if (undo->logs[!index].slot_count > SLOTS_KEPT) free_log(!index);
        }
        undo_test_commit((uintptr_t)__builtin_frame_address(0));
    } else {
        note_large();
        undo->counts.full++;
        undo->layout.changed = true;
    }
    restore_signals(&signals);
    return fits ? UNDO_DONE : UNDO_NEEDS_BASE;
}

// Empties the log for the next base.
static struct log *begin_log(int index, uint64_t tag) {
    struct log *log = &undo->logs[index];
    log->introduced = 0;
    log->begun = log->committed = 0;
    log->base_tag = tag;
    if (log->slot_count > SLOTS_KEPT) free_log(index);
    log->slot_count = 0;
    undo->changes[index].count[0] = undo->changes[index].count[1] = 0;
    memset(log->buckets, 0, sizeof log->buckets);
    log->heap_end = undo_heap_end();
    undo_layout_add(&undo->layout, undo_heap_start, (log->heap_end + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
    undo->layout.changed = false;
    log->layout = undo->layout;
    return log;
}

// Keeps the open pages open in the new log. Protecting them and taking the faults again would cost more.
static void carry_over(const struct log *old, struct log *log) {
    for (uint32_t i = 0; i < undo->open_count; i++) {
        struct slot *slot = undo_slot(log, old->slots[undo->open[i]].address, true);
        slot->open = true;
        undo->open[i] = (uint16_t)(slot - log->slots);
    }
}

static void watch_all(const struct layout *layout) {
    undo->open_count = 0;
    undo->watching = !layout->unseen && undo_watch();
    if (!undo->watching) undo_stop_watching();
    for (uint32_t i = 0; undo->watching && i < layout->count; i++)
        undo_protect(layout->ranges[i].start, layout->ranges[i].end - layout->ranges[i].start, true);
}

void undo_discard_log(void) {
    if (!undo) return;
    stop_watching_all();
    undo->layout.changed = true;
    for (int i = 0; i < 2; i++) {
        retire_log(i);
        free_log(i);
    }
}

// The process that this one has replaced may still be working on the memory that both share: SIGKILL does not interrupt
// every system call, for example that of `free_log`. It executes nothing of its own any more.
static bool replace_shared_memory(void) {
    struct undo *old = undo;
    if (!map_shared_memory()) return false;
    undo->counts = old->counts;
    memcpy(undo->kinds, old->kinds, sizeof undo->kinds);
    undo->kind = old->kind;
    RAW(SYS_munmap, old, sizeof *old);
    return true;
}

static long fork_sibling(void) {
    long flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
#if defined(__x86_64__)
    return RAW(SYS_clone, flags, 0, 0, undo_own_words.thread_number);
#else
    return RAW(SYS_clone, flags, 0, 0, 0, undo_own_words.thread_number);
#endif
}

static time_t seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

// Waits until the zygote can learn whose process the base is. Until then the zygote takes the base for a copy that
// nobody asked for, and kills it along with this process. On an overloaded machine it may be long before the base gets
// a processor. Returns false if it got none in time. If it introduces itself later, nobody expects it any more.
static bool await_introduction(const struct log *log, uint64_t token) {
    static const struct timespec pause = {.tv_nsec = 200000};
    time_t start = 0;
    for (int i = 0;; i++) {
        if (__atomic_load_n(&log->introduced, __ATOMIC_ACQUIRE) == token) return true;
        if (i < YIELDS) {
            RAW(SYS_sched_yield, 0);
            continue;
        }
        if (start == 0) start = seconds_now();
        if (seconds_now() - start > PATIENCE) return false;
        RAW(SYS_nanosleep, &pause, 0);
    }
}

__attribute__((noinline)) int undo_base(uint64_t tag, bool watches, const struct undo_setup *setup) {
    if (!undo && !map_shared_memory()) return UNDO_FAILED;
    if (undo->inherited && !replace_shared_memory()) return UNDO_FAILED;
    uint64_t signals;
    block_signals(&signals);
    const struct log *old = &undo->logs[undo->current];
    watches = watches && !expects_large();
    bool carries = watches && undo->watching && undo->registered && !undo->layout.changed && !undo->layout.unseen &&
                   undo_heap_end() == old->heap_end && undo->open_count <= MOST_CARRIED;
    int index = !undo->current;
    struct log *log = begin_log(index, tag);
    undo->noting = index;
    // Before the fork, because every write after it has to be noted.
    if (carries) carry_over(old, log);
    else if (watches) watch_all(&log->layout);
    else stop_watching_all();
    undo->faults = 0;
    undo->kind = 0;
    undo->counts.bases++;
    if (_setjmp(log->resume_base)) {
        restore_signals(&signals);
        return UNDO_RESTORED;
    }
    long pid = fork_sibling();
    if (pid == 0) undo_wait_as_base(index, setup, undo->userfaultfd);
    if (pid > 0 && !await_introduction(log, setup->token)) pid = -EAGAIN;
    if (pid < 0) {
        undo->layout.changed = true; // the pages are noted in a log without a base
    } else {
        undo->current = index;
        undo_test_base(setup, (uintptr_t)__builtin_frame_address(0));
    }
    restore_signals(&signals);
    if (pid < 0) {
        errno = (int)-pid;
        return UNDO_FAILED;
    }
    return UNDO_DONE;
}
