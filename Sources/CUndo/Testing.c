#ifdef TESTABLE_WORKER
#define _GNU_SOURCE
#include "CUndoTesting.h"
#include "Raw.h"
#include "Testing.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

enum { MOST_PAGES = 1 << 18, MISSED_A_PAGE = 99, KILLED = 98 };

struct known_page {
    uintptr_t address;
    uint64_t digest;
};

// Shared by a process and its bases, like the log.
struct testing {
    uintptr_t stack[2][3]; // of each log: of its base, and of commits by parity
    uint64_t commit_steps, restore_steps, note_steps;
    uint64_t golden_token; // 0 where none is asked for
    int introductions;
    int output;
    // All pages as the last base found them, a hash table.
    struct known_page pages[MOST_PAGES];
    unsigned char present[1 << 16];
    char page[PAGE];
};

static struct testing *testing;
static bool doubts, pauses, delays;

void undo_test_options(bool doubts_commits, bool pauses_restores, bool delays_introductions) {
    doubts = doubts_commits;
    pauses = pauses_restores;
    delays = delays_introductions;
}

void undo_test_introduction(void) {
    static const struct timespec delay = {.tv_nsec = 500000000};
    if (delays) RAW(SYS_nanosleep, &delay, 0);
}

static struct testing *shared(void) {
    if (!testing) {
        long result = RAW(SYS_mmap, 0, sizeof *testing, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS |
            MAP_NORESERVE, -1, 0);
        testing = (struct testing *)result;
    }
    return testing;
}

void undo_test_share(void) { shared(); }

void undo_test_forget(void) {
    if (testing) RAW(SYS_munmap, testing, sizeof *testing);
    testing = NULL;
}

void undo_test_ask_for_golden(uint64_t token, int introductions) {
    shared()->golden_token = token;
    testing->introductions = introductions;
}

void undo_test_die(uint64_t at_commit, uint64_t at_restore, uint64_t at_note) {
    shared()->commit_steps = at_commit;
    testing->restore_steps = at_restore;
    testing->note_steps = at_note;
}

void undo_test_note(void) {
    if (!testing || testing->note_steps == 0 || --testing->note_steps > 0) return;
    for (;;) RAW(SYS_exit_group, KILLED);
}

uint64_t *undo_test_commit_steps(void) { return testing ? &testing->commit_steps : NULL; }
uint64_t *undo_test_restore_steps(void) { return testing ? &testing->restore_steps : NULL; }

void undo_test_copy(uint64_t *left, void *to, const void *from, size_t length) {
    if (!left || *left == 0 || --*left > 0) return;
    raw_copy(to, from, length / 2);
    for (;;) RAW(SYS_exit_group, KILLED);
}

static void make_golden(void) {
    if (!testing || !testing->golden_token) return;
    uint64_t token = testing->golden_token;
    testing->golden_token = 0;
    long flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
#if defined(__x86_64__)
    long pid = RAW(SYS_clone, flags, 0, 0, undo_own_words.thread_number);
#else
    long pid = RAW(SYS_clone, flags, 0, 0, 0, undo_own_words.thread_number);
#endif
    if (pid == 0) {
        if (undo->userfaultfd >= 0) RAW(SYS_close, undo->userfaultfd);
        RAW(SYS_write, testing->introductions, &token, sizeof token);
        for (;;) RAW(SYS_ppoll, 0);
    }
}

static bool are_equal(const void *left, const void *right) {
    const uint64_t *a = left, *b = right;
    for (int i = 0; i < PAGE / 8; i++)
        if (a[i] != b[i]) return false;
    return true;
}

static uint64_t digest(const void *page) {
    const uint64_t *words = page;
    uint64_t value = 1469598103934665603u;
    for (int i = 0; i < PAGE / 8; i++) value = (value ^ words[i]) * 1099511628211u + (value >> 29);
    return value;
}

