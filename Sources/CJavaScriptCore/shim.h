// JavaScriptCore's C API, and what the library exports besides its headers (2.50.6).
#ifndef ISOLATES_CJAVASCRIPTCORE_H
#define ISOLATES_CJAVASCRIPTCORE_H

#include <JavaScriptCore/JavaScript.h>
#include <glib.h>

// Holds the engine's lock, and with it the microtasks: they run when the last lock goes.
extern void JSLock(JSContextRef context);
extern void JSUnlock(JSContextRef context);

// Whether `eval` and `Function` compile; `message` is the EvalError's when they don't.
extern void JSGlobalContextSetEvalEnabled(JSGlobalContextRef context, bool enabled, JSStringRef message);

// `function(promise, reason)` is called after the microtasks for each rejection that nothing handles.
extern void JSGlobalContextSetUnhandledRejectionCallback(
    JSGlobalContextRef context, JSObjectRef function, JSValueRef *exception);

// JSGarbageCollect only asks for a collection; this one is over when it returns.
extern void JSSynchronousGarbageCollectForDebugging(JSContextRef context);

// The target of a Proxy, without its traps.
extern JSObjectRef JSObjectGetProxyTarget(JSObjectRef proxy);

// A string in memory that is not the engine's, which it never frees. What is made of the string shares that memory.
extern JSStringRef JSStringCreateWithCharactersNoCopy(const JSChar *characters, size_t length);

// Contexts made from now on have no timers that ask for a collection.
extern void JSDisableGCTimer(void);

// The library's version, of its GLib face <jsc/jsc.h>.
extern unsigned jsc_get_major_version(void);
extern unsigned jsc_get_minor_version(void);
extern unsigned jsc_get_micro_version(void);

// Of the GLib face <jsc/jsc.h>, whose own headers name every type of GObject: a context in a virtual machine of its
// own, and the check of a text's syntax (mode 1 is a module's), which stores what is wrong.
extern void *jsc_context_new(void);
extern int jsc_context_check_syntax(
    void *context, const char *code, gssize length, int mode, const char *uri, unsigned line, void **exception);
extern const char *jsc_exception_get_message(void *exception);
extern unsigned jsc_exception_get_line_number(void *exception);
extern void g_object_unref(void *object);

// Ends the allocator's scavenger thread, which a fork would lose in the middle of its work. Weak: the symbol is no API.
extern void isolates_disable_scavenger(void) __asm__("_ZN3WTF20fastDisableScavengerEv") __attribute__((weak_import));

// `isolates_disable_scavenger`, if this library has it. Swift can't ask whether a weak symbol is there.
static inline bool isolates_try_disable_scavenger(void) {
    if (!isolates_disable_scavenger) return false;
    isolates_disable_scavenger();
    return true;
}

// Has the engine's options stay writable when it has started. Weak, as the three below: no API either.
extern void isolates_keep_options_writable(void)
    __asm__("_ZN3WTF6Config25disableFreezingForTestingEv") __attribute__((weak_import));
// Sets an option by its text, NAME=VALUE.
extern bool isolates_set_option(const char *text, bool verify)
    __asm__("_ZN3JSC7Options9setOptionEPKcb") __attribute__((weak_import));
// Where the options are.
extern unsigned char isolates_options[] __asm__("g_config") __attribute__((weak_import));
// Gives back to the kernel what the allocator holds and nobody uses.
extern void isolates_release_free_memory(void)
    __asm__("_ZN3WTF27releaseFastMallocFreeMemoryEv") __attribute__((weak_import));

// Whether this library has all four.
static inline bool isolates_has_options(void) {
    return isolates_keep_options_writable && isolates_set_option && isolates_options && isolates_release_free_memory;
}

// Swift can't see an array of unknown size; the engine's own is no smaller than this.
#define ISOLATES_OPTIONS_SIZE 16384
static inline unsigned char *isolates_options_start(void) { return isolates_options; }

#endif
