// A library's code in huge pages.
#define _GNU_SOURCE
#include "include/HugeText.h"

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

static const uintptr_t huge_page = 2 << 20;

// Copies the code to huge pages, and moves these to the code's address. The code must begin and end where huge pages
// do.
static bool replace(uintptr_t start, size_t length) {
    size_t area_length = length + huge_page;
    void *area = mmap(NULL, area_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) return false;
    void *copy = (void *)(((uintptr_t)area + huge_page - 1) & ~(huge_page - 1));
    bool is_replaced = madvise(copy, length, MADV_HUGEPAGE) == 0;
    if (is_replaced) memcpy(copy, (void *)start, length);
    // Small pages would be worse than the file's: fork(2) copies their entries, but not those of a file.
    is_replaced = is_replaced && madvise(copy, length, MADV_COLLAPSE) == 0 &&
                  mprotect(copy, length, PROT_READ | PROT_EXEC) == 0 &&
                  mremap(copy, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)start) == (void *)start;
    // The part that was moved is no longer in the area.
    munmap(area, area_length);
    return is_replaced;
}

struct search {
    const char *name;
    size_t replaced;
};

static int visit(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    struct search *search = context;
    if (!strstr(object->dlpi_name, search->name)) return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || (part->p_flags & (PF_X | PF_W)) != PF_X) continue;
        uintptr_t start = (object->dlpi_addr + part->p_vaddr + huge_page - 1) & ~(huge_page - 1);
        uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz) & ~(huge_page - 1);
        if (start < end && replace(start, end - start)) search->replaced += end - start;
    }
    return 0;
}

size_t cl_put_code_in_huge_pages(const char *name) {
    struct search search = { name, 0 };
    dl_iterate_phdr(visit, &search);
    return search.replaced;
}
