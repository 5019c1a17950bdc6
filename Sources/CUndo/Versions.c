// The contents of the log: of each page one version, and the lines of it that the last commit changed.
//
// Most pages that change do so in one or two lines. So a commit writes only those, beside the version: into the changes
// of this commit. The next commit applies them to the versions before it looks for changes of its own. Until then the
// versions alone are the commit before.
#include "Undo.h"
#include "Raw.h"
#include "Testing.h"

enum { BLOCK = 4 * LINE };

// As wide as the processor's registers where the compiler is told so, and otherwise in parts.
typedef uint64_t vector __attribute__((vector_size(32), aligned(32), may_alias));

static bool uses_wide_registers;

void undo_prepare_versions(void) {
#if defined(__x86_64__)
    uses_wide_registers = __builtin_cpu_supports("avx2");
#endif
}

static inline __attribute__((always_inline)) bool is_zero(const vector *value) {
    return __builtin_reduce_or(*value) == 0;
}

// A bit for each line in which two pages differ, the lowest for the first.
static inline __attribute__((always_inline)) uint64_t compare(const char *left, const char *right) {
    uint64_t differing = 0;
    for (int at = 0; at < PAGE; at += BLOCK) {
        const vector *a = (const vector *)(left + at), *b = (const vector *)(right + at);
        vector lines[BLOCK / LINE], all = { 0 };
        for (int i = 0; i < BLOCK / LINE; i++) {
            lines[i] = (a[2 * i] ^ b[2 * i]) | (a[2 * i + 1] ^ b[2 * i + 1]);
            all |= lines[i];
        }
        if (is_zero(&all)) continue;
        for (int i = 0; i < BLOCK / LINE; i++) differing |= (uint64_t)!is_zero(&lines[i]) << (at / LINE + i);
    }
    return differing;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static uint64_t compare_wide(const char *left, const char *right) {
    return compare(left, right);
}
#endif

static uint64_t differing_lines(const char *left, const char *right) {
#if defined(__x86_64__)
    if (uses_wide_registers) return compare_wide(left, right);
#endif
    return compare(left, right);
}

static inline void copy_line(char *to, const char *from) {
    const vector *source = (const vector *)from;
    vector *target = (vector *)to;
    target[0] = source[0];
    target[1] = source[1];
}

bool undo_save(struct log *log, int index, struct slot *slot, uint64_t commit) {
    char *version = undo->pages[index][slot - log->slots];
    const char *page = (const char *)slot->address;
    undo->counts.compared++;
    if (slot->first == 0) {
        undo_test_copy(undo_test_commit_steps(), version, page, PAGE);
        raw_copy(version, page, PAGE);
        // Only afterwards, because this process may die at any instruction.
        __atomic_store_n(&slot->first, commit, __ATOMIC_RELEASE);
        slot->unchanged = 0;
        undo->counts.copied++;
        return true;
    }
    uint64_t differing = differing_lines(version, page);
    if (differing == 0) {
        slot->unchanged++;
        return true;
    }
    slot->unchanged = 0;
    undo->counts.copied++;
    struct changes *changes = &undo->changes[index];
    uint32_t *count = &changes->count[commit & 1];
    if (*count > LINES - PAGE / LINE) return false;
    for (; differing; differing &= differing - 1) {
        int line = __builtin_ctzll(differing);
        char *copy = changes->lines[*count];
        undo_test_copy(undo_test_commit_steps(), copy, page + line * LINE, LINE);
        copy_line(copy, page + line * LINE);
        changes->places[(*count)++] = (struct place){ (uint16_t)(slot - log->slots), (uint16_t)(line * LINE) };
    }
    return true;
}

void undo_apply(int index, uint64_t commit, uint64_t *test_steps) {
    const struct changes *changes = &undo->changes[index];
    for (uint32_t i = 0; i < changes->count[commit & 1]; i++) {
        char *line = undo->pages[index][changes->places[i].slot] + changes->places[i].offset;
        undo_test_copy(test_steps, line, changes->lines[i], LINE);
        copy_line(line, changes->lines[i]);
    }
}
