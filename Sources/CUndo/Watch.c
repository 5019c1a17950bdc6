// Finds out which pages are written to.
#define _GNU_SOURCE
#include "Undo.h"
#include "Raw.h"
#include "Testing.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif

struct slot *undo_slot(struct log *log, uintptr_t address, bool makes) {
    uint32_t bucket = (uint32_t)((address / PAGE) * 2654435761u >> 12) & (BUCKETS - 1);
    for (; log->buckets[bucket]; bucket = (bucket + 1) & (BUCKETS - 1)) {
        struct slot *slot = &log->slots[log->buckets[bucket] - 1];
        if (slot->address == address) return slot;
    }
    if (!makes || log->slot_count == SLOTS) return NULL;
    struct slot *slot = &log->slots[log->slot_count];
    *slot = (struct slot){ .address = address };
    undo_test_note();
    // Only after the slot was filled: this process may die at any instruction, and the base would restore the page of
    // an earlier use of the slot.
    __atomic_store_n(&log->slot_count, log->slot_count + 1, __ATOMIC_RELEASE);
    log->buckets[bucket] = (uint16_t)log->slot_count;
    return slot;
}

void undo_protect(uintptr_t address, size_t length, bool protects) {
    struct uffdio_writeprotect request = {
        .range = { address, length },
        .mode = protects ? UFFDIO_WRITEPROTECT_MODE_WP : UFFDIO_WRITEPROTECT_MODE_DONTWAKE,
    };
    long result;
    // The kernel may interrupt this for a large range.
    do { result = RAW(SYS_ioctl, undo->userfaultfd, UFFDIO_WRITEPROTECT, &request); } while (result == -EAGAIN);
    // A write may go unnoticed.
    if (result < 0) undo->layout.changed = true;
}

static const struct range *watched_range(uintptr_t address) {
    const struct layout *layout = &undo->logs[undo->noting].layout;
    uint32_t low = 0, high = layout->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (layout->ranges[middle].end <= address) low = middle + 1;
        else high = middle;
    }
    return low < layout->count && layout->ranges[low].start <= address ? &layout->ranges[low] : NULL;
}

static void note_open(struct log *log, uintptr_t page) {
    struct slot *slot = undo_slot(log, page, true);
    if (!slot) {
        if (!undo->layout.changed) undo->counts.full++;
        undo->layout.changed = true; // the log is full: the next commit needs a base
    } else if (!slot->open) {
        slot->open = true;
        slot->unchanged = 0;
        undo->open[undo->open_count++] = (uint16_t)(slot - log->slots);
    }
}

// Makes up to `FRESH_PAGES` pages of fresh memory present, but none behind `end`, and opens them.
static void make_present(struct log *log, uintptr_t page, uintptr_t end) {
    uintptr_t stop = page + FRESH_PAGES * PAGE < end ? page + FRESH_PAGES * PAGE : end;
    struct uffdio_zeropage request = { .range = { page, stop - page }, .mode = UFFDIO_ZEROPAGE_MODE_DONTWAKE };
    if (RAW(SYS_ioctl, undo->userfaultfd, UFFDIO_ZEROPAGE, &request) == -ENOENT) {
        // A mapping with another protection begins before `stop`.
        request.range.len = PAGE;
        RAW(SYS_ioctl, undo->userfaultfd, UFFDIO_ZEROPAGE, &request);
    }
    for (long made = 0; made < request.zeropage; made += PAGE) note_open(log, page + (uintptr_t)made);
    if (request.zeropage > 0) return;
    // The page exists after all: it had been swapped out.
    undo_protect(page, PAGE, false);
    note_open(log, page);
}

// The block of the engine's heap that a page is in, or what of it is in the page's range.
static struct range block_of(uintptr_t page, const struct range *range) {
    uintptr_t start = page & ~(uintptr_t)(BLOCK_PAGES * PAGE - 1), end = start + BLOCK_PAGES * PAGE;
    return (struct range){ start < range->start ? range->start : start, end < range->end ? end : range->end };
}

// Whether a page is present and can be read. The kernel reads the set of signals before it refuses what to do with it.
static bool is_readable(uintptr_t page) {
    enum { NO_SUCH_CHANGE = -1 };
    return RAW(SYS_rt_sigprocmask, NO_SUCH_CHANGE, page, NULL, 8) != -EFAULT;
}

