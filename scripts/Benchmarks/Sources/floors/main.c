// Floors: the bare cost of a round trip and of a new process.
//
//   floors ping-pong     64 bytes to a bare process and back, over pipes that block
//   floors ping-pong-run the same, and the process runs `count += 1` by JavaScriptCore's C API before it answers
//   floors fork          fork, exit and reap of a process as large as the zygote
//   floors fork-run      the same fork, until one byte came from a child that ran `1+1` first
//   floors fork-scripts  as fork-run, and between the forks the parent runs scripts that make garbage
//   floors deadline      from when a timer of 20 ms started until a busy process was killed, and its pidfd says so
//
// It reads counts (uint32_t) from standard input, and answers each with as many times in nanoseconds (uint64_t) on
// standard output. A child that is silent for two seconds is killed, and its time is UINT64_MAX.
#define _GNU_SOURCE
#include <JavaScriptCore/JavaScript.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Exported by the library, but not in its headers; see CJavaScriptCore and Engine.swift of isolate-worker.
extern void JSSynchronousGarbageCollectForDebugging(JSContextRef context);
extern void disable_scavenger(void) __asm__("_ZN3WTF20fastDisableScavengerEv") __attribute__((weak_import));

enum { message_size = 64, patience_ms = 2000, deadline_ms = 20 };

static JSGlobalContextRef context;
static JSStringRef trivial, busy, increment;

static void check(int succeeded, const char *what) {
    if (succeeded) return;
    perror(what);
    _exit(71);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void transfer(ssize_t (*call)(int, void *, size_t), int descriptor, void *bytes, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t count = call(descriptor, (char *)bytes + done, length - done);
        // The other side is gone: there is nothing left to measure.
        if (count == 0) _exit(0);
        check(count > 0, "read or write");
        done += (size_t)count;
    }
}

static ssize_t write_some(int descriptor, void *bytes, size_t length) { return write(descriptor, bytes, length); }
static void read_all(int descriptor, void *bytes, size_t length) { transfer(read, descriptor, bytes, length); }
static void write_all(int descriptor, void *bytes, size_t length) { transfer(write_some, descriptor, bytes, length); }

static void run(JSStringRef script) {
    JSValueRef exception = NULL;
    check(JSEvaluateScript(context, script, NULL, NULL, 1, &exception) != NULL, "JSEvaluateScript");
}

// Two realms in one group, warmed up, then garbage-collected, as in the zygote: this is where most of its pages come
// from.
static void start_engine(void) {
    setenv("JSC_useConcurrentGC", "0", 1);
    setenv("JSC_useConcurrentJIT", "0", 1);
    setenv("JSC_numberOfGCMarkers", "1", 1);
    check(disable_scavenger != NULL, "this JavaScriptCore has no WTF::fastDisableScavenger");
    disable_scavenger();

    JSContextGroupRef group = JSContextGroupCreate();
    context = JSGlobalContextCreateInGroup(group, NULL);
    JSGlobalContextCreateInGroup(group, NULL);
    trivial = JSStringCreateWithUTF8CString("1+1");
    busy = JSStringCreateWithUTF8CString(
        "(() => { let o = {}; for (let i = 0; i < 300; i++) o['k' + i] = [i, String(i), { i }];"
        " return JSON.stringify(o).length; })()");
    increment = JSStringCreateWithUTF8CString("count += 1");
    run(JSStringCreateWithUTF8CString("var count = 0"));
    for (int i = 0; i < 40; i++) {
        run(busy);
        run(increment);
    }
    JSSynchronousGarbageCollectForDebugging(context);
    run(trivial);
    run(trivial);
}

static void check_single_thread(void) {
    struct stat status;
    check(stat("/proc/self/task", &status) == 0 && status.st_nlink == 3, "a thread besides the main one");
}

static uint64_t fork_and_exit(void) {
    uint64_t start = now();
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) _exit(0);
    check(waitpid(child, NULL, 0) == child, "waitpid");
    return now() - start;
}

