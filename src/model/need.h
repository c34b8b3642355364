/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "model/evidence.h"

/* One thing a service must be able to do. A need is (kind, access, subject): plain data, no pointers into anything.
 *
 *   kind          access            subject                          text form
 *   syscall       -                 call name (native ABI)           syscall openat
 *   foreign       -                 ABI:call                         foreign i386:open
 *   capability    -                 CAP_NAME                         capability CAP_SETGID
 *   path          ACCESS_* bits     absolute path, host's names      path read,execute /usr/lib/nginx/modules/x.so
 *   device        read,write,create path of the node, or c:1:3/b:8:0 device read,write /dev/net/tun
 *   socket        -                 AF_X/SOCK_Y/PROTO                socket AF_INET/SOCK_STREAM/0
 *   connect       -                 PROTO:ENDPOINT                   connect tcp:127.0.0.1:25; unix:/run/x; unix:@name
 *   bind          -                 PROTO:ENDPOINT                   bind tcp:[::]:80          bind unix:/run/x.sock
 *   accept        -                 PROTO:PEER                       accept tcp:127.0.0.1 (a peer that talked to us)
 *   namespace     -                 mnt|user|net|pid|ipc|uts|cgroup|time
 *   memory        -                 write-execute
 *   setid-exec    -                 path of the set-ID program       setid-exec /usr/sbin/postdrop
 *   setid-bit     -                 path that got the bit            setid-bit /var/x/y
 *   user          -                 uid changed to (decimal)         user 33
 *   group         -                 gid changed to (decimal)         group 33
 *   behaviour     -                 a word of behaviours[]           behaviour realtime
 *   indirect      -                 nss|pam:X|sendmail|hooks:DIR|plugins:GLOB|places:NAME|foreign-arch
 */
typedef enum NeedKind {
        NEED_SYSCALL,
        NEED_FOREIGN,
        NEED_CAPABILITY,
        NEED_PATH,
        NEED_DEVICE,
        NEED_SOCKET,
        NEED_CONNECT,
        NEED_BIND,
        NEED_ACCEPT,
        NEED_NAMESPACE,
        NEED_MEMORY,
        NEED_SETID_EXEC,
        NEED_SETID_BIT,
        NEED_USER,
        NEED_GROUP,
        NEED_BEHAVIOUR,
        NEED_INDIRECT,
        _NEED_MAX,
} NeedKind;

/* Access bits of path and device needs. READ covers open for reading, readlink, listing and stat of something that must
 * be there; CREATE covers making, renaming and removing names in the parent directory (the subject is the name); WRITE
 * changes what is there (contents, mode, owner, times). MAP_EXECUTE: mapped executable (libraries), which noexec mounts
 * deny too. OWN: the service itself made the file in this run, so it need not be there before (this is what lets
 * PrivateTmp= be): never alone, beside the others. */
typedef enum Access {
        ACCESS_READ = 1 << 0,
        ACCESS_WRITE = 1 << 1,
        ACCESS_CREATE = 1 << 2,
        ACCESS_EXECUTE = 1 << 3,
        ACCESS_MAP_EXECUTE = 1 << 4,
        ACCESS_OWN = 1 << 5,
        _ACCESS_ALL = (1 << 6) - 1,
} Access;

/* What a process can do that is neither a path, a socket nor a capability alone, and that some directive takes away. */
typedef enum Behaviour {
        BEHAVIOUR_REALTIME,            /* SCHED_FIFO, SCHED_RR, SCHED_DEADLINE: RestrictRealtime= */
        BEHAVIOUR_PERSONALITY,         /* personality(2) other than a query: LockPersonality= */
        BEHAVIOUR_HOSTNAME,            /* sethostname, setdomainname: ProtectHostname= */
        BEHAVIOUR_CLOCK,               /* sets a clock (settimeofday, clock_settime, adjtimex with modes) */
        BEHAVIOUR_CLOCK_READ,          /* adjtimex and clock_adjtime as a query; ProtectClock= refuses it too */
        BEHAVIOUR_KERNEL_LOG,          /* syslog(2), /dev/kmsg, /proc/kmsg */
        BEHAVIOUR_MODULE,              /* init_module and kin */
        BEHAVIOUR_KEYRING,             /* keyctl, add_key, request_key */
        BEHAVIOUR_IO_URING,            /* what goes through the ring was not seen */
        BEHAVIOUR_SYSV_IPC,            /* shmget, semget, msgget and POSIX queues; PrivateIPC=, RemoveIPC= */
        BEHAVIOUR_OTHER_PROCESS,       /* looked at /proc/PID of a process outside the unit: ProtectProc= */
        BEHAVIOUR_PROC_FILES,          /* used files of /proc that are not about processes: ProcSubset= */
        BEHAVIOUR_ABSTRACT_UNIX,       /* abstract unix sockets shared with the outside: PrivateNetwork= */
        BEHAVIOUR_PROCESS_SIGNAL,      /* signalled a process outside the unit */
        BEHAVIOUR_OUTSIDE_FILES_OWNED, /* uses files or users other than root and its own: PrivateUsers= */
        BEHAVIOUR_MOUNT_SHARED,        /* mounts something that others are to see: any private mount namespace */
        BEHAVIOUR_GROUP_READABLE,      /* makes files that other users are to read: UMask= */
        BEHAVIOUR_BPF,
        BEHAVIOUR_PTRACE,
        _BEHAVIOUR_MAX,
} Behaviour;

extern const char *const need_kind_names[_NEED_MAX + 1];
extern const char *const behaviour_names[_BEHAVIOUR_MAX + 1];
extern const char *const access_names[]; /* by bit number: read write create execute map-execute own; NULL-terminated */

