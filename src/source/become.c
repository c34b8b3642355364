/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service of root may become another user only when its configuration says so, or in a script that runs once a night:
 * xinetd's user=, rsyncd's uid =, "su nobody -c ...". An exercise that does not come by there shows nothing of it. So
 * what it runs is asked: a program that imports initgroups() or setgroups() is one that changes users, for nothing else
 * is that good. Which user that will be is not known; where it keeps files, they may be that one's before it is.
 *
 * And so it is with mail, which is sent when something is wrong.
 *
 * Interpreters import all that there is, and tools do what they are told to: their scripts are asked instead. */

#include "source/become.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "facts/imports.h"

#define DEPTH_MAX 2              /* a script, one that it names, one that this names */
#define TEXT_BYTES (1024 * 1024) /* of a script or module; longer ones are data more often than not */

/* Beginnings of names. */
static const char *const asked_to[] = {
        "python",    "perl",       "ruby",       "node",   "php",     "lua",    "tclsh",   "busybox", "systemd",
        "systemctl", "journalctl", "loginctl",   "busctl", "udevadm", "chroot", "unshare", "nsenter", "gpg",
        "dirmngr",   "keyboxd",    "start-stop", "ssh",    "scp",     "sftp",   NULL};

/* Parts of paths of what comes with a language: it has all functions, for others to call. */
static const char *const languages[] = {"/usr/lib/python3.", "/usr/share/perl/", "/perl/",
                                        "/perl-base/",       "/usr/lib/ruby/",   NULL};

static const char *const suffixes[] = {".py", ".pyc", ".pl", ".pm", ".rb", ".php", ".js", ".sh", NULL};

#define FUNCTIONS "(?:posix_)?(?:setuid|seteuid|setreuid|setresuid|initgroups|setgroups)"
/* where a command begins: of a line, behind another one, or as a word of a list that is run */
#define COMMAND "(?:^|[;&|(`{\"'\\[,]|\\b(?:then|do|else|exec|nice|env|ionice|timeout\\s+\\S+)\\s)\\s*(?:/\\S{0,80}/)?"

#define ARGUMENT "\\b[\"',]*\\s*[\"']?[-$a-zA-Z]"
#define WITH_PAM "(?:su|runuser|sudo|doas)"

static const char in_text[] =
        "^[^#\\n]*(?:\\b" FUNCTIONS "\\s*\\("                                    /* any language */
        "|\\b(?:Popen|run|call|check_call|check_output)\\([^()\\n]*\\buser\\s*=" /* Python's subprocess */
        "|\\$[<>]\\s*=[^=~]"                                                     /* Perl's IDs */
        "|start-stop-daemon\\b[^\\n]*\\s-c\\s|--chuid\\b)"
        "|" COMMAND "(?:" WITH_PAM "|setpriv|chpst|setuidgid|s6-setuidgid|envuidgid|gosu|su-exec)" ARGUMENT;
static const char in_code[] = "(?<![A-Za-z0-9_])" FUNCTIONS "(?![A-Za-z0-9_])";

/* Commands that ask PAM, under these names. */
static const struct {
        const char *regex, *indirect, *set_id; /* NULL: for root alone */
} with_pam[] = {
        {COMMAND "su" ARGUMENT, "pam:su", "/usr/bin/su"},
        {COMMAND "runuser" ARGUMENT, "pam:runuser", NULL},
        {COMMAND "sudo" ARGUMENT, "pam:sudo", "/usr/bin/sudo"},
        {COMMAND "doas" ARGUMENT, "pam:doas", "/usr/bin/doas"},
};

