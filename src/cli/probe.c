/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The work of `unitlock probe`: a twin of the unit is written to /run, started once, read and removed again. While it
 * runs, a counterpart outside of any sandbox listens on loopback, so that it can be told whether others are reached. */

#include "cli/probe.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/helper.h"
#include "explain/trace.h"
#include "prober/made.h"
#include "prober/predict.h"
#include "prober/twin.h"
#include "trial/runner.h"
#include "unit/exec-line.h"
#include "unit/manager.h"

#define PROBE_TIMEOUT (180 * G_USEC_PER_SEC)

const char *const probe_outcome_names[] = {
        [PROBE_ALLOWED] = "open", [PROBE_REFUSED] = "refused", [PROBE_INAPPLICABLE] = "inapplicable"};

void probe_result_free(ProbeResult *result)
{
        if (!result)
                return;
        for (size_t i = 0; result->cells && i < primitive_count; i++)
                g_free(result->cells[i].how);
        g_free(result->cells);
        g_free(result);
}

/* --- the counterpart --- */

typedef struct Counterpart {
        GPid pid;
        int input;
        unsigned port;
        int memory;
} Counterpart;

static void counterpart_stop(Counterpart *counterpart)
{
        if (counterpart->pid <= 0)
                return;
        close(counterpart->input); /* at the end of its input it ends */
        waitpid(counterpart->pid, NULL, 0);
        g_spawn_close_pid(counterpart->pid);
        counterpart->pid = 0;
}

/* Without one, what would need it is predicted: no failure. */
static void counterpart_start(Counterpart *counterpart, const char *prober)
{
        char *argv[] = {(char *)prober, (char *)"--counterpart", NULL};
        g_autoptr(GString) line = g_string_new(NULL);
        int output;
        char byte;

        if (!g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &counterpart->pid,
                                      &counterpart->input, &output, NULL, NULL))
                return;
        while (read(output, &byte, 1) == 1 && byte != '\n')
                g_string_append_c(line, byte);
        close(output);
        if (sscanf(line->str, "port %u memory %d", &counterpart->port, &counterpart->memory) != 2)
                counterpart->port = 0;
}

/* The peer group of mounts that the root directory of PID 1 is in, 0 if it is in none: a unit whose root is in the same
 * mounts for all to see. */
static unsigned peers_of_all(void)
{
        g_autofree char *text = NULL;
        g_auto(GStrv) lines = NULL;
        unsigned peers = 0;

        if (!file_read("/proc/1/mountinfo", 0, &text, NULL, NULL))
                return 0;
        lines = g_strsplit(text, "\n", 0);
        for (char **line = lines; *line; line++) {
                g_auto(GStrv) words = g_strsplit(*line, " ", 7);
                const char *shared = strstr(*line, " shared:");

                if (g_strv_length(words) == 7 && g_str_equal(words[4], "/"))
                        peers = shared ? (unsigned)strtoul(shared + strlen(" shared:"), NULL, 10) : 0;
        }
        return peers;
}

/* --- the twin --- */

static char *runtime_path(bool user, const char *name)
{
        return user ? g_build_filename(g_get_user_runtime_dir(), name, NULL) : g_build_filename("/run", name, NULL);
}

static bool runtime_directory_exists(const Config *config, bool user)
{
        for (char *const *line = config->lines[DIRECTIVE_RUNTIME_DIRECTORY]; line && *line; line++) {
                g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                for (char **word = words; *word; word++) {
                        g_autofree char *name = g_strndup(*word, strcspn(*word, ":")), *path = runtime_path(user, name);

                        if (*name && g_file_test(path, G_FILE_TEST_EXISTS))
                                return true;
                }
        }
        return false;
}

static bool systemctl(Waiter *waiter, bool user, const char *words, char **ret_output, int *ret_status, GError **error)
{
        g_autofree char *command = g_strdup_printf("systemctl %s--no-ask-password %s", user ? "--user " : "", words);
        ExecOutcome outcome = {0};

        if (!exec_run(waiter, command, PROBE_TIMEOUT, &outcome, error))
                return false;
        *ret_status = outcome.status;
        if (ret_output)
                *ret_output = g_strdup(outcome.output);
        exec_outcome_clear(&outcome);
        return true;
}