static struct known_page *known(uintptr_t address) {
    uint32_t bucket = (uint32_t)((address / PAGE) * 2654435761u >> 8) & (MOST_PAGES - 1);
    while (testing->pages[bucket].address && testing->pages[bucket].address != address) bucket = (bucket + 1) &
        (MOST_PAGES - 1);
    return &testing->pages[bucket];
}

static void say(const char *text) { RAW(SYS_write, testing->output, text, strlen(text)); }

static void say_number(uintptr_t number) {
    char digits[17] = { 0 };
    for (int i = 0; i < 16; i++) digits[i] = "0123456789abcdef"[number >> (60 - 4 * i) & 15];
    say(digits);
}

static void for_all_pages(const struct log *log, void (*body)(const struct log *, uintptr_t)) {
    for (uint32_t i = 0; i < log->layout.count; i++) {
        struct range range = log->layout.ranges[i];
        for (uintptr_t at = range.start; at < range.end; at += sizeof testing->present * PAGE) {
            uintptr_t length = range.end - at < sizeof testing->present * PAGE ? range.end - at : sizeof
                testing->present * PAGE;
            long result = RAW(SYS_mincore, at, length, testing->present);
            if (result == -ENOMEM) continue; // a hole
            for (uintptr_t page = 0; page < length / PAGE; page++)
                if (testing->present[page] & 1) body(log, at + page * PAGE);
        }
    }
}

static void learn(const struct log *log, uintptr_t page) {
    (void)log;
    struct known_page *entry = known(page);
    entry->address = page;
    entry->digest = digest((void *)page);
}

// The page as the last commit has it.
static const char *committed_page(const struct log *log, uint32_t slot) {
    const struct changes *changes = &undo->changes[undo->current];
    raw_copy(testing->page, undo->pages[undo->current][slot], PAGE);
    for (uint32_t i = 0; i < changes->count[log->committed & 1]; i++) {
        const struct place *place = &changes->places[i];
        if (place->slot == slot) raw_copy(testing->page + place->offset, changes->lines[i], LINE);
    }
    return testing->page;
}

static void check(const struct log *log, uintptr_t page) {
    static const char zeros[PAGE];
    struct slot *slot = undo_slot((struct log *)log, page, false);
    const char *what = NULL;
    if (slot && slot->first) {
        if (!are_equal(committed_page(log, (uint32_t)(slot - log->slots)), (void *)page)) what =
            "differs from the log: ";
    } else {
        struct known_page *entry = known(page);
        if (entry->address ? entry->digest != digest((void *)page) : !are_equal(zeros, (void *)page))
            what = entry->address ? "differs from the base: " : "is new: ";
    }
    if (!what) return;
    say("\nA page of memory ");
    say(what);
    say_number(page);
    say("\n");
    for (;;) RAW(SYS_exit_group, MISSED_A_PAGE);
}

void undo_test_base(const struct undo_setup *setup, uintptr_t stack) {
    shared()->stack[undo->noting][2] = stack;
    testing->output = setup->output;
    if (doubts && undo->watching) {
        memset(testing->pages, 0, sizeof testing->pages);
        for_all_pages(&undo->logs[undo->noting], learn);
    }
    make_golden();
}

void undo_test_commit(uintptr_t stack) {
    const struct log *log = &undo->logs[undo->current];
    shared()->stack[undo->current][log->committed & 1] = stack;
    if (doubts) for_all_pages(log, check);
    make_golden();
}

void undo_test_restored(const struct undo_setup *setup, uint64_t commit) {
    if (!pauses) return;
    struct undo_test_pause pause = {
        .stack = testing->stack[undo->current][commit ? commit & 1 : 2],
        .thread_number = undo_own_words.thread_number,
        .rseq = undo_own_words.rseq,
    };
    RAW(SYS_write, setup->output, &pause, sizeof pause);
    char byte;
    while (RAW(SYS_read, setup->input, &byte, 1) == -EINTR) {}
}
#endif
