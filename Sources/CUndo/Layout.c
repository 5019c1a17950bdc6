// The layout of the process's private memory: read at the start, and kept up to date by the calls that change it.
#define _GNU_SOURCE
#include "Undo.h"
#include "Raw.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// The layout, until there is shared memory for it.
static struct layout first_layout = { .unseen = true };

struct range undo_stack;
uintptr_t undo_heap_start;

struct layout *undo_layout(void) { return undo ? &undo->layout : &first_layout; }

uintptr_t undo_heap_end(void) { return (uintptr_t)sbrk(0); }

// The ranges are not used once something may have changed unseen. Then they are not updated either: two threads might
// do that at once.
void undo_layout_remove(struct layout *layout, uintptr_t start, uintptr_t end) {
    if (layout->unseen) return;
    for (uint32_t i = 0; i < layout->count;) {
        struct range *range = &layout->ranges[i];
        if (range->end <= start || range->start >= end) {
            i++;
        } else if (range->start >= start && range->end <= end) {
            memmove(range, range + 1, (--layout->count - i) * sizeof *range);
        } else if (range->start < start && range->end > end) {
            uintptr_t old_end = range->end;
            range->end = start;
            undo_layout_add(layout, end, old_end);
            return;
        } else if (range->start < start) {
            range->end = start;
            i++;
        } else {
            range->start = end;
            i++;
        }
    }
}

void undo_layout_add(struct layout *layout, uintptr_t start, uintptr_t end) {
    if (layout->unseen || start >= end) return;
    uint32_t i = 0;
    while (i < layout->count && layout->ranges[i].end < start) i++;
    // Merge it with the ranges that it touches or overlaps.
    uint32_t last = i;
    while (last < layout->count && layout->ranges[last].start <= end) {
        if (layout->ranges[last].start < start) start = layout->ranges[last].start;
        if (layout->ranges[last].end > end) end = layout->ranges[last].end;
        last++;
    }
    if (last == i && layout->count == RANGES) {
        layout->unseen = true;
        return;
    }
    memmove(&layout->ranges[i + 1], &layout->ranges[last], (layout->count - last) * sizeof layout->ranges[0]);
    layout->count = layout->count - (last - i) + 1;
    layout->ranges[i] = (struct range){ start, end };
}

static uintptr_t parse_hex(const char **at) {
    uintptr_t value = 0;
    for (;; (*at)++) {
        char c = **at;
        if (c >= '0' && c <= '9') value = value << 4 | (uintptr_t)(c - '0');
        else if (c >= 'a' && c <= 'f') value = value << 4 | (uintptr_t)(c - 'a' + 10);
        else return value;
    }
}

// One line of /proc/self/maps (proc_pid_maps(5)).
struct mapping {
    uintptr_t start, end;
    bool writable, executable, private, of_file, special, heap;
};

static const char *parse_mapping(const char *at, struct mapping *mapping) {
    mapping->start = parse_hex(&at);
    at++;
    mapping->end = parse_hex(&at);
    mapping->writable = at[2] == 'w';
    mapping->executable = at[3] == 'x';
    mapping->private = at[4] == 'p';
    at += 6;
    while (*at != ' ') at++; // offset
    at++;
    while (*at != ' ') at++; // device
    at++;
    mapping->of_file = *at != '0'; // inode
    const char *end = at;
    while (*end != '\n') end++;
    const char *name = at;
    while (name < end && *name != '[' && *name != '/') name++;
    // Special are the kernel's own pages and the stack, whose mapping grows by itself.
    mapping->heap = end - name > 2 && name[0] == '[' && name[1] == 'h';
    mapping->special = end - name > 2 && name[0] == '[' && (name[1] == 'v' || name[1] == 's');
    return end + 1;
}

enum { MAPS_SIZE = 1 << 18, FILE_PAGES_SIZE = 4 << 20 };

