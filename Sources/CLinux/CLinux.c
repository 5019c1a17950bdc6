#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

const uint64_t CL_NEWPID = CLONE_NEWPID;
const uint64_t CL_NEWUSER = CLONE_NEWUSER;
const uint64_t CL_NEWNS = CLONE_NEWNS;
const uint64_t CL_NEWNET = CLONE_NEWNET;
const uint64_t CL_NEWIPC = CLONE_NEWIPC;

// execve(2) takes every capability from a program that is not root's, but for those in the ambient set
// (capabilities(7)).
static void keep_administration(void) {
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct held[_LINUX_CAPABILITY_U32S_3];
    if (syscall(SYS_capget, &header, held) < 0) return;
    held[0].inheritable |= 1u << CAP_SYS_ADMIN;
    if (syscall(SYS_capset, &header, held) < 0) return;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0);
}

static void exec_child(const struct cl_spawn *spawn) {
    struct sigaction action = { .sa_handler = SIG_DFL };
    for (int signal = 1; signal < 32; signal++) sigaction(signal, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGINT, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    setsid();

    // The two may themselves be numbers below 4: move them out of the way first.
    int errors = fcntl(spawn->errors, F_DUPFD, 10);
    int control = fcntl(spawn->control, F_DUPFD, 10);
    int null = open("/dev/null", O_RDWR);
    if (errors < 0 || control < 0 || null < 0) _exit(126);
    dup2(null, 0);
    dup2(null, 1);
    dup2(errors, 2);
    dup2(control, 3);
    syscall(SYS_close_range, 4u, ~0u, 0u);
    if ((spawn->namespaces & CLONE_NEWUSER) && (spawn->namespaces & CLONE_NEWNS)) keep_administration();
    execve(spawn->path, spawn->argv, spawn->envp);
    const char *why = strerrordesc_np(errno);
    if (why && write(2, why, strlen(why)) < 0) _exit(126);
    _exit(127);
}

// clone(2) and not clone3(2): container runtimes forbid the second, whose flags they can't see.
static pid_t copy_process(uint64_t flags, int *pidfd) {
    return (pid_t)syscall(SYS_clone, flags, NULL, pidfd, NULL, NULL);
}

pid_t cl_spawn(const struct cl_spawn *spawn, int *pidfd) {
    // No signal handler of the program may run in the child before its handlers are reset.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = copy_process(CLONE_PIDFD | spawn->namespaces | SIGCHLD, pidfd);
    if (pid == 0) exec_child(spawn);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return pid;
}

int cl_try_namespaces(uint64_t namespaces) {
    pid_t pid = copy_process(namespaces, NULL);
    if (pid == 0) _exit(0);
    // Without an exit signal only __WALL and __WCLONE see it, so that no wait of the program's own does.
    while (pid > 0 && waitpid(pid, NULL, __WALL) < 0 && errno == EINTR) {}
    return pid > 0 ? 0 : -1;
}

pid_t cl_fork(void) { return fork(); }

pid_t cl_fork_sibling(void) {
    unsigned long flags = CLONE_PARENT | SIGCHLD;
    int *tid = NULL;
    if (prctl(PR_GET_TID_ADDRESS, &tid) == 0 && tid) flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
#if defined(__x86_64__)
    return (pid_t)syscall(SYS_clone, flags, NULL, NULL, tid, NULL);
#else
    return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, tid);
#endif
}

pid_t cl_find_ended_child(void) {
    siginfo_t info;
    info.si_pid = 0;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ? -1 : info.si_pid;
}

const short CL_POLL_READ_HANG_UP = POLLRDHUP;

ssize_t cl_write_without_waiting(int descriptor, const void *bytes, size_t length) {
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = length};
    return pwritev2(descriptor, &part, 1, -1, RWF_NOWAIT);
}

ssize_t cl_write_without_signal(int descriptor, const void *bytes, size_t length) {
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    ssize_t count = write(descriptor, bytes, length);
    int error = errno;
    if (count < 0 && error == EPIPE && sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE)) {
        // One that pends already is the program's own, and this one has become one with it.
        struct timespec now = { 0 };
        if (!sigismember(&before, SIGPIPE)) sigtimedwait(&pipe, NULL, &now);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return count;
}

void cl_wait_for_input(int descriptor, int64_t nanoseconds) {
    struct pollfd entry = {.fd = descriptor, .events = POLLIN};
    struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    ppoll(&entry, 1, &time, NULL);
}

int cl_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int cl_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int cl_pidfd_send_value(int pidfd, int signal, int value) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = signal;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value.sival_int = value;
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, &info, 0);
}

int cl_pidfd_wait(int pidfd, int nohang, int *status) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    if (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | (nohang ? WNOHANG : 0)) < 0) return -1;
    if (info.si_pid == 0) return 0;
    *status = info.si_code == CLD_EXITED ? (info.si_status & 0xff) << 8 : info.si_status & 0x7f;
    return info.si_pid;
}

