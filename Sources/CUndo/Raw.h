// System calls and copies without the C library: its state may be just being replaced, and a handler that must not
// write to watched memory cannot call it.
#ifndef ISOLATES_UNDO_RAW_H
#define ISOLATES_UNDO_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
static inline long raw(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

static inline void raw_copy(void *to, const void *from, size_t length) {
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
}

static inline uintptr_t stack_pointer(void) {
    uintptr_t pointer;
    __asm__ volatile("mov %%rsp, %0" : "=r"(pointer));
    return pointer;
}

// Calls `function` on another stack, and never returns.
static inline void on_stack(void *top, void (*function)(void *), void *argument) {
    __asm__ volatile("mov %0, %%rsp\n\txor %%ebp, %%ebp\n\tcall *%1" : : "r"(top), "r"(function), "D"(argument) :
        "memory");
    __builtin_unreachable();
}
#elif defined(__aarch64__)
static inline long raw(long number, long a, long b, long c, long d, long e, long f) {
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3
        __asm__("x3") = d,
                  x4 __asm__("x4") = e, x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}

static inline void raw_copy(void *to, const void *from, size_t length) {
    volatile char *t = to;
    const volatile char *s = from;
    while (length--) *t++ = *s++;
}

static inline uintptr_t stack_pointer(void) {
    uintptr_t pointer;
    __asm__ volatile("mov %0, sp" : "=r"(pointer));
    return pointer;
}

static inline void on_stack(void *top, void (*function)(void *), void *argument) {
    register void *x0 __asm__("x0") = argument;
    __asm__ volatile("mov sp, %0\n\tmov x29, xzr\n\tmov x30, xzr\n\tblr %1" : : "r"(top), "r"(function), "r"(x0) :
        "memory");
    __builtin_unreachable();
}
#else
#error "undo knows x86-64 and arm64"
#endif

#define RAW(number, ...) RAW_(number, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define RAW_(number, a, b, c, d, e, f, ...) raw(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), \
    (long)(f))

#endif
