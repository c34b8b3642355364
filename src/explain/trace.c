/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What trouble leaves behind. Programs say the error in the words of the C library, and the path somewhere beside it;
 * the kernel's record of a refused call has numbers. Neither says anything of a directive. */

#include "explain/trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NONE _DIRECTIVE_MAX

static const ExitStatus statuses[] = {
        {200, "CHDIR", "systemd could not change to the working directory", {DIRECTIVE_WORKING_DIRECTORY, NONE}},
        {201, "NICE", "systemd could not set the scheduling priority", {DIRECTIVE_NICE, NONE}},
        {202,
         "FDS",
         "systemd could not pass or close file descriptors (LimitNOFILE= may be too low)",
         {DIRECTIVE_LIMIT_NOFILE, NONE}},
        {203, "EXEC", "systemd could not run the program", {DIRECTIVE_EXEC_START, NONE}},
        {204, "MEMORY", "systemd had not enough memory", {NONE}},
        {205, "LIMITS", "systemd could not set a resource limit", {NONE}},
        {206, "OOM_ADJUST", "systemd could not set OOMScoreAdjust=", {DIRECTIVE_OOM_SCORE_ADJUST, NONE}},
        {207, "SIGNAL_MASK", "systemd could not set the signal mask", {NONE}},
        {208, "STDIN", "systemd could not open standard input", {DIRECTIVE_STANDARD_INPUT, NONE}},
        {209, "STDOUT", "systemd could not open standard output", {DIRECTIVE_STANDARD_OUTPUT, NONE}},
        {210, "CHROOT", "systemd could not change the root directory", {DIRECTIVE_ROOT_DIRECTORY, NONE}},
        {211,
         "IOPRIO",
         "systemd could not set the I/O priority",
         {DIRECTIVE_IO_SCHEDULING_CLASS, DIRECTIVE_IO_SCHEDULING_PRIORITY, NONE}},
        {212, "TIMERSLACK", "systemd could not set TimerSlackNSec=", {DIRECTIVE_TIMER_SLACK_NSEC, NONE}},
        {213, "SECUREBITS", "systemd could not set SecureBits=", {DIRECTIVE_SECURE_BITS, NONE}},
        {214,
         "SETSCHEDULER",
         "systemd could not set the CPU scheduling",
         {DIRECTIVE_CPU_SCHEDULING_POLICY, DIRECTIVE_CPU_SCHEDULING_PRIORITY, NONE}},
        {215, "CPUAFFINITY", "systemd could not set the CPU affinity", {DIRECTIVE_CPU_AFFINITY, NONE}},
        {216,
         "GROUP",
         "the group does not exist, or could not be taken",
         {DIRECTIVE_SUPPLEMENTARY_GROUPS, DIRECTIVE_GROUP, NONE}},
        {217, "USER", "the user does not exist, or could not be taken", {DIRECTIVE_USER, NONE}},
        {218,
         "CAPABILITIES",
         "systemd could not drop or give capabilities",
         {DIRECTIVE_CAPABILITY_BOUNDING_SET, DIRECTIVE_AMBIENT_CAPABILITIES, NONE}},
        {219, "CGROUP", "systemd could not set up the control group", {NONE}},
        {220, "SETSID", "systemd could not make a session", {NONE}},
        {221, "CONFIRM", "its start was cancelled by hand", {NONE}},
        {222,
         "STDERR",
         "systemd could not open standard error",
         {DIRECTIVE_STANDARD_ERROR, DIRECTIVE_STANDARD_OUTPUT, NONE}},
        {224, "PAM", "PAM refused the session", {DIRECTIVE_PAM_NAME, NONE}},
        {225, "NETWORK", "systemd could not set up the network namespace", {DIRECTIVE_PRIVATE_NETWORK, NONE}},
        {226,
         "NAMESPACE",
         "systemd could not set up the file system that the service is to see",
         {DIRECTIVE_READ_WRITE_PATHS, DIRECTIVE_READ_ONLY_PATHS, DIRECTIVE_INACCESSIBLE_PATHS, DIRECTIVE_BIND_PATHS,
          DIRECTIVE_BIND_READ_ONLY_PATHS, DIRECTIVE_EXEC_PATHS, DIRECTIVE_NO_EXEC_PATHS, NONE}},
        {227, "NO_NEW_PRIVILEGES", "systemd could not forbid new privileges", {DIRECTIVE_NO_NEW_PRIVILEGES, NONE}},
        {228, "SECCOMP", "systemd could not install the system call filter", {DIRECTIVE_SYSTEM_CALL_FILTER, NONE}},
        {229, "SELINUX_CONTEXT", "systemd could not set SELinuxContext=", {DIRECTIVE_SELINUX_CONTEXT, NONE}},
        {230, "PERSONALITY", "systemd could not set the personality", {DIRECTIVE_LOCK_PERSONALITY, NONE}},
        {231,
         "APPARMOR",
         "systemd could not set AppArmorProfile=: is the profile loaded?",
         {DIRECTIVE_APPARMOR_PROFILE, NONE}},
        {232,
         "ADDRESS_FAMILIES",
         "systemd could not restrict address families",
         {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, NONE}},
        {233, "RUNTIME_DIRECTORY", "systemd could not make the runtime directory", {DIRECTIVE_RUNTIME_DIRECTORY, NONE}},
        {235, "CHOWN", "systemd could not change the owner of a socket", {NONE}},
        {236, "SMACK_PROCESS_LABEL", "systemd could not set SmackProcessLabel=", {DIRECTIVE_SMACK_PROCESS_LABEL, NONE}},
        {237, "KEYRING", "systemd could not set up the keyring", {DIRECTIVE_KEYRING_MODE, NONE}},
        {238, "STATE_DIRECTORY", "systemd could not make the state directory", {DIRECTIVE_STATE_DIRECTORY, NONE}},
        {239, "CACHE_DIRECTORY", "systemd could not make the cache directory", {DIRECTIVE_CACHE_DIRECTORY, NONE}},
        {240, "LOGS_DIRECTORY", "systemd could not make the log directory", {DIRECTIVE_LOGS_DIRECTORY, NONE}},
        {241,
         "CONFIGURATION_DIRECTORY",
         "systemd could not make the configuration directory",
         {DIRECTIVE_CONFIGURATION_DIRECTORY, NONE}},
        {242, "NUMA_POLICY", "systemd could not set NUMAPolicy=", {DIRECTIVE_NUMA_POLICY, DIRECTIVE_NUMA_MASK, NONE}},
        {243,
         "CREDENTIALS",
         "systemd could not set up the credentials",
         {DIRECTIVE_LOAD_CREDENTIAL, DIRECTIVE_LOAD_CREDENTIAL_ENCRYPTED, DIRECTIVE_SET_CREDENTIAL_ENCRYPTED,
          DIRECTIVE_SET_CREDENTIAL, DIRECTIVE_IMPORT_CREDENTIAL, NONE}},
        {244, "BPF", "systemd could not restrict BPF", {DIRECTIVE_PRIVATE_BPF, NONE}},
        {245, "KSM", "systemd could not set MemoryKSM=", {DIRECTIVE_MEMORY_KSM, NONE}},
        {246, "MEMORY_THP", "systemd could not set MemoryTHP=", {DIRECTIVE_MEMORY_THP, NONE}},
};

