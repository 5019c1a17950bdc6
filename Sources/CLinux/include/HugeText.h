// A library's code in huge pages.
#ifndef ISOLATES_HUGETEXT_H
#define ISOLATES_HUGETEXT_H

#include <stddef.h>

// Puts the code of each loaded library whose path contains `name` into huge pages, as far as it fills any. A copy that
// is forked later shares them at once, while it would have to fault in the pages of a file, some sixteen at a time. The
// process must have one thread. The library must be neither the C library nor the one that contains this function. If
// the machine gives no huge pages (madvise(2), MADV_COLLAPSE, Linux 6.1), nothing changes. Returns how many bytes were
// moved.
size_t cl_put_code_in_huge_pages(const char *name);

#endif
