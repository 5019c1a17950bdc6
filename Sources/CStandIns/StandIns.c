#define _GNU_SOURCE
#include "CStandIns.h"

#include "CThreads.h"
#include "CUndo.h"

#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { JUMP_SLOT = R_X86_64_JUMP_SLOT, GLOB_DAT = R_X86_64_GLOB_DAT };
#elif defined(__aarch64__)
enum { JUMP_SLOT = R_AARCH64_JUMP_SLOT, GLOB_DAT = R_AARCH64_GLOB_DAT };
#else
#error "the kinds of relocations of this processor are not known here"
#endif

static const struct {
    const char *name;
    void *function;
} stand_ins[] = {
    { "clock_gettime", threads_clock_gettime },
    { "prctl", threads_prctl },
    { "pthread_cond_timedwait", threads_pthread_cond_timedwait },
    { "pthread_kill", threads_pthread_kill },
    { "setlocale", threads_setlocale },
    { "getrandom", undo_getrandom },
    { "getrusage", undo_getrusage },
    { "madvise", undo_madvise },
    { "mmap", undo_mmap },
    { "mmap64", undo_mmap },
    { "mprotect", undo_mprotect },
    { "mremap", undo_mremap },
    { "munmap", undo_munmap },
    { "poll", undo_poll },
    { "ppoll", undo_ppoll },
    { "pread", undo_pread },
    { "pread64", undo_pread },
    { "pthread_create", undo_pthread_create },
    { "read", undo_read },
    { "readv", undo_readv },
    { "recvmsg", undo_recvmsg },
};

static void *stand_in(const char *name) {
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++) {
        if (strcmp(stand_ins[i].name, name) == 0) return stand_ins[i].function;
    }
    return NULL;
}

// The addresses of a loaded object's tables.
struct tables {
    const ElfW(Sym) *symbols;
    const char *names;
    // The relocations of data, and those of calls.
    const ElfW(Rela) *relocations[2];
    size_t sizes[2];
};

static struct tables find_tables(const ElfW(Dyn) *entry, ElfW(Addr) base) {
    struct tables tables = { 0 };
    for (; entry->d_tag != DT_NULL; entry++) {
        // The loader has turned these offsets into addresses, except in objects whose table it cannot write to.
        const char *pointer = (const char *)(entry->d_un.d_ptr < base ? base + entry->d_un.d_ptr : entry->d_un.d_ptr);
        switch (entry->d_tag) {
        case DT_SYMTAB: tables.symbols = (const void *)pointer; break;
        case DT_STRTAB: tables.names = pointer; break;
        case DT_RELA: tables.relocations[0] = (const void *)pointer; break;
        case DT_RELASZ: tables.sizes[0] = entry->d_un.d_val; break;
        case DT_JMPREL: tables.relocations[1] = (const void *)pointer; break;
        case DT_PLTRELSZ: tables.sizes[1] = entry->d_un.d_val; break;
        }
    }
    return tables;
}

static void replace(const struct tables *tables, ElfW(Addr) base) {
    for (int kind = 0; kind < 2; kind++) {
        const ElfW(Rela) *relocation = tables->relocations[kind];
        if (!relocation) continue;
        const ElfW(Rela) *end = relocation + tables->sizes[kind] / sizeof *relocation;
        for (; relocation < end; relocation++) {
            unsigned type = (unsigned)ELF64_R_TYPE(relocation->r_info);
            if (type != JUMP_SLOT && type != GLOB_DAT) continue;
            const ElfW(Sym) *symbol = &tables->symbols[ELF64_R_SYM(relocation->r_info)];
            // Most symbols are the object's own, and the C library's are not.
            if (symbol->st_shndx != SHN_UNDEF) continue;
            void *function = stand_in(tables->names + symbol->st_name);
            if (function) *(void **)(base + relocation->r_offset) = function;
        }
    }
}

// Changes the protection of the part of an object that is read-only once it is loaded (PT_GNU_RELRO).
static int protect(const ElfW(Phdr) *segment, ElfW(Addr) base, int protection) {
    if (!segment) return 0;
    ElfW(Addr) page = (ElfW(Addr))sysconf(_SC_PAGESIZE);
    ElfW(Addr) start = (base + segment->p_vaddr) & ~(page - 1);
    ElfW(Addr) end = (base + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
    return (int)syscall(SYS_mprotect, start, end - start, protection);
}

static int replace_in(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    (void)context;
    const ElfW(Phdr) *dynamic = NULL, *read_only = NULL;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type == PT_DYNAMIC) dynamic = segment;
        if (segment->p_type == PT_GNU_RELRO) read_only = segment;
    }
    if (!dynamic) return 0;
    struct tables tables = find_tables((const ElfW(Dyn) *)(object->dlpi_addr + dynamic->p_vaddr), object->dlpi_addr);
    if (!tables.symbols || !tables.names) return 0;
    if (protect(read_only, object->dlpi_addr, PROT_READ | PROT_WRITE) != 0) return -1;
    replace(&tables, object->dlpi_addr);
    return protect(read_only, object->dlpi_addr, PROT_READ);
}

int stand_ins_begin(void) { return dl_iterate_phdr(replace_in, NULL); }
