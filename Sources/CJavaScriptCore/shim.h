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
extern void JSGlobalContextSetUnhandledRejectionCallback(JSGlobalContextRef context, JSObjectRef function, JSValueRef *exception);

// JSGarbageCollect only asks for a collection; this one is over when it returns.
extern void JSSynchronousGarbageCollectForDebugging(JSContextRef context);

// The target of a Proxy, without its traps.
extern JSObjectRef JSObjectGetProxyTarget(JSObjectRef proxy);

// The library's version, of its GLib face <jsc/jsc.h>.
extern unsigned jsc_get_major_version(void);
extern unsigned jsc_get_minor_version(void);
extern unsigned jsc_get_micro_version(void);

// Ends the allocator's scavenger thread, which a fork would lose in the middle of its work. Weak: the symbol is no API.
extern void isolates_disable_scavenger(void) __asm__("_ZN3WTF20fastDisableScavengerEv") __attribute__((weak_import));

// `isolates_disable_scavenger`, if this library has it. Swift can't ask whether a weak symbol is there.
static inline bool isolates_try_disable_scavenger(void) {
    if (!isolates_disable_scavenger) return false;
    isolates_disable_scavenger();
    return true;
}

#endif