int cl_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

int cl_set_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

ssize_t cl_send_packet(int socket, const void *bytes, size_t length, const int *descriptors, size_t count) {
    struct iovec part = { .iov_base = (void *)bytes, .iov_len = length };
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int) * 8)]; } control;
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
    if (count > 8) { errno = EINVAL; return -1; }
    if (count > 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

ssize_t cl_receive_packet(int socket, void *bytes, size_t capacity, int *descriptors, size_t *count, int flags) {
    struct iovec part = { .iov_base = bytes, .iov_len = capacity };
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int) * 8)]; } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
    };
    ssize_t length = recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC);
    size_t room = *count, found = 0;
    if (length >= 0) {
        for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
            if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
            size_t sent = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            for (size_t i = 0; i < sent; i++) {
                int descriptor;
                memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
                if (found < room) descriptors[found++] = descriptor;
                else close(descriptor);
            }
        }
    }
    *count = found;
    return length;
}

ssize_t cl_receive_from_process(int socket, void *bytes, size_t capacity, pid_t *sender) {
    struct iovec part = { .iov_base = bytes, .iov_len = capacity };
    // No room for descriptors, which the kernel then drops.
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(struct ucred))]; } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
    };
    ssize_t length = recvmsg(socket, &message, MSG_DONTWAIT);
    *sender = 0;
    if (length < 0) return length;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_CREDENTIALS) {
        struct ucred credentials;
        memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
        *sender = credentials.pid;
    }
    return length;
}

int cl_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int cl_open(const char *path, int flags) { return open(path, flags | O_CLOEXEC); }

int cl_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 0); }

int cl_set_nonblocking(int descriptor, int on) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(descriptor, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

bool cl_has_attribute(const char *path, const char *name, const char *value) {
    char found[64];
    ssize_t length = getxattr(path, name, found, sizeof found);
    return length >= 0 && (size_t)length == strlen(value) && memcmp(found, value, (size_t)length) == 0;
}

int cl_epoll_wait(int epoll, struct epoll_event *events, int count, int64_t nanoseconds) {
    struct timespec limit = { .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000 };
    int ready = epoll_pwait2(epoll, events, count, nanoseconds < 0 ? NULL : &limit, NULL);
    if (ready >= 0 || (errno != ENOSYS && errno != EPERM)) return ready;
    // An old profile of a container runtime refuses the newer call.
    int64_t milliseconds = (nanoseconds + 999999) / 1000000;
    int timeout = nanoseconds < 0 ? -1 : milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;
    return epoll_wait(epoll, events, count, timeout);
}

static volatile int sigint_eventfd = -1;

static void write_sigint(int signal) {
    (void)signal;
    int error = errno;
    uint64_t one = 1;
    ssize_t written = write(sigint_eventfd, &one, sizeof one);
    (void)written;
    errno = error;
}

void cl_catch_sigint(int eventfd, struct sigaction *previous) {
    sigint_eventfd = eventfd;
    struct sigaction action = { .sa_handler = write_sigint, .sa_flags = SA_RESTART };
    sigaction(SIGINT, &action, previous);
}

void cl_restore_sigint(struct sigaction previous) { sigaction(SIGINT, &previous, NULL); }

static volatile uint32_t *stored_number;
static volatile bool *cleared_flag;

static void store_number(int signal, siginfo_t *info, void *context) {
    (void)signal;
    (void)context;
    *stored_number = (uint32_t)info->si_value.sival_int;
    *cleared_flag = false;
}

void cl_store_on_signal(int signal, uint32_t *number, bool *cleared) {
    stored_number = number;
    cleared_flag = cleared;
    struct sigaction action = { .sa_sigaction = store_number, .sa_flags = SA_RESTART | SA_SIGINFO };
    sigaction(signal, &action, NULL);
}

void cl_ignore_signal(int number) { signal(number, SIG_IGN); }

ssize_t cl_read_memory(pid_t pid, const struct iovec *local, const struct iovec *remote) {
    return process_vm_readv(pid, local, 1, remote, 1, 0);
}

void cl_keep_freed_memory(int bytes) {
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, 2 * bytes);
}

const void *cl_memmem(const void *bytes, size_t length, const void *part, size_t part_length) {
    return memmem(bytes, length, part, part_length);
}

static _Thread_local const char *held_lock;

const char *cl_held_lock(void) { return held_lock; }

void cl_set_held_lock(const char *name) { held_lock = name; }

int cl_exited(int status) { return WIFEXITED(status); }
int cl_exit_status(int status) { return WEXITSTATUS(status); }
int cl_term_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

#if __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
void cl_tsan_release(void *address) { __tsan_release(address); }
void cl_tsan_acquire(void *address) { __tsan_acquire(address); }
#else
void cl_tsan_release(void *address) { (void)address; }
void cl_tsan_acquire(void *address) { (void)address; }
#endif
