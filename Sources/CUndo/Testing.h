// Functions that this target calls for tests. They do nothing in a release build.
#ifndef ISOLATES_UNDO_TESTING_H
#define ISOLATES_UNDO_TESTING_H

#include "Undo.h"

#ifdef TESTABLE_WORKER
// Called before the first base is forked, so that the base has the shared memory too.
HIDDEN void undo_test_share(void);
HIDDEN void undo_test_forget(void);
HIDDEN void undo_test_introduction(void);
HIDDEN void undo_test_base(const struct undo_setup *setup, uintptr_t stack);
HIDDEN void undo_test_commit(uintptr_t stack);
HIDDEN void undo_test_note(void);
HIDDEN void undo_test_copy(uint64_t *left, void *to, const void *from, size_t length);
HIDDEN void undo_test_restored(const struct undo_setup *setup, uint64_t commit);
HIDDEN uint64_t *undo_test_commit_steps(void);
HIDDEN uint64_t *undo_test_restore_steps(void);
#else
static inline void undo_test_share(void) {}
static inline void undo_test_forget(void) {}
static inline void undo_test_introduction(void) {}
static inline void undo_test_base(const struct undo_setup *setup, uintptr_t stack) { (void)setup, (void)stack; }
static inline void undo_test_commit(uintptr_t stack) { (void)stack; }
static inline void undo_test_note(void) {}
static inline void undo_test_copy(uint64_t *left, void *to, const void *from, size_t length) {
    (void)left, (void)to, (void)from, (void)length;
}
static inline void undo_test_restored(const struct undo_setup *setup, uint64_t commit) { (void)setup, (void)commit; }
static inline uint64_t *undo_test_commit_steps(void) { return NULL; }
static inline uint64_t *undo_test_restore_steps(void) { return NULL; }
#endif

#endif