/* In a unit with a root directory of its own: is what was reached the machine's file, or one of its own? */
static bool is_own_file(const Primitive *primitive, const char *identity)
{
        static const char *const of_kernel[] = {"/proc/", "/sys/", "/dev/"}; /* other mounts, the same things */
        g_autofree char *its = NULL;
        struct stat st;

        if (!identity || (primitive->family != FAMILY_SYSTEM && primitive->family != FAMILY_SECRETS))
                return false;
        for (size_t i = 0; i < G_N_ELEMENTS(of_kernel); i++)
                if (g_str_has_prefix(primitive->subject, of_kernel[i]))
                        return false;
        if (stat(primitive->subject, &st) < 0)
                return true;
        its = g_strdup_printf("%llu:%llu", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
        return !g_str_equal(identity, its);
}

static bool read_results(const char *text, ProbeResult *result, GError **error)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
        bool complete = false;

        for (char **line = lines; *line; line++) {
                g_auto(GStrv) words = g_strsplit(*line, "\t", 3);
                const Primitive *primitive = words[0] && words[1] ? primitive_find(words[0]) : NULL;

                if (words[0] && g_str_equal(words[0], "end"))
                        complete = true;
                if (!primitive)
                        continue;
                ProbeCell *cell = &result->cells[primitive - primitives];

                cell->predicted = g_str_equal(words[1], "untried");
                cell->outcome = g_str_equal(words[1], "allowed")   ? PROBE_ALLOWED
                                : g_str_equal(words[1], "refused") ? PROBE_REFUSED
                                                                   : PROBE_INAPPLICABLE;
                g_clear_pointer(&cell->how, g_free);
                if (cell->outcome != PROBE_ALLOWED)
                        cell->how = g_strdup(words[2]);
                else if (is_own_file(primitive, words[2])) {
                        cell->outcome = PROBE_REFUSED;
                        cell->how = g_strdup("own-root");
                }
        }
        if (!complete)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "The prober did not come to its end in this sandbox: a filter kills it, or refuses what "
                            "every program needs");
        return complete;
}

/* Why the twin ended before it said anything, in a sentence (caller frees). Asked while systemd knows the twin still.
 */
static char *reason_of_end(Waiter *waiter, bool user, const char *name)
{
        g_autofree char *show = g_strdup_printf("show -P Result -P ExecMainStatus %s", name), *said = NULL;
        g_auto(GStrv) words = NULL;
        const ExitStatus *known;
        int ignored;

        if (!systemctl(waiter, user, show, &said, &ignored, NULL))
                return g_strdup("no reason given");
        words = g_strsplit_set(g_strstrip(said), "\n ", 0);
        if (g_strv_length(words) != 2)
                return g_strdup("no reason given");
        known = g_str_equal(words[0], "exit-code") ? exit_status_find(atoi(words[1])) : NULL;
        if (known)
                return g_strdup_printf("%s (%s/%s)", known->what, words[1], known->name);
        if (g_str_equal(words[0], "signal") || g_str_equal(words[0], "core-dump"))
                return atoi(words[1]) == SIGSYS
                               ? g_strdup_printf("signal %s ended it: a filter kills for what every program needs",
                                                 words[1])
                               : g_strdup_printf("signal %s (%s) ended it: a limit of the unit's, as Limit*= or "
                                                 "MemoryMax=, is too low for any program",
                                                 words[1], strsignal(atoi(words[1])));
        return g_strdup_printf("%s, status %s", words[0], words[1]);
}