const ExitStatus *exit_status_find(int status)
{
        for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++)
                if (statuses[i].status == status)
                        return &statuses[i];
        return NULL;
}

/* The text behind " NAME=", without quotes. Caller frees; NULL: not there. */
static char *audit_field(const char *line, const char *name)
{
        g_autofree char *key = g_strdup_printf(" %s=", name);
        const char *at = strstr(line, key);

        if (!at)
                return NULL;
        at += strlen(key);
        if (*at == '"')
                return g_strndup(at + 1, strcspn(at + 1, "\""));
        return g_strndup(at, strcspn(at, " \n"));
}

bool audit_record_parse(const char *line, AuditRecord *ret)
{
        g_autofree char *pid = NULL, *arch = NULL, *nr = NULL, *sig = NULL, *compat = NULL;

        if (!strstr(line, "type=1326 ") && !g_str_has_prefix(line, "SECCOMP "))
                return false;
        pid = audit_field(line, "pid");
        arch = audit_field(line, "arch");
        nr = audit_field(line, "syscall");
        sig = audit_field(line, "sig");
        compat = audit_field(line, "compat");
        if (!pid || !arch || !nr)
                return false;
        *ret = (AuditRecord){
                .pid = strtol(pid, NULL, 10),
                .arch = (unsigned)strtoul(arch, NULL, 16),
                .nr = atoi(nr),
                .signal = sig ? atoi(sig) : 0,
                .compat = compat && atoi(compat) != 0,
                .exe = audit_field(line, "exe"),
        };
        return true;
}

void audit_record_clear(AuditRecord *record)
{
        g_clear_pointer(&record->exe, g_free);
}

/* The value of a field of such a line, which ends before the next one. Caller frees; NULL: there is none. */
static char *oom_field(const char *line, const char *name, const char *next)
{
        const char *begin = strstr(line, name), *end = begin ? strstr(begin, next) : NULL;

        return end ? g_strndup(begin + strlen(name), (gsize)(end - begin) - strlen(name)) : NULL;
}

