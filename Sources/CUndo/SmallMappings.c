// Small mappings that the engine has given back are kept for its next ones. Otherwise each would change the layout of
// memory, and so need a base.
#include "Undo.h"

#include <string.h>
#include <sys/mman.h>

enum {
    // How many are known, in use or kept.
    KNOWN = 64,
    LONGEST = 4 * PAGE,
};

// Memory that can be read and written, of this process alone, and not of a file.
struct mapping {
    void *address; // NULL: the entry is free
    size_t length;
    bool kept;
};

static struct mapping known[KNOWN];

static bool is_small(size_t length) { return length > 0 && length <= LONGEST && length % PAGE == 0; }

// Two threads might do this at once, see `undo_layout_remove`.
static bool knows_all(void) { return !undo_layout()->unseen; }

// Whether such a call of mmap(2) makes a mapping that can be kept.
static bool can_be_kept(const void *address, size_t length, int protection, int flags) {
    return !address && is_small(length) && protection == (PROT_READ | PROT_WRITE) &&
           flags == (MAP_PRIVATE | MAP_ANONYMOUS) && knows_all();
}

void *undo_take_small(void *address, size_t length, int protection, int flags) {
    if (!can_be_kept(address, length, protection, flags)) return NULL;
    for (int i = 0; i < KNOWN; i++) {
        struct mapping *mapping = &known[i];
        if (!mapping->kept || mapping->length != length) continue;
        mapping->kept = false;
        return memset(mapping->address, 0, length);
    }
    return NULL;
}

void undo_note_small(void *address, size_t length, int protection, int flags, void *result) {
    if (!can_be_kept(address, length, protection, flags)) return;
    for (int i = 0; i < KNOWN; i++) {
        if (known[i].address) continue;
        known[i] = (struct mapping){ .address = result, .length = length };
        return;
    }
}

bool undo_keep_small(void *address, size_t length) {
    if (!is_small(length) || !knows_all()) return false;
    for (int i = 0; i < KNOWN; i++) {
        struct mapping *mapping = &known[i];
        if (mapping->address != address || mapping->length != length || mapping->kept) continue;
        return mapping->kept = true;
    }
    return false;
}

void undo_forget_small(void *address, size_t length) {
    char *end = (char *)address + length;
    for (int i = 0; i < KNOWN; i++) {
        char *start = known[i].address;
        if (start && start < end && start + known[i].length > (char *)address) known[i] = (struct mapping){ 0 };
    }
}
