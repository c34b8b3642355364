// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes one system call by the x32 interface. A filter of architectures sees it also where the kernel has no x32. */
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
        syscall(0x40000000 | SYS_getpid);
        return 0;
}
