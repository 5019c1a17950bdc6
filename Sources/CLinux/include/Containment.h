// The system calls with which a process gives up what it could do. Each returns what the kernel returned (-1 and
// errno).
#ifndef ISOLATES_CLINUX_CONTAINMENT_H
#define ISOLATES_CLINUX_CONTAINMENT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// prctl(2) is variadic.
int cl_set_no_new_privileges(void);
int cl_set_dumpable(int dumpable);

// unshare(2) with CLONE_THREAD alone, which changes nothing and succeeds in a process of one thread only. Of all ways
// to tell it is the one that needs no /proc.
int cl_check_single_thread(void);

// landlock(7) has no wrappers in the C library. The first with no attributes and flag 1 tells the ABI's version.
int cl_landlock_create_ruleset(const void *attributes, size_t size, uint32_t flags);
int cl_landlock_restrict_self(int ruleset);

// <sys/mount.h> is not in the Glibc module. The second is MNT_DETACH; pivot_root(2) has no wrapper.
int cl_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *options);
int cl_detach(const char *target);
int cl_pivot_root(const char *new_root, const char *old_root);
extern const unsigned long CL_MOUNT_EMPTY;   // of a file system that is read-only and of no use besides
extern const unsigned long CL_MOUNT_PRIVATE; // MS_REC | MS_PRIVATE

// dup3(2), as all that hide behind _GNU_SOURCE; the copy is close-on-exec.
int cl_replace_descriptor(int descriptor, int by);

// setres[ug]id(2) hide behind _GNU_SOURCE, setgroups(2) is in a header that the Glibc module leaves out.
int cl_set_user(uid_t user);
int cl_set_group(gid_t group);
int cl_drop_groups(void);
// capset(2) and capget(2) have no wrappers in the C library. The second tells of CAP_KILL: 1, 0, or -1 and errno.
int cl_drop_capabilities(void);
int cl_can_kill(void);

// seccomp(2) has no wrapper in the C library: a filter of `count` instructions of BPF (struct sock_filter).
int cl_load_filter(const void *instructions, uint16_t count);
// What filters compare arguments with. Flags of clone(2): fork(2)'s, those of a copy that is its maker's sibling, and
// those of a new thread (pthread_create(3)).
extern const uint64_t CL_CLONE_FORK;
extern const uint64_t CL_CLONE_SIBLING;
extern const uint64_t CL_CLONE_NUMBERS; // CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID, which may or may not be among them
extern const uint64_t CL_CLONE_THREAD;
extern const uint64_t CL_UNSHARE_NOTHING; // as of `cl_check_single_thread`
extern const uint64_t CL_PRCTL_NAME;         // PR_SET_NAME
extern const uint64_t CL_PRCTL_PARENT_DEATH; // PR_SET_PDEATHSIG
extern const uint64_t CL_PRCTL_TID_ADDRESS;  // PR_GET_TID_ADDRESS
extern const uint64_t CL_SECCOMP_FILTER;     // SECCOMP_SET_MODE_FILTER

// setrlimit(2) of limits that the importer leaves out, for the macros' sake.
extern const int CL_LIMIT_PROCESSES;     // RLIMIT_NPROC
extern const int CL_LIMIT_LOCKED_MEMORY; // RLIMIT_MEMLOCK
extern const int CL_LIMIT_QUEUES;        // RLIMIT_MSGQUEUE
extern const int CL_LIMIT_CORE;          // RLIMIT_CORE
extern const int CL_LIMIT_FILE_SIZE;     // RLIMIT_FSIZE
extern const int CL_LIMIT_DESCRIPTORS;   // RLIMIT_NOFILE
extern const int CL_LIMIT_NICE;          // RLIMIT_NICE
extern const int CL_LIMIT_REAL_TIME;     // RLIMIT_RTPRIO
int cl_get_limit(int resource, uint64_t *current, uint64_t *maximum);
int cl_set_limit(int resource, uint64_t limit);

#endif