static uint64_t fork_and_run(void) {
    int ends[2];
    check(pipe(ends) == 0, "pipe");
    uint64_t start = now();
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
        run(trivial);
        write_all(ends[1], "", 1);
        pause();
        _exit(0);
    }
    struct pollfd answer = { .fd = ends[0], .events = POLLIN };
    uint64_t time = poll(&answer, 1, patience_ms) == 1 ? now() - start : UINT64_MAX;
    kill(child, SIGKILL);
    check(waitpid(child, NULL, 0) == child, "waitpid");
    close(ends[0]);
    close(ends[1]);
    return time;
}

static uint64_t fork_between_scripts(void) {
    run(busy);
    return fork_and_run();
}

static void wait_for(int descriptor) {
    struct pollfd event = { .fd = descriptor, .events = POLLIN };
    check(poll(&event, 1, -1) == 1, "poll");
}

// The time after the deadline.
static uint64_t kill_at_deadline(void) {
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
        // As workers do: otherwise the parent would have to wait for its turn.
        check(setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 5) == 0, "setpriority");
        for (volatile int turns = 0;; turns++) {}
    }
    int process = (int)syscall(SYS_pidfd_open, child, 0);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    check(process >= 0 && timer >= 0, "pidfd_open or timerfd_create");
    struct itimerspec time = { .it_value = { .tv_nsec = deadline_ms * 1000000L } };
    uint64_t start = now();
    check(timerfd_settime(timer, 0, &time, NULL) == 0, "timerfd_settime");
    wait_for(timer);
    kill(child, SIGKILL);
    wait_for(process);
    uint64_t end = now();
    check(waitpid(child, NULL, 0) == child, "waitpid");
    close(process);
    close(timer);
    return end - start - deadline_ms * 1000000ULL;
}

static int requests[2], replies[2];

static void start_echo(int runs) {
    check(pipe(requests) == 0 && pipe(replies) == 0, "pipe");
    pid_t parent = getpid(), child = fork();
    check(child >= 0, "fork");
    if (child > 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != parent) _exit(0);
    for (char message[message_size];;) {
        read_all(requests[0], message, sizeof message);
        if (runs) run(increment);
        write_all(replies[1], message, sizeof message);
    }
}

static uint64_t ping_pong(void) {
    char message[message_size] = { 0 };
    uint64_t start = now();
    write_all(requests[1], message, sizeof message);
    read_all(replies[0], message, sizeof message);
    return now() - start;
}

int main(int argc, char **argv) {
    const char *mode = argc == 2 ? argv[1] : "";
    int runs = !strcmp(mode, "ping-pong-run");
    uint64_t (*measure)(void) = runs || !strcmp(mode, "ping-pong") ? ping_pong
        : !strcmp(mode, "fork")                                    ? fork_and_exit
        : !strcmp(mode, "fork-run")                                ? fork_and_run
        : !strcmp(mode, "fork-scripts")                            ? fork_between_scripts
        : !strcmp(mode, "deadline")                                ? kill_at_deadline
                                                                   : NULL;
    if (!measure) {
        fprintf(stderr, "usage: floors ping-pong|ping-pong-run|fork|fork-run|fork-scripts|deadline\n");
        return 64;
    }
    int is_bare = measure == kill_at_deadline || (measure == ping_pong && !runs);
    if (!is_bare) start_engine();
    if (measure == ping_pong) start_echo(runs);
    for (;;) {
        uint32_t count;
        read_all(0, &count, sizeof count);
        uint64_t *times = calloc(count, sizeof *times);
        check(times != NULL, "calloc");
        for (uint32_t i = 0; i < count; i++) {
            if (measure != ping_pong) check_single_thread();
            times[i] = measure();
        }
        write_all(1, times, count * sizeof *times);
        free(times);
    }
}