// A commit reads the open pages, so those that are absent, or that nothing may access, are left alone.
static void open_block(struct log *log, struct range pages) {
    undo_protect(pages.start, pages.end - pages.start, false);
    for (uintptr_t page = pages.start; page < pages.end; page += PAGE)
        if (is_readable(page)) note_open(log, page);
}

static bool is_absent(const ucontext_t *context, const struct slot *slot) {
#if defined(__x86_64__)
    (void)slot;
    return (context->uc_mcontext.gregs[REG_ERR] & 1) == 0; // the page fault's error code: no page was present
#else
    (void)context;
    return slot && slot->open; // it is open already, and there was a fault all the same
#endif
}

// Handles the first write to a protected page, or the first access to memory that is not present. Writes to no watched
// memory but the stack.
static void on_bus_error(int signal, siginfo_t *information, void *context) {
    uintptr_t page = (uintptr_t)information->si_addr & ~(uintptr_t)(PAGE - 1);
    const struct range *range = undo && undo->registered ? watched_range(page) : NULL;
    if (!range) {
        // Not caused by watching. The instruction is repeated, and the signal then ends the process.
        struct sigaction action = { .sa_handler = SIG_DFL };
        sigaction(signal, &action, NULL);
        return;
    }
    undo->counts.faults++;
    // If the layout has changed, a base is needed in any case.
    if (++undo->faults > MOST_FAULTS || undo->layout.changed) return undo_stop_watching();
    struct log *log = &undo->logs[undo->noting];
    if (is_absent(context, undo_slot(log, page, false))) return make_present(log, page, range->end);
    if (undo->faults > FEW_FAULTS) open_block(log, block_of(page, range));
    else undo_protect(page, PAGE, false);
    note_open(log, page);
}

// Stops watching for the rest of this piece of work.
void undo_stop_watching(void) {
    if (!undo->registered) return;
    const struct layout *layout = &undo->logs[undo->noting].layout;
    for (uint32_t i = 0; i < layout->count; i++) {
        struct uffdio_range range = { layout->ranges[i].start, layout->ranges[i].end - layout->ranges[i].start };
        RAW(SYS_ioctl, undo->userfaultfd, UFFDIO_UNREGISTER, &range);
    }
    // Only now: a signal's handler may meanwhile have written to what was still protected.
    undo->registered = false;
}

_Static_assert(UNDO_USERFAULTFD_FLAGS == (UFFD_USER_MODE_ONLY | O_CLOEXEC) && UNDO_REQUEST_TYPE == UFFDIO,
    "as the kernel has them");

struct undo_requests undo_requests(void) {
    return (struct undo_requests){ { UFFDIO_API, UFFDIO_REGISTER, UFFDIO_UNREGISTER, UFFDIO_WRITEPROTECT,
        UFFDIO_ZEROPAGE } };
}

static int open_userfaultfd(void) {
    long descriptor = RAW(SYS_userfaultfd, UNDO_USERFAULTFD_FLAGS);
    if (descriptor < 0) return (int)descriptor;
    struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP | UFFD_FEATURE_SIGBUS };
    long result = RAW(SYS_ioctl, descriptor, UFFDIO_API, &api);
    if (result == 0) return (int)descriptor;
    RAW(SYS_close, descriptor);
    return (int)result;
}

bool undo_can_watch(void) {
    int descriptor = open_userfaultfd();
    if (descriptor < 0) {
        errno = -descriptor;
        return false;
    }
    RAW(SYS_close, descriptor);
    return true;
}

// Registers all ranges in the layout of the log that faults are noted in.
bool undo_watch(void) {
    if (undo->userfaultfd < 0) {
        undo->userfaultfd = open_userfaultfd();
        if (undo->userfaultfd < 0) return false;
        struct sigaction action = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO };
        sigfillset(&action.sa_mask);
        sigaction(SIGBUS, &action, NULL);
    }
    const struct layout *layout = &undo->logs[undo->noting].layout;
    undo->registered = true;
    for (uint32_t i = 0; i < layout->count; i++) {
        struct uffdio_register request = {
            .range = { layout->ranges[i].start, layout->ranges[i].end - layout->ranges[i].start },
            .mode = UFFDIO_REGISTER_MODE_MISSING | UFFDIO_REGISTER_MODE_WP,
        };
        if (RAW(SYS_ioctl, undo->userfaultfd, UFFDIO_REGISTER, &request) < 0) {
            undo_stop_watching();
            return false;
        }
    }
    return true;
}