bool become_in_text(const char *text, size_t length, bool code)
{
        g_autoptr(GRegex) regex = g_regex_new(code ? in_code : in_text, G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
        g_autofree char *words = g_strndup(text, length); /* up to a NUL byte: text has none */

        g_assert(regex);
        return g_regex_match_full(regex, code ? text : words, code ? (gssize)length : -1, 0, 0, NULL, NULL);
}

static bool begins_with_one_of(const char *name, const char *const *beginnings)
{
        for (; *beginnings; beginnings++)
                if (g_str_has_prefix(name, *beginnings))
                        return true;
        return false;
}

static bool names_sendmail(const void *data, size_t length)
{
        return memmem(data, length, "/usr/sbin/sendmail", strlen("/usr/sbin/sendmail")) ||
               memmem(data, length, "/usr/lib/sendmail", strlen("/usr/lib/sendmail"));
}

/* Programs in Rust import setgroups() with all that can run others, and those in Go that use the C library. */
static bool is_in_such_language(const void *data, size_t length)
{
        return memmem(data, length, "/rustc/", strlen("/rustc/")) ||
               memmem(data, length, "Go buildinf:", strlen("Go buildinf:"));
}

static bool is_such_program(const char *path, const void *data, size_t length)
{
        g_autofree char *name = g_path_get_basename(path);

        if (begins_with_one_of(name, asked_to))
                return false;
        return elf_has_string(data, length, "initgroups") || elf_has_string(data, length, "capng_change_id") ||
               (elf_has_string(data, length, "setgroups") && !is_in_such_language(data, length));
}

static bool is_module(const char *path)
{
        for (const char *const *suffix = suffixes; *suffix; suffix++)
                if (g_str_has_suffix(path, *suffix))
                        return true;
        return false;
}

static bool is_of_language(const char *path)
{
        for (const char *const *part = languages; *part; part++)
                if (strstr(path, *part))
                        return true;
        return false;
}

/* What is gone through, and with what result. */
typedef struct Become {
        const char *root;
        bool as_root, keeps_files;
        NeedSet *out;
        GHashTable *met; /* scripts, by path */
} Become;

static void add(Become *become, NeedKind kind, const char *subject, const char *source, const char *path,
                const char *note)
{
        need_set_add(become->out, kind, 0, subject, STRENGTH_POSSIBLE, PHASE_NONE, source, path, note);
}

static void add_other_user(Become *become, const char *source, const char *path, const char *note)
{
        static const char *const calls[] = {"setuid", "setgid", "setgroups", NULL};

        add(become, NEED_CAPABILITY, "CAP_SETUID", source, path, note);
        add(become, NEED_CAPABILITY, "CAP_SETGID", source, path, note);
        for (const char *const *call = calls; *call; call++)
                add(become, NEED_SYSCALL, *call, source, path, note);
}

static void look_at_script(Become *become, const char *path, unsigned depth);

/* Scripts that a script names by their paths. */
static void look_at_named(Become *become, const char *text, unsigned depth)
{
        g_auto(GStrv) words = g_strsplit_set(text, " \t\n\"'`;|&()<>=:,{}[]$", 0);

        for (char **word = words; *word; word++) {
                g_autofree char *full = **word == '/' ? path_under_root(become->root, *word) : NULL;

                if (full && g_file_test(full, G_FILE_TEST_IS_REGULAR) && g_file_test(full, G_FILE_TEST_IS_EXECUTABLE))
                        look_at_script(become, *word, depth + 1);
        }
}

/* Who is not root can become another user only by the set-ID programs among them. */
static void look_for_commands(Become *become, const char *path, const char *text)
{
        const char *note = "calls what becomes another user";

        for (size_t i = 0; i < G_N_ELEMENTS(with_pam); i++) {
                if ((!become->as_root && !with_pam[i].set_id) ||
                    !g_regex_match_simple(with_pam[i].regex, text, G_REGEX_MULTILINE | G_REGEX_RAW, 0))
                        continue;
                add(become, NEED_INDIRECT, with_pam[i].indirect, "script", path, note);
                if (!become->as_root) {
                        add_other_user(become, "script", path, note);
                        add(become, NEED_SETID_EXEC, with_pam[i].set_id, "script", path, note);
                }
        }
}

static void look_at_script(Become *become, const char *path, unsigned depth)
{
        g_autofree char *full = path_under_root(become->root, path), *text = NULL;
        size_t length;
        bool code;

        if (depth > DEPTH_MAX || !g_hash_table_add(become->met, g_strdup(path)) || is_of_language(path) ||
            !file_read(full, TEXT_BYTES, &text, &length, NULL) || (!g_str_has_prefix(text, "#!") && !is_module(path)))
                return;
        code = memchr(text, '\0', length);
        if (names_sendmail(text, length))
                add(become, NEED_INDIRECT, "sendmail", "script", path, "names sendmail: mails when there is a reason");
        if (!code)
                look_at_named(become, text, depth);
        if (!become_in_text(text, length, code))
                return;
        if (become->as_root)
                add_other_user(become, "script", path, "becomes another user, or calls what does");
        if (!code)
                look_for_commands(become, path, text);
}

/* libcap-ng's way to become another user: it clears the bounding set, too, and keeps capabilities by name. All of these
 * have to be there, or it fails; which they are, the calls say that they are for. */
static void add_change_id(Become *become, const char *path, const void *data, size_t length)
{
        static const struct {
                const char *import, *capability, *call; /* NULL: one that filters leave alone */
        } kept[] = {
                {"nice", "CAP_SYS_NICE", "setpriority"},
                {"setpriority", "CAP_SYS_NICE", "setpriority"},
                {"sched_setscheduler", "CAP_SYS_NICE", "sched_setscheduler"},
                {"mlock", "CAP_IPC_LOCK", NULL},
                {"mlockall", "CAP_IPC_LOCK", NULL},
        };
        const char *note =
                "imports capng_change_id(): becomes another user with the capabilities that it names, where its "
                "configuration says so";

        if (!elf_has_string(data, length, "capng_change_id"))
                return;
        add(become, NEED_SYSCALL, "capset", "elf", path, note);
        add(become, NEED_CAPABILITY, "CAP_SETPCAP", "elf", path, note);
        for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
                if (elf_has_string(data, length, kept[i].import)) {
                        add(become, NEED_CAPABILITY, kept[i].capability, "elf", path, note);
                        if (kept[i].call)
                                add(become, NEED_SYSCALL, kept[i].call, "elf", path, note);
                }
}

static void look_at_program(Become *become, const char *path, const void *data, size_t length)
{
        const char *jail = "imports chroot(): hides files from what it becomes where its configuration says so";

        /* who is not root pays for mail with NoNewPrivileges=, and opendkim never mails as packaged */
        if (become->as_root && names_sendmail(data, length))
                add(become, NEED_INDIRECT, "sendmail", "elf", path, "names sendmail: mails when there is a reason");
        if (!become->as_root || !is_such_program(path, data, length))
                return;
        add_other_user(become, "elf", path,
                       "sets the groups of a user: becomes another one where its configuration says so");
        add_change_id(become, path, data, length);
        if (elf_has_string(data, length, "chroot")) {
                add(become, NEED_CAPABILITY, "CAP_SYS_CHROOT", "elf", path, jail);
                add(become, NEED_SYSCALL, "chroot", "elf", path, jail);
        }
        /* The user that it becomes gets its logs and data, which it opens before; and who changes IDs only then was not
         * seen to need that. */
        if (become->keeps_files) {
                static const char *const powers[] = {"CAP_CHOWN", "CAP_DAC_OVERRIDE", NULL};

                for (const char *const *power = powers; *power; power++)
                        add(become, NEED_CAPABILITY, *power, "elf", path,
                            "may become another user: opens as root what belongs to that one then, or gives it to him");
                add(become, NEED_SYSCALL, "chown", "elf", path, "may give its files to who it becomes");
        }
        /* in the same hands: root that listens takes its ports from its configuration, too */
        if (elf_has_string(data, length, "bind") && elf_has_string(data, length, "listen"))
                add(become, NEED_CAPABILITY, "CAP_NET_BIND_SERVICE", "elf", path,
                    "listens where its configuration says, before it becomes another user");
}

/* Does it make or write files that outlive it? Logs that are there are only written. */
static bool keeps_files(const NeedSet *needs)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                if (need->kind == NEED_PATH && (need->access & (ACCESS_WRITE | ACCESS_CREATE)) &&
                    path_has_prefix(need->subject, "/var") && !path_has_prefix(need->subject, "/var/tmp"))
                        return true;
        }
        return false;
}

NeedSet *become_needs(const char *root, const NeedSet *needs, bool as_root)
{
        g_autoptr(GHashTable) met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        Become become = {root, as_root, keeps_files(needs), need_set_new(needs->unit), met};

        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                g_autofree char *full = NULL;
                g_autoptr(GMappedFile) file = NULL;

                if (need->kind != NEED_PATH || !(need->access & (ACCESS_READ | ACCESS_EXECUTE)) ||
                    (!(need->access & ACCESS_EXECUTE) && !is_module(need->subject)))
                        continue;
                full = path_under_root(root, need->subject);
                file = file_map(full);
                if (!file)
                        continue;
                if (need->access & ACCESS_EXECUTE &&
                    is_elf(g_mapped_file_get_contents(file), g_mapped_file_get_length(file)))
                        look_at_program(&become, need->subject, g_mapped_file_get_contents(file),
                                        g_mapped_file_get_length(file));
                else
                        look_at_script(&become, need->subject, 0);
        }
        return become.out;
}
