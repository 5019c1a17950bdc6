#define _GNU_SOURCE
#include "include/HugePages.h"

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

enum { PAGE = 4096, PAGES = 512 };
static const uintptr_t huge_page = PAGES * PAGE;

static uintptr_t next_huge_page(uintptr_t address) { return (address + huge_page - 1) & ~(huge_page - 1); }

// Copies the code to huge pages, and moves these to the code's address. The code must begin and end where huge pages
// do.
static bool replace(uintptr_t start, size_t length) {
    size_t area_length = length + huge_page;
    void *area = mmap(NULL, area_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) return false;
    void *copy = (void *)next_huge_page((uintptr_t)area);
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
        uintptr_t start = next_huge_page(object->dlpi_addr + part->p_vaddr);
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

static bool is_worth_it(uintptr_t start) {
    unsigned char present[PAGES];
    if (mincore((void *)start, huge_page, present) < 0) return false;
    int count = 0;
    for (int i = 0; i < PAGES; i++) count += present[i] & 1;
    return count >= PAGES / 2;
}

void cl_put_data_in_huge_pages(void) {
    FILE *maps = fopen("/proc/self/maps", "re");
    if (!maps) return;
    char line[4096];
    while (fgets(line, sizeof line, maps)) {
        uintptr_t start, end;
        unsigned long file;
        char access[5];
        // Addresses, access, offset, device, and the number of the file (proc_pid_maps(5)).
        if (sscanf(line, "%lx-%lx %4s %*s %*s %lu", &start, &end, access, &file) < 4) continue;
        if (file || strcmp(access, "rw-p") != 0) continue;
        for (uintptr_t at = next_huge_page(start); at + huge_page <= end; at += huge_page) {
            if (is_worth_it(at)) madvise((void *)at, huge_page, MADV_COLLAPSE);
        }
    }
    fclose(maps);
}