typedef struct Need {
        NeedKind kind;
        unsigned access; /* ACCESS_* bits; 0 but for path and device */
        char *subject;
} Need;

/* One by itself, with a copy of the subject. need: of need_new(), or NULL. */
Need *need_new(NeedKind kind, unsigned access, const char *subject);
void need_free(gpointer need);

/* Is this what a subject of that kind looks like? If not, *ret_expected (may be NULL) says what does, in words. */
bool need_subject_is_valid(NeedKind kind, const char *subject, const char **ret_expected);
/* The call of a syscall or foreign need, -1 for others: a filter knows calls by name, and refuses them in every ABI. */
int need_call(const Need *need);
/* "read,write", "" for none; caller frees. The inverse returns false for an unknown or missing word. */
char *access_to_string(unsigned access);
bool access_from_string(const char *words, unsigned *ret_access);
bool need_kind_has_access(NeedKind kind);
int need_compare(const Need *a, const Need *b); /* kind, subject, access */

/* A need and all that is known for it. Order of needs: kind, subject, access. */
typedef struct NeedEntry {
        Need need;
        GPtrArray *evidence; /* of Evidence, sorted, without duplicates, never empty */
} NeedEntry;

/* What was looked at, and so how far a NeedSet can be trusted. Union: sources and phases joined, sums of seconds do not
 * apply (idempotence!): maximum is taken of seconds and lost per source. */
typedef struct Coverage {
        char *source;         /* "observe", "unit", ... : one Coverage a source */
        unsigned phases;      /* bits 1 << Phase */
        guint64 milliseconds; /* watched */
        guint64 lost;         /* events lost */
        char **blind;         /* sorted: what could not be seen, in words ("io_uring", "capabilities: no hook") */
        char **exercises;     /* sorted: commands that were run while watching */
} Coverage;

typedef struct NeedSet {
        char *unit;           /* "" if about no unit */
        GPtrArray *entries;   /* of NeedEntry, sorted */
        GPtrArray *coverages; /* of Coverage, sorted by source */
        char **headers;       /* sorted lines "KEY TEXT", without duplicates; never NULL: see need_set_add_header() */
} NeedSet;

/* What a file of needs says of itself beside its unit and its coverage: what profiles carry. Any may stand more than
 * once; the union joins them. */
typedef enum Header {
        HEADER_STABILITY, /* "tested" or "trial" */
        HEADER_ALSO,      /* "UNIT": it holds for this one, too, under a file name of its own */
        HEADER_PACKAGE,   /* "NAME VERSION SUITE": what it was learned and tried with */
        HEADER_OWN,       /* "PATH WHY": a directory that is the service's own */
        HEADER_LEAVE,     /* "DIRECTIVE WHY": broke it without a refusal that could be seen */
        HEADER_NOTE,      /* for people */
        _HEADER_MAX,
} Header;
extern const char *const header_names[_HEADER_MAX + 1];

NeedSet *need_set_new(const char *unit);
void need_set_free(NeedSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NeedSet, need_set_free)

/* Adds a need with one piece of evidence: there is no need without. Strings are copied; NULL means "". Where the same
 * (kind, subject, access) is there already, the evidence joins it. At most EVIDENCE_MAX pieces are kept a need, the
 * smallest by order (so that union stays associative). */
#define EVIDENCE_MAX 16
void need_set_add(NeedSet *set, NeedKind kind, unsigned access, const char *subject, Strength strength, Phase phase,
                  const char *source, const char *actor, const char *note);
void need_set_add_coverage(NeedSet *set, const Coverage *coverage);
/* text must be valid for the header, and one line. Copied. */
void need_set_add_header(NeedSet *set, Header header, const char *text);
/* Is this what the header's text looks like? If not, *ret_expected (may be NULL) says what does, in words. */
bool header_text_is_valid(Header header, const char *text, const char **ret_expected);
/* The texts of one header, sorted; point into set. NULL-terminated; caller frees (g_free) the array only. */
const char **need_set_headers(const NeedSet *set, Header header);
/* Is anything of IP among the needs: a socket of that kind, or one that is bound, connected or accepted? */
bool need_set_uses_ip(const NeedSet *needs);
/* into |= from. Associative, commutative, idempotent (the unit's name is into's). */
void need_set_union(NeedSet *into, const NeedSet *from);
NeedSet *need_set_copy(const NeedSet *set);
/* A copy with those needs alone that keep() says yes to. */
typedef bool (*NeedSetKeep)(const NeedEntry *entry, void *userdata);
NeedSet *need_set_filter(const NeedSet *set, NeedSetKeep keep, void *userdata);
bool need_set_equal(const NeedSet *a, const NeedSet *b);
const NeedEntry *need_set_find(const NeedSet *set, NeedKind kind, unsigned access, const char *subject);
bool need_set_has(const NeedSet *set, NeedKind kind, const char *subject);

/* The text form: see docs/needs-format.md and needset-text.c. Caller frees. */
char *need_set_to_text(const NeedSet *set);
struct DiagList;
/* Reads the text form. What is wrong goes to diags with its line; NULL if there was an error. file is for messages
 * only. */
NeedSet *need_set_from_text(const char *text, const char *file, struct DiagList *diags);

/* "path read,write /var/x": the need as one line of the text form, without evidence. Caller frees. */
char *need_to_string(const Need *need);
/* For people: "writes /var/x", "becomes another group (setgid)". Caller frees. */
char *need_describe(const Need *need);
/* The best evidence of an entry: strongest, then the first. Never NULL. */
const Evidence *need_entry_best(const NeedEntry *entry);
