// Memory in huge pages, for a process that is forked often.
#ifndef ISOLATES_HUGEPAGES_H
#define ISOLATES_HUGEPAGES_H

#include <stddef.h>

// Puts the code of each loaded library whose path contains `name` into huge pages, as far as it fills any. A copy that
// is forked later shares them at once, while it would have to fault in the pages of a file, some sixteen at a time. The
// process must have one thread. The library must be neither the C library nor the one that contains this function. If
// the machine gives no huge pages (madvise(2), MADV_COLLAPSE, Linux 6.1), nothing changes. Returns how many bytes were
// moved.
size_t cl_put_code_in_huge_pages(const char *name);

// Puts this process's data into huge pages wherever at least half of one is in use. fork(2) then copies one entry
// instead of 512, and the end of a copy takes as much less. A copy that writes to such a page still gets 4 KB of its
// own. Reads `/proc/self/maps`. If the machine gives no huge pages, nothing changes.
void cl_put_data_in_huge_pages(void);

#endif
