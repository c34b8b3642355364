/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What differs from host to host and decides what an indirect need (model/need.h) comes to: one snapshot, const after
 * it was made. It is read from files only, so it can be had in a generator and of a chroot. Nothing is run, and no
 * network or bus is asked. Where a file is missing, that is a fact too; where one cannot be read, a sentence in
 * `unread` says so, and who expands needs takes the looser side. */

/* Who answers /usr/sbin/sendmail. */
typedef struct MailFacts {
        const char *provider; /* "postfix", "exim4" ...; "none"; "unknown": something, but not what we know */
        char *program;        /* what stands behind /usr/sbin/sendmail, links resolved; NULL: none */
        const char *how;      /* how it hands mail on, one sentence for people */
} MailFacts;

/* A name service module that is enabled in nsswitch.conf. */
typedef struct NameModule {
        char *database; /* "passwd" */
        char *module;   /* "sss"; mdns4_minimal and its kin as written */
        char *where;    /* "/etc/nsswitch.conf:7" */
} NameModule;

/* A line of PAM's configuration, includes followed. */
typedef struct PamModule {
        char *module; /* "pam_unix" */
        char *where;  /* "/etc/pam.d/common-auth:17" */
} PamModule;

typedef struct PamService {
        char *name; /* "sshd" */
        char *file;
        GPtrArray *modules; /* of PamModule, in order */
        bool incomplete;    /* an include could not be followed */
} PamService;

/* A file in a directory whose files some daemon runs. */
typedef struct HookScript {
        char *path;
        char **calls; /* sorted: what its text calls, by the words of hook_words[] ("mail", "systemctl"); "program"
                         where it is no script, and so cannot be read */
        bool sourced; /* text without "#!": read, and the commands in it run by who reads it */
} HookScript;

typedef struct HookDirectory {
        const char *directory;
        const char *unit;   /* glob of the units that run what is in it */
        const char *what;   /* for people */
        GPtrArray *scripts; /* of HookScript, sorted by path */
        bool unread;
} HookDirectory;

/* What extends a daemon and was enabled in its configuration: modules, map types, workers. */
typedef struct Extension {
        char *name; /* as its configuration calls it */
        char *where;
} Extension;

typedef struct ExtensionKind {
        const char *name;    /* "nginx", "postfix-workers" */
        const char *pattern; /* what a profile calls it: plugins:PATTERN */
        const char *unit;    /* glob */
        GPtrArray *enabled;  /* of Extension, sorted by name */
} ExtensionKind;

typedef enum PlaceUse {
        PLACE_READ, /* a file, or all below it */
        PLACE_FILE, /* a file that is written */
        PLACE_TREE, /* a directory below which files are made */
} PlaceUse;

/* A path that the configuration of a daemon names. */
typedef struct Place {
        char *path;
        PlaceUse use;
        char *where; /* "/etc/nginx/sites-enabled/default:41" */
        char *above; /* where it is written to and not there yet: the directory that it is to be made in; else NULL */
} Place;

typedef struct PlaceKind {
        const char *name;  /* what a profile calls it: places:NAME */
        const char *unit;  /* glob */
        GPtrArray *places; /* of Place, sorted by path */
} PlaceKind;

typedef struct HostFacts {
        char *root;       /* NULL: the running host */
        unsigned systemd; /* major version that is installed; 0: unknown */
        MailFacts mail;
        GPtrArray *names;        /* of NameModule, in order */
        char **nis_servers;      /* addresses in yp.conf, and of names there that /etc/hosts knows */
        bool nis_unknowable;     /* other names, or broadcast, in yp.conf */
        bool nis_by_compat;      /* compat is enabled, and lines of passwd or group make it ask NIS */
        GPtrArray *pam;          /* of PamService, sorted by name */
        GPtrArray *hooks;        /* of HookDirectory: those of hook_rows[] that are there */
        GPtrArray *extensions;   /* of ExtensionKind: all rows */
        GPtrArray *places;       /* of PlaceKind: all rows */
        char **run;              /* names in /run that tmpfiles.d makes at a boot (run_name()), sorted */
        char *architecture;      /* dpkg's own; NULL: unknown */
        char **foreign;          /* dpkg's foreign architectures, sorted */
        bool no_user_namespaces; /* the kernel, as it is set, gives none to who is not root */
        char **unread;           /* sentences: what could not be read */
} HostFacts;

/* root: NULL or a tree. Never fails. Caller frees. */
HostFacts *host_facts_new(const char *root);
void host_facts_free(HostFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostFacts, host_facts_free)

/* A handler of binfmt_misc that runs ELF programs of other machines. */
typedef struct Emulator {
        char *name; /* "qemu-aarch64" */
        char *interpreter;
        char *where; /* "/usr/lib/binfmt.d/qemu-aarch64.conf:1" */
} Emulator;
/* Those that this host is configured for, each name once. No part of the snapshot, since no need depends on them: the
 * calls that they make are the machine's own. What cannot be read is not there. The caller unrefs. */
GPtrArray *host_facts_emulators(const HostFacts *facts);

/* What a unit sees as /usr/sbin/sendmail where a file of this directory has its name (an instance: its template's): a
 * script that runs msmtp, which hands the mail to the server of this host over TCP. No set-ID program is needed then.
 */
#define MAIL_VIA_MSMTP_DIR "/etc/unitlock/mail-via-msmtp"
#define MAIL_VIA_MSMTP_CONFIG "/etc/unitlock/msmtprc"
#define MAIL_VIA_MSMTP_PROGRAM UNITLOCK_LIBEXECDIR "/sendmail-by-msmtp"
/* It is so set, and all that it needs is there. */
bool mail_is_via_msmtp(const char *root, const char *unit);
/* What is then to be known of mail. Its strings are static. */
MailFacts mail_facts_via_msmtp(void);

/* The name in /run that a path there has or is below: "x" of /run/x/y, "lock/x" of /run/lock/x. NULL: it is not there.
 * Caller frees. */
char *run_name(const char *path);
/* Adds the names in /run that tmpfiles.d makes. root: NULL or a tree. */
void run_names_of_tmpfiles(const char *root, GHashTable *names);
const PamService *host_facts_pam(const HostFacts *facts, const char *service);
const HookDirectory *host_facts_hooks(const HostFacts *facts, const char *directory);
/* The kind that a profile calls by this pattern; NULL: none is known. */
const ExtensionKind *host_facts_extensions(const HostFacts *facts, const char *pattern);
/* NULL: of no kind that is known. */
const PlaceKind *host_facts_places(const HostFacts *facts, const char *name);
/* PAM services that a unit is known to use, by its name; NULL-terminated, NULL: none known. Static. */
const char *const *pam_services_of_unit(const char *unit);
/* PAM services that a program may ask for: if it imports pam_start(), the names of pam.d that stand in it as constants.
 * A name may stand there for another reason, so these are possible ones. Sorted; caller frees; empty: none. */
char **pam_services_of_program(const HostFacts *facts, const char *path);
/* The same of the bytes of a program. */
char **pam_services_of_bytes(const HostFacts *facts, const void *data, size_t length);
