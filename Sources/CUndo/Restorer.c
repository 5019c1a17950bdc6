// The code of a waiting base. It runs on a stack in shared memory and makes only raw system calls, because anything
// that it wrote to private memory would be in no log.
#define _GNU_SOURCE
#include "Undo.h"
#include "Raw.h"
#include "Testing.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

// EX_SOFTWARE of sysexits(3): the requested commit is not in the log.
enum { NO_SUCH_COMMIT = 70 };

struct waiting {
    int index, userfaultfd;
    struct undo_setup setup;
};

static void end_process(int status) {
    for (;;) RAW(SYS_exit_group, status);
}

static void take_own_descriptors(const struct undo_setup *setup) {
    // As long as the pipes of the other process are open here, nobody notices its end. Their numbers stay in use.
    const int numbers[] = { setup->control, setup->input, setup->output };
    for (int i = 0; i < 3; i++) RAW(SYS_dup3, setup->own_control, numbers[i], O_CLOEXEC);
    RAW(SYS_close, setup->own_control);
    for (size_t i = 0; i < setup->event_count; i++) {
        long own = RAW(SYS_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK);
        RAW(SYS_dup3, own, setup->events[i], O_CLOEXEC);
        RAW(SYS_close, own);
    }
}

// Waits for the tag, and takes the pipes that come with it.
static uint64_t receive_tag(const struct undo_setup *setup) {
    unsigned char bytes[UNDO_TAG_SIZE];
    struct iovec part = { .iov_base = bytes, .iov_len = sizeof bytes };
    union { struct cmsghdr header; char space[CMSG_SPACE(2 * sizeof(int))]; } pipes;
    struct msghdr message;
    long count;
    do {
        message = (struct msghdr){ .msg_iov = &part, .msg_iovlen = 1, .msg_control = &pipes,
            .msg_controllen = sizeof pipes };
        count = RAW(SYS_recvmsg, setup->control, &message, MSG_CMSG_CLOEXEC);
    } while (count == -EINTR);
    if (count <= 0) end_process(0);
    if (count != sizeof bytes || message.msg_flags & (MSG_TRUNC | MSG_CTRUNC) ||
        message.msg_controllen < CMSG_LEN(2 * sizeof(int)) || pipes.header.cmsg_type != SCM_RIGHTS ||
        pipes.header.cmsg_len != CMSG_LEN(2 * sizeof(int)))
        end_process(NO_SUCH_COMMIT);
    const int *own = (const int *)CMSG_DATA(&pipes.header);
    RAW(SYS_dup3, own[0], setup->input, O_CLOEXEC);
    RAW(SYS_dup3, own[1], setup->output, O_CLOEXEC);
    RAW(SYS_close, own[0]);
    RAW(SYS_close, own[1]);
    uint64_t tag = 0;
    for (size_t i = 0; i < sizeof bytes; i++) tag = tag << 8 | bytes[i];
    return tag;
}

static uint64_t tag_of(const struct log *log, uint64_t commit) { return commit ? log->tag[commit & 1] : log->base_tag; }

// The commit with that tag: the last one, or the one before it unless that may have been overwritten.
static uint64_t find_commit(const struct log *log, uint64_t tag) {
    uint64_t last = __atomic_load_n(&log->committed, __ATOMIC_ACQUIRE);
    if (tag_of(log, last) == tag) return last;
    if (last > 0 && log->begun == last && tag_of(log, last - 1) == tag) return last - 1;
    end_process(NO_SUCH_COMMIT);
    return 0;
}

// Copies a page, except for the process's own words.
static void lay(uintptr_t page, const char *version) {
    undo_test_copy(undo_test_restore_steps(), (void *)page, version, PAGE);
    struct { uintptr_t start, length; } own[2] = { { undo_own_words.thread_number, 4 }, { undo_own_words.rseq, 32 } };
    uintptr_t at = page;
    while (at < page + PAGE) {
        uintptr_t stop = page + PAGE, next = stop;
        for (int i = 0; i < 2; i++) {
            if (own[i].start >= at && own[i].start < stop) {
                stop = own[i].start;
                next = stop + own[i].length;
            }
        }
        raw_copy((void *)at, version + (at - page), stop - at);
        at = next;
    }
#if defined(__aarch64__)
    // It may be code. This processor does not notice by itself that memory with code was written to.
    __builtin___clear_cache((char *)page, (char *)page + PAGE);
#endif
}

static void restore(int index, uint64_t commit) {
    const struct log *log = &undo->logs[index];
    // Otherwise the versions are what is to be restored: the commit before the last one.
    if (commit == log->committed) undo_apply(index, commit, undo_test_restore_steps());
    for (uint32_t i = 0; i < log->slot_count; i++) {
        const struct slot *slot = &log->slots[i];
        if (slot->first > 0 && slot->first <= commit) lay(slot->address, undo->pages[index][i]);
    }
}

static void wait_on_this_stack(void *argument) {
    struct waiting *waiting = argument;
    const struct undo_setup *setup = &waiting->setup;
    if (waiting->userfaultfd >= 0) RAW(SYS_close, waiting->userfaultfd);
    RAW(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
    if (RAW(SYS_getppid, 0) != setup->parent) end_process(0);
    take_own_descriptors(setup);
    undo_test_introduction();
    // Written as one packet.
    if (RAW(SYS_write, setup->introductions, &setup->token, sizeof setup->token) != sizeof setup->token) end_process(0);
    int index = waiting->index;
    __atomic_store_n(&undo->logs[index].introduced, setup->token, __ATOMIC_RELEASE);
    uint64_t tag = receive_tag(setup);
    struct log *log = &undo->logs[index];
    uint64_t commit = find_commit(log, tag);
    restore(index, commit);
    // The other process is gone, so this one takes over the shared memory.
    undo->userfaultfd = -1;
    undo->current = index;
    undo->watching = undo->registered = false;
    undo->inherited = true;
    undo->layout = log->layout;
    undo_test_restored(setup, commit);
    _longjmp(commit ? log->resume[commit & 1] : log->resume_base, 1);
}

void undo_wait_as_base(int index, const struct undo_setup *setup, int userfaultfd) {
    char *top = undo->stacks[index] + RESTORER_STACK - sizeof(struct waiting) - 64;
    struct waiting *waiting = (struct waiting *)((uintptr_t)top & ~(uintptr_t)63);
    waiting->index = index;
    waiting->userfaultfd = userfaultfd;
    waiting->setup = *setup;
    on_stack(waiting, wait_on_this_stack, waiting);
    __builtin_unreachable();
}
