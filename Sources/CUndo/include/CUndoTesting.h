// Functions for tests. No release build has them.
#ifndef ISOLATES_CUNDO_TESTING_H
#define ISOLATES_CUNDO_TESTING_H

#include <stdbool.h>
#include <stdint.h>

// `doubts`: each commit is compared with the whole memory of the process. If a commit misses a page, the process says
// so on the worker's output and ends with status 99. `pauses`: a base that has restored writes a `struct
// undo_test_pause` and waits for a byte. `delays`: a base takes half a second to introduce itself. Must be called
// before there is a base.
void undo_test_options(bool doubts, bool pauses, bool delays);

struct undo_test_pause {
    // The lowest address of the stack that counts, and the addresses of the process's own words.
    uint64_t stack, thread_number, rseq;
};

// Makes the next commit or base fork a copy, which writes the token to `introductions` and then stands still.
void undo_test_ask_for_golden(uint64_t token, int introductions);

// Ends the process in the midst of the n-th copy of a page or a line that commits make from now on, in the midst of the
// n-th copy of a restore, or while it adds the n-th new page to the log. 0: never.
void undo_test_die(uint64_t at_commit, uint64_t at_restore, uint64_t at_note);

#endif