/* Writes, starts and removes the twin; *ret_text is what it said. */
static bool run_twin(Waiter *waiter, const char *text, const char *name, bool user, const char *output, char **ret_text,
                     GError **error)
{
        g_autofree char *units = runtime_path(user, "systemd/system"), *user_units = runtime_path(true, "systemd/user");
        g_autofree char *path = g_build_filename(user ? user_units : units, name, NULL);
        g_autofree char *start = g_strdup_printf("start %s", name), *forget = g_strdup_printf("reset-failed %s", name),
                        *stop = g_strdup_printf("stop %s", name), *said = NULL, *reason = NULL;
        g_autoptr(GError) failure = NULL;
        int status = 0, ignored;
        bool ok;

        if (!file_write_atomic(path, text, -1, 0644, error))
                return false;
        ok = systemctl(waiter, user, "daemon-reload", &said, &status, &failure) && status == 0;
        if (ok) {
                g_clear_pointer(&said, g_free);
                ok = systemctl(waiter, user, start, &said, &status, &failure);
        }
        waiter_shield(waiter, true);
        if (failure) /* interrupted, say: its start goes on without us */
                systemctl(waiter, user, stop, NULL, &ignored, NULL);
        if (!failure && !file_read(output, 0, ret_text, NULL, NULL))
                *ret_text = NULL;
        if (!failure && (!*ret_text || **ret_text == '\0'))
                reason = reason_of_end(waiter, user, name);
        g_unlink(path);
        systemctl(waiter, user, forget, NULL, &ignored, NULL);
        systemctl(waiter, user, "daemon-reload", NULL, &ignored, NULL);
        waiter_shield(waiter, false);
        if (failure) {
                g_propagate_error(error, g_steal_pointer(&failure));
                return false;
        }
        if (reason) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "The twin of the unit does not start: %s; \"journalctl %s%s\" has more", reason,
                            user ? "--user-unit " : "-u ", name);
                return false;
        }
        return true;
}

ProbeResult *probe_run(const Config *config, const char *unit, bool user, GError **error)
{
        g_autoptr(ProbeResult) result = g_new0(ProbeResult, 1);
        g_autofree char *prober = helper_find("unitlock-prober", error), *text = NULL, *said = NULL;
        g_autofree char *name = g_strdup_printf("unitlock-probe-%d.service", (int)getpid());
        g_autofree char *file = g_strdup_printf("unitlock-probe-%d.out", (int)getpid()),
                        *output = runtime_path(user, file);
        g_autofree char *where = g_strconcat("file:", output, NULL), *arguments = NULL;
        g_autoptr(EffectList) effects = NULL;
        g_autoptr(Waiter) waiter = NULL;
        g_autoptr(GPtrArray) made = NULL;
        unsigned prefixes = twin_prefixes(config);
        Counterpart counterpart = {.memory = -1};
        EffectContext context;
        bool ok;

        if (!prober)
                return NULL;
        if (!user && geteuid() != 0) {
                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE,
                                    "To start a twin of a system service needs root: run this with sudo");
                return NULL;
        }
        sd_bus *bus = manager_connect(user, error);

        if (!bus)
                return NULL;
        result->systemd = manager_version(bus, error);
        sd_bus_flush_close_unref(bus);
        waiter = result->systemd ? waiter_new(error) : NULL;
        if (!waiter)
                return NULL;
        result->cells = g_new0(ProbeCell, primitive_count);
        counterpart_start(&counterpart, prober);
        arguments = g_strdup_printf("--port=%u --memory=%d --peers=%u%s", counterpart.port, counterpart.memory,
                                    peers_of_all(), twin_has_root(config) ? " --identify" : "");
        text = twin_text(config, unit, prober, arguments, where, runtime_directory_exists(config, user));
        made = made_by_start(config, user);
        ok = run_twin(waiter, text, name, user, output, &said, error);
        made_remove(made);
        counterpart_stop(&counterpart);
        g_unlink(output);
        if (!ok || !read_results(said, result, error))
                return NULL;

        result->unconfined = prefixes & EXEC_FULLY_PRIVILEGED;
        result->root = user ? geteuid() == 0 : config_starts_as_root(config) || prefixes;
        context = (EffectContext){
                .systemd = result->systemd, .user_manager = user, .root = result->root, .config = config};
        effects = result->unconfined ? effect_list_new() : effects_of(&context);
        for (size_t i = 0; i < primitive_count; i++) {
                ProbeCell *cell = &result->cells[i];

                if (cell->predicted)
                        cell->outcome = primitive_predict(&primitives[i], &context, effects, 0).allowed ? PROBE_ALLOWED
                                                                                                        : PROBE_REFUSED;
                result->open += cell->outcome == PROBE_ALLOWED;
                result->tried += cell->outcome != PROBE_INAPPLICABLE;
        }
        return g_steal_pointer(&result);
}

