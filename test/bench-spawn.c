/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For benches in which the start of a program matters: bench-spawn ROUNDS FILE... runs the commands in the files, one
 * word a line, in turns, without a shell and without their output, and prints the least time that each took, in
 * microseconds. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORDS_MAX 4096
#define TEXT_MAX (1024 * 1024)
#define COMMANDS_MAX 8

extern char **environ;

typedef struct Command {
        char *words[WORDS_MAX + 1];
        long least; /* microseconds */
} Command;

static void fail(const char *what)
{
        fprintf(stderr, "bench-spawn: %s: %s\n", what, strerror(errno));
        exit(1);
}

static void read_command(const char *path, Command *command)
{
        FILE *file = fopen(path, "r");
        char *text = malloc(TEXT_MAX);
        size_t length = file && text ? fread(text, 1, TEXT_MAX - 1, file) : 0;
        if (length == 0)
                fail(path);
        text[length] = '\0';
        fclose(file);
        unsigned count = 0;
        for (char *word = strtok(text, "\n"); word && count < WORDS_MAX; word = strtok(NULL, "\n"))
                command->words[count++] = word;
        command->least = -1;
}

static void run_once(Command *command)
{
        struct timespec begin, end;
        posix_spawn_file_actions_t actions;
        pid_t pid;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        clock_gettime(CLOCK_MONOTONIC, &begin);
        errno = posix_spawnp(&pid, command->words[0], &actions, NULL, command->words, environ);
        if (errno != 0)
                fail(command->words[0]);
        (void)waitpid(pid, NULL, 0);
        clock_gettime(CLOCK_MONOTONIC, &end);
        posix_spawn_file_actions_destroy(&actions);
        long took = (end.tv_sec - begin.tv_sec) * 1000000L + (end.tv_nsec - begin.tv_nsec) / 1000;
        if (command->least < 0 || took < command->least)
                command->least = took;
}

int main(int argc, char **argv)
{
        static Command commands[COMMANDS_MAX];
        int count = argc - 2;
        if (count < 1 || count > COMMANDS_MAX) {
                fprintf(stderr, "usage: bench-spawn ROUNDS FILE...\n");
                return 2;
        }
        for (int i = 0; i < count; i++)
                read_command(argv[i + 2], &commands[i]);
        for (long rounds = strtol(argv[1], NULL, 10); rounds > 0; rounds--)
                for (int i = 0; i < count; i++)
                        run_once(&commands[i]);
        for (int i = 0; i < count; i++)
                printf("%ld%s", commands[i].least, i + 1 < count ? " " : "\n");
        return 0;
}
