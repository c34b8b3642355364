/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attempts on files, programs and memory. None changes a file that is there: files are opened and closed again, new
 * ones have no name (O_TMPFILE, memfd) and go with the process. Where a name cannot be avoided it is removed at once,
 * and the times of the directory are put back. */
#include "prober/primitive.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/xattr.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#ifndef SHM_EXEC
#define SHM_EXEC 0100000
#endif

static int missing(int error)
{
        return error == ENOENT || error == ENOTDIR ? ATTEMPT_NOT_APPLICABLE : error;
}

int attempt_open(const Primitive *primitive)
{
        int fd = open(primitive->subject, (int)primitive->number | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

        return fd < 0 ? errno : 0;
}

int attempt_read(const Primitive *primitive)
{
        int fd = open(primitive->subject, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        char byte;

        if (fd < 0)
                return errno;
        switch (read(fd, &byte, 1)) {
        case 1:
                return 0;
        case 0:
                return ENODATA; /* an empty file stands in for it */
        default:
                return errno == EAGAIN ? 0 : errno;
        }
}

int attempt_list(const Primitive *primitive)
{
        char buffer[1024];
        int fd = open(primitive->subject, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        long n;

        if (fd < 0)
                return errno;
        while ((n = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0)
                for (long at = 0; at < n;) {
                        unsigned short length;
                        const char *name =
                                buffer + at + 19; /* struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1 */

                        memcpy(&length, buffer + at + 16, sizeof length);
                        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
                                return 0;
                        at += length;
                }
        return n < 0 ? errno : ENOENT;
}

static int unnamed(const char *directory)
{
        return open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0700);
}

int attempt_make_in(const Primitive *primitive)
{
        return unnamed(primitive->subject) < 0 ? errno : 0;
}

int attempt_node(const Primitive *primitive)
{
        struct timespec times[2];
        struct stat st;
        char name[64];
        int r;

        snprintf(name, sizeof name, "/tmp/.unitlock-probe-%d", (int)getpid());
        /* What cannot be removed is not made. */
        if (stat("/tmp", &st) < 0 || (unlink(name) < 0 && errno != ENOENT))
                return errno;
        r = mknod(name, S_IFCHR | 0600, makedev((unsigned)primitive->number, (unsigned)primitive->value)) < 0 ? errno
                                                                                                              : 0;
        if (r == 0) {
                unlink(name);
                times[0] = st.st_atim;
                times[1] = st.st_mtim;
                utimensat(AT_FDCWD, "/tmp", times, 0);
        }
        return r;
}

int attempt_chown(const Primitive *primitive)
{
        int fd = memfd_create("unitlock-probe", MFD_CLOEXEC);

        if (fd < 0)
                return errno;
        return fchown(fd, (uid_t)primitive->number, (gid_t)primitive->value) < 0 ? errno : 0;
}

int attempt_setid_bit(const Primitive *primitive)
{
        struct stat st;
        int fd;

        switch (primitive->number) {
        case 0:
                fd = memfd_create("unitlock-probe", MFD_CLOEXEC);
                return fd < 0 || fchmod(fd, 04755) < 0 ? errno : 0;
        case 1: /* the directory is wrong, here and below: only a filter refuses it with something else */
                return openat(-1, "x", O_WRONLY | O_CREAT | O_CLOEXEC, 04755) < 0 && errno != EBADF ? errno : 0;
        case 4:
                fd = open(primitive->subject, O_TMPFILE | O_RDWR | O_CLOEXEC, 04755);
                if (fd < 0 || syscall(SYS_fstat, fd, &st) < 0) /* C libraries differ in what they call for it */
                        return errno;
                return st.st_mode & S_ISUID ? 0 : EPERM;
        case 2:
                return mkdirat(-1, "x", 02755) < 0 && errno != EBADF ? errno : 0;
        default:
                return mknodat(-1, "x", S_IFREG | 04755, 0) < 0 && errno != EBADF ? errno : 0;
        }
}

int attempt_file_capability(const Primitive *primitive)
{
        struct vfs_cap_data data = {.magic_etc = VFS_CAP_REVISION_2, .data = {{1 << CAP_CHOWN, 0}, {0, 0}}};
        int fd = unnamed("/tmp");

        if (fd < 0)
                return errno;
        return fsetxattr(fd, XATTR_NAME_CAPS, &data, sizeof data, 0) < 0 ? errno : 0;
}

typedef struct Execution {
        const char *path; /* NULL: what fd is */
        char *const *argv, *const *envp;
        int fd, output, error;
} Execution;

static int execute_in_child(void *data)
{
        Execution *execution = data;
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);

        for (int i = 0; i < 3 && null >= 0; i++)
                dup2(null, i);
        if (execution->output >= 0 && dup2(execution->output, 1) < 0)
                execution->error = errno;
        else if (execution->path)
                execve(execution->path, execution->argv, execution->envp);
        else
                syscall(SYS_execveat, execution->fd, "", execution->argv, execution->envp, 0x1000 /* AT_EMPTY_PATH */);
        if (execution->error == 0)
                execution->error = errno; /* in the memory of both */
        return 0;
}

static int execute(int fd, const char *path, char *const *argv, char *const *envp, int output)
{
        Execution execution = {.path = path, .argv = argv, .envp = envp, .fd = fd, .output = output};
        pid_t child = child_sharing_memory(1, execute_in_child, &execution);
        int status;

        if (child < 0)
                return errno;
        if (waitpid(child, &status, 0) == child && execution.error == 0 && WIFSIGNALED(status) &&
            WTERMSIG(status) == SIGSYS)
                return EPERM; /* in execve(), or else in what the program did first: to an intruder the same */
        return execution.error;
}

static char *const no_environment[] = {NULL};

int attempt_run(const Primitive *primitive)
{
        char name[] = "unitlock-probe", option[] = "-c", nothing[] = ":";
        char *argv[] = {name, option, nothing, NULL};

        if (primitive->number) /* a language that takes -e */
                option[1] = 'e', nothing[0] = '1';
        return missing(execute(-1, primitive->subject, argv, no_environment, -1));
}

/* The loader shows the auxiliary vector unless the program got privileges by its set-ID bits (AT_SECURE): then it does
 * not heed the variable. What the program comes to then does not matter. */
int attempt_setid_exec(const Primitive *primitive)
{
        char name[] = "unitlock-probe", option[] = "--help", variable[] = "LD_SHOW_AUXV=1";
        char *argv[] = {name, option, NULL}, *envp[] = {variable, NULL};
        char buffer[4096];
        int fds[2], r;
        ssize_t n;

        if (primitive->value && getuid() == 0)
                return ATTEMPT_NOT_APPLICABLE; /* root has what the program would give */
        if (pipe2(fds, O_CLOEXEC) < 0)
                return errno;
        r = execute(-1, primitive->subject, argv, envp, fds[1]);
        close(fds[1]);
        if (r != 0)
                return missing(r);
        n = read(fds[0], buffer, sizeof buffer - 1);
        if (n < 0)
                return errno;
        buffer[n] = '\0';
        return strncmp(buffer, "AT_", 3) == 0 ? EPERM : 0;
}

/* The smallest program: it exits with 0. */
typedef struct Image {
        Elf64_Ehdr header;
        Elf64_Phdr segment;
        unsigned char code[16];
} Image;

static bool make_image(Image *image)
{
#if defined(__x86_64__)
        static const unsigned char code[16] = {0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05}; /* exit(0) */
        const int machine = EM_X86_64;
#elif defined(__aarch64__)
        static const unsigned char code[16] = {0x00, 0x00, 0x80, 0xd2, 0xa8, 0x0b, 0x80, 0xd2, 0x01, 0x00, 0x00, 0xd4};
        const int machine = EM_AARCH64;
#else
        static const unsigned char code[16] = {0};
        const int machine = EM_NONE;
#endif
        *image = (Image){
                .header = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                           .e_type = ET_EXEC,
                           .e_machine = (Elf64_Half)machine,
                           .e_version = EV_CURRENT,
                           .e_entry = 0x400000 + offsetof(Image, code),
                           .e_phoff = offsetof(Image, segment),
                           .e_ehsize = sizeof(Elf64_Ehdr),
                           .e_phentsize = sizeof(Elf64_Phdr),
                           .e_phnum = 1},
                .segment = {.p_type = PT_LOAD,
                            .p_flags = PF_R | PF_X,
                            .p_vaddr = 0x400000,
                            .p_filesz = sizeof(Image),
                            .p_memsz = sizeof(Image),
                            .p_align = 0x1000},
        };
        memcpy(image->code, code, sizeof code);
        return machine != EM_NONE;
}

/* A program in a file without a name, open for reading only: what is open for writing cannot be executed. */
static int drop_image(const char *directory, int *ret_fd)
{
        Image image;
        char path[64];
        int fd, reader;

        attempt_be_dumpable();
        if (!make_image(&image))
                return ATTEMPT_NOT_APPLICABLE;
        fd = directory ? unnamed(directory) : memfd_create("unitlock-probe", 0);
        if (fd < 0)
                return errno;
        if (write(fd, &image, sizeof image) != sizeof image || fchmod(fd, 0700) < 0)
                return errno;
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        reader = open(path, O_RDONLY | O_CLOEXEC);
        if (reader < 0)
                return errno;
        close(fd);
        *ret_fd = reader;
        return 0;
}

int attempt_drop_and_run(const Primitive *primitive)
{
        char name[] = "unitlock-probe";
        char *argv[] = {name, NULL};
        int fd = -1, r = drop_image(primitive->subject, &fd);

        return r != 0 ? r : execute(fd, NULL, argv, no_environment, -1);
}

int attempt_drop_and_map(const Primitive *primitive)
{
        int fd = -1, r = drop_image(primitive->subject, &fd);

        if (r != 0)
                return r;
        return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED ? errno : 0;
}

int attempt_write_execute(const Primitive *primitive)
{
        void *memory;
        int id;

        if (primitive->number == 0)
                return mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
                               ? errno
                               : 0;
        if (primitive->number == 3) {
                if (shmctl(-1, IPC_RMID, NULL) < 0 && errno != EINVAL) /* it could not be removed */
                        return errno;
                id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0700);
                if (id < 0)
                        return errno;
                memory = shmat(id, NULL, SHM_EXEC);
                int r = memory == (void *)-1 ? errno : 0;
                shmctl(id, IPC_RMID, NULL);
                return r;
        }
        /* brk() memory: no mmap() of ours comes before */
        memory = (void *)(((uintptr_t)sbrk(8192) + 4095) & ~(uintptr_t)4095);
        *(volatile char *)memory = 1;
        if (primitive->number == 1)
                return mprotect(memory, 4096, PROT_READ | PROT_EXEC) < 0 ? errno : 0;
        return syscall(SYS_pkey_mprotect, memory, 4096, PROT_READ | PROT_EXEC, -1) < 0 ? errno : 0;
}

/* Opens a file by its handle instead of its path: past all mounts. */
int attempt_handle(const Primitive *primitive)
{
        union {
                struct file_handle head;
                char space[sizeof(struct file_handle) + MAX_HANDLE_SZ];
        } handle = {.head = {.handle_bytes = MAX_HANDLE_SZ}};
        int mount_id, at = open(primitive->subject, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (at < 0)
                return errno;
        if (name_to_handle_at(AT_FDCWD, primitive->subject, &handle.head, &mount_id, 0) < 0)
                return errno == EOPNOTSUPP ? ATTEMPT_NOT_APPLICABLE : errno;
        return open_by_handle_at(at, &handle.head, O_RDONLY | O_DIRECTORY) < 0 ? errno : 0;
}
