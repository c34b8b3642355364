/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is used of libseccomp, in the order of the alphabet. A function that is missing here is an error of the linker:
 * add its row, with the prototype of the header. */
#include <seccomp.h>

#include "lazy/lazy.h"

static LazyLibrary libseccomp = {.name = "libseccomp.so.2", .required = true};

/* clang-format off */
#define ROW(type, failure, name, parameters, arguments) LAZY(&libseccomp, type, failure, name, parameters, arguments)

ROW(uint32_t, 0, seccomp_arch_native, (void), ())
ROW(int, __NR_SCMP_ERROR, seccomp_syscall_resolve_name, (const char *name), (name))
ROW(int, __NR_SCMP_ERROR, seccomp_syscall_resolve_name_arch, (uint32_t arch_token, const char *name), (arch_token, name))
ROW(char *, NULL, seccomp_syscall_resolve_num_arch, (uint32_t arch_token, int num), (arch_token, num))
/* clang-format on */