/* --- what would stop it --- */

/* From what costs a service least. */
static const struct {
        DirectiveId id;
        const char *value;
} stoppers[] = {
        {DIRECTIVE_NO_NEW_PRIVILEGES, "yes"},
        {DIRECTIVE_LOCK_PERSONALITY, "yes"},
        {DIRECTIVE_RESTRICT_REALTIME, "yes"},
        {DIRECTIVE_RESTRICT_SUID_SGID, "yes"},
        {DIRECTIVE_RESTRICT_NAMESPACES, "yes"},
        {DIRECTIVE_PROTECT_KERNEL_MODULES, "yes"},
        {DIRECTIVE_PROTECT_KERNEL_LOGS, "yes"},
        {DIRECTIVE_PROTECT_KERNEL_TUNABLES, "yes"},
        {DIRECTIVE_PROTECT_CONTROL_GROUPS, "yes"},
        {DIRECTIVE_PROTECT_CLOCK, "yes"},
        {DIRECTIVE_PROTECT_HOSTNAME, "yes"},
        {DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, "native"},
        {DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE, "yes"},
        {DIRECTIVE_PROTECT_HOME, "yes"},
        {DIRECTIVE_PRIVATE_TMP, "yes"},
        {DIRECTIVE_PRIVATE_DEVICES, "yes"},
        {DIRECTIVE_PROTECT_SYSTEM, "full"},
        {DIRECTIVE_PROTECT_SYSTEM, "strict"},
        {DIRECTIVE_READ_ONLY_PATHS, "-/run -/var/cache -/var/lib -/var/log -/var/spool"},
        {DIRECTIVE_NO_EXEC_PATHS, "-/tmp -/var/tmp -/dev/shm -/run -/var/lib"},
        {DIRECTIVE_PROTECT_PROC, "invisible"},
        {DIRECTIVE_PROC_SUBSET, "pid"},
        {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX AF_INET AF_INET6 AF_NETLINK"},
        {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX AF_INET AF_INET6"},
        {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX"},
        {DIRECTIVE_PRIVATE_IPC, "yes"},
        {DIRECTIVE_IP_ADDRESS_DENY, "any"},
        {DIRECTIVE_SOCKET_BIND_DENY, "any"},
        {DIRECTIVE_PRIVATE_NETWORK, "yes"},
        {DIRECTIVE_SYSTEM_CALL_FILTER, "@system-service"},
        {DIRECTIVE_SYSTEM_CALL_FILTER, "~@privileged"},
        {DIRECTIVE_SYSTEM_CALL_FILTER, "~@resources"},
        {DIRECTIVE_SYSTEM_CALL_FILTER, "~@keyring"},
        {DIRECTIVE_SYSTEM_CALL_FILTER, "~@debug"},
        {DIRECTIVE_USER, "nobody"},
};

/* Where the model says more than systemd does (the exceptions of the matrix, test/live/matrix-tool.c): no advice. */
static const struct {
        const char *primitive;
        DirectiveId id;
} no_help[] = {
        {"deadline", DIRECTIVE_RESTRICT_REALTIME},
        {"set-id-bit-tmpfile", DIRECTIVE_RESTRICT_SUID_SGID},
};

/* What the model says of a primitive that was measured as open. That the user may not is no answer then. */
static bool is_denied(const Config *config, const ProbeResult *result, bool user, bool root, const Primitive *primitive,
                      const NeedSet *needs, char **ret_needed)
{
        EffectContext context = {
                .systemd = result->systemd, .user_manager = user, .root = result->root, .config = config};
        g_autoptr(EffectList) effects = effects_of(&context);

        context.root = root;
        if (primitive_predict(primitive, &context, effects, 0).allowed)
                return false;
        for (guint i = 0; needs && ret_needed && !*ret_needed && i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];

                if (effect_list_denies(effects, &entry->need, NULL) ||
                    (!root && result->root && entry->need.kind == NEED_CAPABILITY))
                        *ret_needed = need_describe(&entry->need);
        }
        return true;
}

static bool stops(const Config *config, const ProbeResult *result, bool user, const Primitive *primitive,
                  DirectiveId id, const char *value, const NeedSet *needs, char **ret_needed)
{
        g_autoptr(Config) with = config_copy(config);

        for (size_t i = 0; i < G_N_ELEMENTS(no_help); i++)
                if (no_help[i].id == id && g_str_equal(no_help[i].primitive, primitive->name))
                        return false;
        if (id == DIRECTIVE_USER && !result->root)
                return false;
        config_assign(with, id, value);
        return is_denied(with, result, user, id != DIRECTIVE_USER, primitive, needs, ret_needed);
}

/* Says so if a setting that stops a primitive is the one to name: the first that the service does not suffer from; if
 * it suffers from each, the first at all, which is kept in *first and *first_needed. */
static bool is_advice(const Config *config, const ProbeResult *result, bool user, const Primitive *primitive,
                      DirectiveId id, const char *value, const NeedSet *needs, char **first, char **first_needed)
{
        g_autofree char *needed = NULL;

        if (!stops(config, result, user, primitive, id, value, needs, &needed))
                return false;
        if (needed && !*first) {
                *first = id == DIRECTIVE_USER ? g_strdup("User= (not root)")
                                              : g_strconcat(directives[id].name, "=", value, NULL);
                *first_needed = g_steal_pointer(&needed);
                return false;
        }
        return needed == NULL;
}

char *probe_stopper(const Config *config, const ProbeResult *result, bool user, const Primitive *primitive,
                    const NeedSet *needs, char **ret_needed)
{
        g_autofree char *first = NULL, *first_needed = NULL;
        /* Open although the model says that a setting of the unit stops it: then the model is no adviser. */
        bool known = !primitive->limit && !is_denied(config, result, user, true, primitive, NULL, NULL);

        if (primitive->limit)
                return g_strconcat(primitive->limit, "=", NULL);
        if (result->unconfined)
                return g_strdup("ExecStart= without \"+\"");
        for (size_t i = 0; known && i < G_N_ELEMENTS(stoppers); i++) {
                const Directive *directive = &directives[stoppers[i].id];

                if (!directive_known_to(stoppers[i].id, result->systemd) || (user && directive->scope == SCOPE_SYSTEM))
                        continue;
                if (stoppers[i].id == DIRECTIVE_USER) /* a capability is taken with less change than the user */
                        for (int j = 0; j < PRIMITIVE_NEEDS_MAX && primitive->needs[j] && !user; j++) {
                                const char *name = strstr(primitive->needs[j], "CAP_");
                                g_autofree char *value = NULL;

                                if (!name || strchr(primitive->needs[j], '|'))
                                        continue;
                                value = g_strconcat("~", name, NULL);
                                if (is_advice(config, result, user, primitive, DIRECTIVE_CAPABILITY_BOUNDING_SET, value,
                                              needs, &first, &first_needed))
                                        return g_strconcat("CapabilityBoundingSet=", value, NULL);
                        }
                if (is_advice(config, result, user, primitive, stoppers[i].id, stoppers[i].value, needs, &first,
                              &first_needed))
                        return stoppers[i].id == DIRECTIVE_USER
                                       ? g_strdup("User= (not root)")
                                       : g_strconcat(directive->name, "=", stoppers[i].value, NULL);
        }
        for (int j = 0; j < PRIMITIVE_NEEDS_MAX && primitive->needs[j] && primitive->subject && !first; j++) {
                if (g_str_has_prefix(primitive->needs[j], "path read "))
                        return g_strconcat("InaccessiblePaths=", primitive->subject, NULL);
                if (g_str_has_prefix(primitive->needs[j], "path execute "))
                        return g_strconcat("NoExecPaths=", primitive->subject, NULL);
        }
        if (ret_needed)
                *ret_needed = g_steal_pointer(&first_needed);
        return g_steal_pointer(&first);
}
