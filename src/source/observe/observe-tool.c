// SPDX-License-Identifier: GPL-2.0-or-later
/* Not installed: watches a control group while a command runs, and prints what was seen. For the live tests and for
 * looking at a service by hand.
 *
 *   observe-tool [--needs=FILE] [--refusals=FILE] CGROUP -- COMMAND...
 *
 * The command may change the phase by writing its name and a newline to file descriptor 3. */
#include "source/observe/observe.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static Phase phase_by_name(const char *name)
{
        for (unsigned i = 0; i < _PHASE_MAX; i++) {
                if (strcmp(phase_names[i], name) == 0)
                        return (Phase)i;
        }
        return PHASE_RUN;
}

static void set_phase(Recorder *recorder, char *text)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

        for (char **line = lines; *line; line++) {
                if (**line != '\0')
                        recorder_set_phase(recorder, phase_by_name(*line));
        }
}

static void write_to(const char *file, const char *text)
{
        g_autoptr(GError) error = NULL;

        if (!file)
                fputs(text, stdout);
        else if (!g_file_set_contents(file, text, -1, &error))
                fprintf(stderr, "%s\n", error->message);
}

static char *refusals_text(GPtrArray *refusals)
{
        GString *text = g_string_new(NULL);

        for (unsigned i = 0; i < refusals->len; i++) {
                const ObservedRefusal *refusal = g_ptr_array_index(refusals, i);
                g_autofree char *key = observed_refusal_key(refusal);
                g_string_append_printf(text, "%s %s [%s]\n", phase_names[refusal->phase], key, refusal->actor);
        }
        return g_string_free(text, FALSE);
}

int main(int argc, char *argv[])
{
        g_autofree char *needs_file = NULL, *refusals_file = NULL;
        const GOptionEntry options[] = {
                {"needs", 0, 0, G_OPTION_ARG_FILENAME, &needs_file, "Where to write the needs", "FILE"},
                {"refusals", 0, 0, G_OPTION_ARG_FILENAME, &refusals_file, "Where to write the refusals", "FILE"},
                {NULL},
        };
        g_autoptr(GOptionContext) context = g_option_context_new("CGROUP -- COMMAND...");
        g_autoptr(GError) error = NULL;
        g_autoptr(Recorder) recorder = NULL;
        g_autoptr(NeedSet) needs = NULL;
        g_autoptr(GPtrArray) refusals = NULL;
        g_autofree char *text = NULL, *refused = NULL;
        struct rusage usage;
        int pipes[2], status = 0;
        pid_t child;

        g_option_context_add_main_entries(context, options, NULL);
        g_option_context_set_strict_posix(context, TRUE);
        if (!g_option_context_parse(context, &argc, &argv, &error)) {
                fprintf(stderr, "%s\n", error->message);
                return 2;
        }
        if (argc > 2 && strcmp(argv[2], "--") == 0)
                memmove(&argv[2], &argv[3], sizeof(char *) * (size_t)(argc-- - 2));
        if (argc < 3) {
                fprintf(stderr, "usage: observe-tool CGROUP -- COMMAND...\n");
                return 2;
        }
        recorder = recorder_new(&error);
        if (!recorder || !recorder_watch_cgroup(recorder, argv[1], &error)) {
                fprintf(stderr, "%s\n", error->message);
                return 1;
        }
        recorder_set_phase(recorder, PHASE_START);
        if (pipe2(pipes, O_CLOEXEC) < 0)
                return 1;
        child = fork();
        if (child < 0)
                return 1;
        if (child == 0) {
                dup2(pipes[1], 3);
                execvp(argv[2], &argv[2]);
                _exit(127);
        }
        close(pipes[1]);
        for (;;) {
                struct pollfd fds[] = {{recorder_fd(recorder), POLLIN, 0}, {pipes[0], POLLIN, 0}};
                char words[128];
                ssize_t n;

                if (poll(fds, 2, -1) < 0)
                        continue;
                if (fds[0].revents && !recorder_poll(recorder, 0, &error)) {
                        fprintf(stderr, "%s\n", error->message);
                        return 1;
                }
                if (fds[1].revents) {
                        n = read(pipes[0], words, sizeof(words) - 1);
                        if (n <= 0)
                                break;
                        words[n] = '\0';
                        recorder_poll(recorder, 0, NULL);
                        set_phase(recorder, words);
                }
        }
        waitpid(child, &status, 0);
        recorder_add_exercise(recorder, argv[2]);
        needs = recorder_needs(recorder);
        refusals = recorder_refusals(recorder);
        text = need_set_to_text(needs);
        refused = refusals_text(refusals);
        write_to(needs_file, text);
        write_to(refusals_file, refused);
        getrusage(RUSAGE_SELF, &usage);
        fprintf(stderr, "%u needs, %u refusals; recorder used %ld.%03ld s of CPU, %ld KiB at most\n",
                needs->entries->len, refusals->len, usage.ru_utime.tv_sec + usage.ru_stime.tv_sec,
                (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000 % 1000, usage.ru_maxrss);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