OomWhose oom_record_parse(const char *line, const char *unit, char **ret_slice)
{
        g_autofree char *full = NULL, *victim = NULL, *last = NULL;
        g_auto(GStrv) names = NULL;

        if (!g_str_has_prefix(line, "oom-kill:"))
                return OOM_OTHER;
        victim = oom_field(line, ",task_memcg=", ",task=");
        names = victim ? g_strsplit(victim, "/", 0) : NULL;
        if (!names || !g_strv_contains((const char *const *)names, unit))
                return OOM_OTHER;
        full = oom_field(line, ",oom_memcg=", ",task_memcg=");
        if (!full)
                return strstr(line, ",global_oom,") ? OOM_MACHINE : OOM_OTHER;
        last = g_path_get_basename(full);
        if (g_str_equal(last, unit))
                return OOM_UNIT;
        if (!g_str_has_suffix(last, ".slice") || !g_str_has_prefix(victim, full))
                return OOM_OTHER;
        *ret_slice = g_steal_pointer(&last);
        return OOM_SLICE;
}

/* Does it only say who speaks, or where in a program that is? What shells, C programs and scripting languages put
 * before and behind what they have to say: "/bin/sh: 1: ", "/opt/x.rb:3:in ", " at /opt/x.pl line 3", " in /opt/x.php
 * on line 3"; or where in its configuration: "[/etc/x.cfg:5]". The path is length bytes long; end: where the error is.
 */
static bool is_speaker(const char *message, const char *path, size_t length, const char *end)
{
        static const char *const places[] = {" at ", " in ", " from "}, *const programs[] = {"bin/", "sbin/",
                                                                                             "libexec/"};
        const char *rest = path + length;

        for (size_t i = 0; path > end && i < G_N_ELEMENTS(places); i++)
                if (path - message >= (ptrdiff_t)strlen(places[i]) &&
                    g_str_has_prefix(path - strlen(places[i]), places[i]))
                        return true;
        if (*rest == ':' && g_ascii_isdigit(rest[1]))
                return true;
        if (path != message || *rest != ':' || strspn(rest, ": ") == (size_t)(end - rest))
                return false;
        rest += strspn(rest, ": ");
        if (g_ascii_isdigit(*rest) || g_str_has_prefix(rest, "line "))
                return true;
        for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
                const char *at = g_strstr_len(path, (gssize)length, programs[i]);

                if (at && at[-1] == '/')
                        return true;
        }
        return false;
}

char *message_plain(const char *message)
{
        GString *plain = g_string_new(NULL);

        while (*message) {
                if (message[0] == '\033' && message[1] == '[') { /* up to its last byte: ECMA-48, 5.4 */
                        message += 2;
                        while (*message && (*message < '@' || *message > '~'))
                                message++;
                        message += *message ? 1 : 0;
                        continue;
                }
                g_string_append_c(plain, g_ascii_iscntrl(*message) ? ' ' : *message);
                message++;
        }
        return g_string_free(plain, FALSE);
}

bool message_find_error(const char *text, int *ret_error, char **ret_path)
{
        /* strerror() of the C locale: services run in it unless told otherwise. */
        static const struct {
                const char *words;
                int error;
        } errors[] = {
                {"Read-only file system", EROFS},
                {"Permission denied", EACCES},
                {"Operation not permitted", EPERM},
                {"failed to map segment from shared object", EPERM}, /* ld.so(8), which does not say the error */
                {"No such file", ENOENT},                            /* or directory; dash leaves that out */
                {"Directory nonexistent", ENOENT},
                {"No such process", ESRCH},
                {"Address family not supported", EAFNOSUPPORT},
                {"Function not implemented", ENOSYS},
                {"No such device or address", ENXIO},
                {"Network is unreachable", ENETUNREACH},
                {"Not a directory", ENOTDIR},
                {"Connection refused", ECONNREFUSED},
                {"Invalid argument", EINVAL},
                {"Too many open files", EMFILE},
                {"File too large", EFBIG},
                {"File size limit exceeded", EFBIG},
                {"Cannot allocate memory", ENOMEM},
                {"Out of memory", ENOMEM},
                {"MemoryError", ENOMEM}, /* Python */
                {"Resource temporarily unavailable", EAGAIN},
                {"Cannot assign requested address", EADDRNOTAVAIL},
                {"No route to host", EHOSTUNREACH},
                {"timed out", ETIMEDOUT},
        };
        g_autofree char *message = message_plain(text);

        for (size_t i = 0; i < G_N_ELEMENTS(errors); i++) {
                const char *slash, *words = strcasestr(message, errors[i].words);

                if (!words)
                        continue;
                *ret_error = errors[i].error;
                *ret_path = NULL;
                for (slash = strchr(message, '/'); slash; slash = strchr(slash + 1, '/')) {
                        size_t n;

                        /* not in the middle of a word, as of "and/or" */
                        if (slash > message && (g_ascii_isalnum(slash[-1]) || slash[-1] == '/' || slash[-1] == '.'))
                                continue;
                        if (g_str_has_prefix(slash, "//")) /* of a URL */
                                continue;
                        n = strcspn(slash, " \t\"'`:,;()<>[]");
                        if (n < 2 || is_speaker(message, slash, n, words))
                                continue;
                        /* the last one before the error, or else the first */
                        if (*ret_path && slash > words)
                                break;
                        g_free(*ret_path);
                        *ret_path = g_strndup(slash, n);
                }
                return true;
        }
        return false;
}
