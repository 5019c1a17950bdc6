// If the kernel has to write to protected memory, its system call fails with EFAULT, and the handler of first writes is
// not called. So the functions here write to each buffer before the kernel fills it. `CStandIns` puts them in the place
// of the C library's functions, for the whole program, including the engine. The other system calls that the filter
// allows to a worker write only to the stack, which is not watched.
#define _GNU_SOURCE
#include "Undo.h"

#include <poll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void touch(const void *buffer, size_t length) {
    if (!undo || !undo->watching || length == 0) return;
    uintptr_t last = (uintptr_t)buffer + length - 1;
    for (uintptr_t at = (uintptr_t)buffer; at <= last; at = (at | (PAGE - 1)) + 1) *(volatile char *)at = *(volatile
        char *)at;
}

ssize_t undo_read(int descriptor, void *buffer, size_t length) {
    touch(buffer, length);
    return syscall(SYS_read, descriptor, buffer, length);
}

ssize_t undo_pread(int descriptor, void *buffer, size_t length, off_t offset) {
    touch(buffer, length);
    return syscall(SYS_pread64, descriptor, buffer, length, offset);
}

ssize_t undo_readv(int descriptor, const struct iovec *parts, int count) {
    for (int i = 0; i < count; i++) touch(parts[i].iov_base, parts[i].iov_len);
    return syscall(SYS_readv, descriptor, parts, count);
}

ssize_t undo_recvmsg(int socket, struct msghdr *message, int flags) {
    touch(message, sizeof *message);
    touch(message->msg_name, message->msg_namelen);
    touch(message->msg_control, message->msg_controllen);
    for (size_t i = 0; i < message->msg_iovlen; i++) touch(message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
    return syscall(SYS_recvmsg, socket, message, flags);
}

int undo_poll(struct pollfd *entries, nfds_t count, int milliseconds) {
    touch(entries, count * sizeof *entries);
#ifdef SYS_poll
    return (int)syscall(SYS_poll, entries, count, milliseconds);
#else
    struct timespec limit = { .tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L };
    return (int)syscall(SYS_ppoll, entries, count, milliseconds < 0 ? NULL : &limit, NULL, 0);
#endif
}

int undo_ppoll(struct pollfd *entries, nfds_t count, const struct timespec *limit, const sigset_t *mask) {
    touch(entries, count * sizeof *entries);
    // The kernel writes to the limit, so it gets a copy on the stack.
    struct timespec left;
    if (limit) left = *limit;
    return (int)syscall(SYS_ppoll, entries, count, limit ? &left : NULL, mask, mask ? 8 : 0);
}

ssize_t undo_getrandom(void *buffer, size_t length, unsigned flags) {
    touch(buffer, length);
    return syscall(SYS_getrandom, buffer, length, flags);
}

int undo_getrusage(int who, struct rusage *usage) {
    touch(usage, sizeof *usage);
    return (int)syscall(SYS_getrusage, who, usage);
}