// Replaces a file's pages by anonymous memory with the same content. Nothing may use them meanwhile.
static __attribute__((noinline)) void make_anonymous(const struct mapping *mapping, char *aside) {
    size_t length = mapping->end - mapping->start;
    raw_copy(aside, (void *)mapping->start, length);
    RAW(SYS_mmap, mapping->start, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    raw_copy((void *)mapping->start, aside, length);
}

int undo_read_layout(void) {
    char *text = mmap(NULL, MAPS_SIZE + FILE_PAGES_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (text == MAP_FAILED) return -1;
    char *aside = text + MAPS_SIZE;
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    size_t length = 0;
    ssize_t count = file < 0 ? -1 : 0;
    while (file >= 0 && length < MAPS_SIZE && (count = read(file, text + length, MAPS_SIZE - length)) > 0) length +=
        (size_t)count;
    int error = errno;
    if (file >= 0) close(file);
    if (count != 0) {
        munmap(text, MAPS_SIZE + FILE_PAGES_SIZE);
        errno = count < 0 ? error : EFBIG;
        return -1;
    }
    struct layout *layout = &first_layout;
    layout->count = 0;
    layout->unseen = false;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    for (const char *at = text; at < text + length;) {
        struct mapping mapping;
        at = parse_mapping(at, &mapping);
        if (mapping.heap) undo_heap_start = mapping.start;
        if (here >= mapping.start && here < mapping.end) undo_stack = (struct range){ mapping.start, mapping.end };
        else if (!mapping.private || mapping.special || mapping.start == (uintptr_t)text) continue;
        else if (!mapping.of_file) {
            // Libraries' code that was put in huge pages.
            if (mapping.writable || !mapping.executable) undo_layout_add(layout, mapping.start, mapping.end);
        }
        else if (mapping.writable) {
            if (mapping.end - mapping.start > FILE_PAGES_SIZE) layout->unseen = true;
            else make_anonymous(&mapping, aside);
            undo_layout_add(layout, mapping.start, mapping.end);
        }
    }
    // The kernel may have shown `text` as part of another mapping. Remove it, whichever range it was counted in.
    undo_layout_remove(layout, (uintptr_t)text, (uintptr_t)text + MAPS_SIZE + FILE_PAGES_SIZE);
    munmap(text, MAPS_SIZE + FILE_PAGES_SIZE);
    return 0;
}

// The calls that change the layout. `CStandIns` puts them in the place of the C library's functions, for the whole
// program including the engine. malloc's own calls do not pass through them, which is why `undo_prepare` keeps malloc
// from making any.

static inline uintptr_t page_end(uintptr_t address) { return (address + PAGE - 1) & ~(uintptr_t)(PAGE - 1); }

void *undo_mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    void *kept = undo_take_small(address, length, protection, flags);
    if (kept) return kept;
    long result = syscall(SYS_mmap, address, length, protection, flags, file, offset);
    if (result == -1) return MAP_FAILED;
    struct layout *layout = undo_layout();
    uintptr_t start = (uintptr_t)result, end = page_end(start + length);
    layout->changed = true;
    undo_layout_remove(layout, start, end);
    if ((flags & MAP_ANONYMOUS) && (flags & MAP_PRIVATE)) undo_layout_add(layout, start, end);
    else if (protection & PROT_WRITE) layout->unseen = true;
    undo_forget_small((void *)result, length);
    undo_note_small(address, length, protection, flags, (void *)result);
    return (void *)result;
}

int undo_munmap(void *address, size_t length) {
    if (undo_keep_small(address, length)) return 0;
    undo_forget_small(address, length);
    struct layout *layout = undo_layout();
    layout->changed = true;
    int result = (int)syscall(SYS_munmap, address, length);
    if (result == 0) undo_layout_remove(layout, (uintptr_t)address, page_end((uintptr_t)address + length));
    return result;
}

int undo_mprotect(void *address, size_t length, int protection) {
    undo_forget_small(address, length);
    struct layout *layout = undo_layout();
    layout->changed = true;
    if (protection & PROT_WRITE) {
        bool watched = false;
        for (uint32_t i = 0; i < layout->count; i++) {
            struct range *range = &layout->ranges[i];
            if ((uintptr_t)address >= range->start && page_end((uintptr_t)address + length) <= range->end) watched =
                true;
        }
        if (!watched) layout->unseen = true;
    }
    return (int)syscall(SYS_mprotect, address, length, protection);
}

int undo_madvise(void *address, size_t length, int advice) {
    // These kinds of advice do not change the content of memory.
    if (advice > MADV_WILLNEED && advice != MADV_HUGEPAGE && advice != MADV_NOHUGEPAGE && advice != MADV_DONTDUMP &&
        advice != MADV_DODUMP)
        undo_layout()->changed = true;
    return (int)syscall(SYS_madvise, address, length, advice);
}

void *undo_mremap(void *address, size_t old_length, size_t new_length, int flags, void *target) {
    struct layout *layout = undo_layout();
    undo_forget_small(address, old_length);
    layout->changed = layout->unseen = true;
    return (void *)syscall(SYS_mremap, address, old_length, new_length, flags, target);
}

// A thread's stack and its allocations are mapped by the C library itself, unseen.
int undo_pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument) {
    static int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!create) create = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(RTLD_NEXT,
        "pthread_create");
    undo_layout()->unseen = true;
    // Two threads must not write to the log at once.
    if (undo) undo_stop_watching();
    return create(thread, attributes, function, argument);
}
