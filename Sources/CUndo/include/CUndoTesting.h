// What tests ask of commits. No release build has this.
#ifndef ISOLATES_CUNDO_TESTING_H
#define ISOLATES_CUNDO_TESTING_H

#include <stdbool.h>
#include <stdint.h>

// `doubts`: each commit is compared with all of the memory that it is of, and one that misses a page says so on the
// worker's output, and ends the process with status 99. `pauses`: a base that has restored writes a `struct
// undo_test_pause` and waits for a byte. For processes that have no base yet.
void undo_test_options(bool doubts, bool pauses);

struct undo_test_pause {
    // The stack matters from here up. Where the process's own words are.
    uint64_t stack, thread_number, rseq;
};

// Has the next commit fork a copy, which writes the token there and then stands still.
void undo_test_ask_for_golden(uint64_t token, int introductions);

// Ends the process in the midst of the page of that number that a commit copies from now on; 0: never. The second is of
// the base, the third of pages that the log has not held yet.
void undo_test_die(uint64_t at_commit, uint64_t at_restore, uint64_t at_note);

#endif
