#define _GNU_SOURCE
#include "Containment.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int cl_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

int cl_set_dumpable(int dumpable) { return prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0); }

int cl_check_single_thread(void) { return unshare(CLONE_THREAD); }

int cl_landlock_create_ruleset(const void *attributes, size_t size, uint32_t flags) {
    return (int)syscall(SYS_landlock_create_ruleset, attributes, size, flags);
}

int cl_landlock_restrict_self(int ruleset) { return (int)syscall(SYS_landlock_restrict_self, ruleset, 0); }

const unsigned long CL_MOUNT_EMPTY = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
const unsigned long CL_MOUNT_PRIVATE = MS_REC | MS_PRIVATE;

int cl_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *options) {
    return mount(source, target, type, flags, options);
}

int cl_detach(const char *target) { return umount2(target, MNT_DETACH); }

int cl_pivot_root(const char *new_root, const char *old_root) {
    return (int)syscall(SYS_pivot_root, new_root, old_root);
}

int cl_replace_descriptor(int descriptor, int by) { return dup3(by, descriptor, O_CLOEXEC); }

int cl_set_user(uid_t user) { return setresuid(user, user, user); }

int cl_set_group(gid_t group) { return setresgid(group, group, group); }

int cl_drop_groups(void) { return setgroups(0, NULL); }

int cl_drop_capabilities(void) {
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };
    return (int)syscall(SYS_capset, &header, none);
}

int cl_can_kill(void) {
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct held[_LINUX_CAPABILITY_U32S_3] = { 0 };
    if (syscall(SYS_capget, &header, held) < 0) return -1;
    return (held[0].effective >> CAP_KILL) & 1;
}

int cl_load_filter(const void *instructions, uint16_t count) {
    struct sock_fprog program = { .len = count, .filter = (struct sock_filter *)instructions };
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

const uint64_t CL_CLONE_FORK = SIGCHLD;
const uint64_t CL_CLONE_SIBLING = CLONE_PARENT | SIGCHLD;
const uint64_t CL_CLONE_NUMBERS = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
const uint64_t CL_CLONE_THREAD = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_SIGHAND | CLONE_THREAD |
    CLONE_SETTLS |
                                 CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
const uint64_t CL_UNSHARE_NOTHING = CLONE_THREAD;
const uint64_t CL_PRCTL_NAME = PR_SET_NAME;
const uint64_t CL_PRCTL_PARENT_DEATH = PR_SET_PDEATHSIG;
const uint64_t CL_PRCTL_TID_ADDRESS = PR_GET_TID_ADDRESS;
const uint64_t CL_SECCOMP_FILTER = SECCOMP_SET_MODE_FILTER;

const int CL_LIMIT_PROCESSES = RLIMIT_NPROC;
const int CL_LIMIT_LOCKED_MEMORY = RLIMIT_MEMLOCK;
const int CL_LIMIT_QUEUES = RLIMIT_MSGQUEUE;
const int CL_LIMIT_CORE = RLIMIT_CORE;
const int CL_LIMIT_FILE_SIZE = RLIMIT_FSIZE;
const int CL_LIMIT_DESCRIPTORS = RLIMIT_NOFILE;
const int CL_LIMIT_NICE = RLIMIT_NICE;
const int CL_LIMIT_REAL_TIME = RLIMIT_RTPRIO;

int cl_get_limit(int resource, uint64_t *current, uint64_t *maximum) {
    struct rlimit limits;
    int result = getrlimit(resource, &limits);
    if (result == 0) {
        *current = limits.rlim_cur;
        *maximum = limits.rlim_max;
    }
    return result;
}

int cl_set_limit(int resource, uint64_t limit) {
    struct rlimit limits = { .rlim_cur = limit, .rlim_max = limit };
    return setrlimit(resource, &limits);
}
