// A library's code in huge pages.
#ifndef ISOLATES_HUGETEXT_H
#define ISOLATES_HUGETEXT_H

#include <stddef.h>

// Puts the code of each loaded library whose path contains `name` into huge pages, as far as it fills any. A copy that
// is forked later then has it at once; a file's pages it would have to fault in, some sixteen at a time. For a process
// of one thread, and neither for the library that this is in nor for the C library. Where the machine gives no huge
// pages (madvise(2), MADV_COLLAPSE, Linux 6.1), all stays as it was. Returns how many bytes were moved.
size_t cl_put_code_in_huge_pages(const char *name);

#endif
