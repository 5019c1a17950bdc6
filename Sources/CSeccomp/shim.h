// libseccomp (2.5 or newer): seccomp_init(3) and what stands beside it.
#ifndef ISOLATES_CSECCOMP_H
#define ISOLATES_CSECCOMP_H

#include <errno.h>
#include <seccomp.h>

// SCMP_ACT_ERRNO is a macro with an argument, which the importer leaves out.
static inline uint32_t isolates_seccomp_errno(int code) { return SCMP_ACT_ERRNO(code); }

#endif
