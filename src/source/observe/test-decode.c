// SPDX-License-Identifier: GPL-2.0-or-later
/* The pure part of the recorder: the table of calls, and events made by hand. */
#include "source/observe/calls.h"
#include "source/observe/decode.h"
#include "source/observe/names.h"
#include "source/observe/question.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/fanotify.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static const DecoderSystem no_system = {};

/* An event under construction. */
typedef struct Made {
        struct wire_event event;
        char data[1024];
} Made;

static Made *made_new(unsigned kind, const char *call)
{
        Made *made = g_new0(Made, 1);

        made->event.kind = (uint16_t)kind;
        made->event.phase = PHASE_RUN;
        made->event.pid = 77;
        if (call)
                made->event.nr = seccomp_syscall_resolve_name(call);
        return made;
}

static size_t made_end(const Made *made)
{
        size_t end = 0;

        for (unsigned i = 0; i < WIRE_PIECES; i++)
                end = MAX(end, (size_t)made->event.offset[i] + made->event.length[i]);
        return end;
}

static void made_piece(Made *made, unsigned number, const void *data, size_t length)
{
        size_t end = made_end(made);

        memcpy(made->data + end, data, length);
        made->event.offset[number] = (uint16_t)end;
        made->event.length[number] = (uint16_t)length;
}

/* "/a/b" as the kernel tells it. */
static void made_path(Made *made, unsigned number, const char *path)
{
        g_auto(GStrv) names = g_strsplit(path, "/", -1);
        GString *reversed = g_string_new(NULL);

        for (unsigned i = g_strv_length(names); i-- > 0;) {
                if (names[i][0] != '\0')
                        g_string_append_len(reversed, names[i], (gssize)strlen(names[i]) + 1);
        }
        made_piece(made, number, reversed->str, reversed->len);
        g_string_free(reversed, TRUE);
}

static void made_string(Made *made, unsigned number, const char *string)
{
        made_piece(made, number, string, strlen(string));
}

static void give(Decoder *decoder, Made *made)
{
        g_assert_true(decoder_event(decoder, made, sizeof(made->event) + made_end(made)));
        g_free(made);
}

static const ObservedRefusal *only_refusal(Decoder *decoder, unsigned number, unsigned total)
{
        g_assert_cmpuint(decoder_refusals(decoder)->len, ==, total);
        return g_ptr_array_index(decoder_refusals(decoder), number);
}

static void test_components(void)
{
        static const char deep[] = "c\0bb\0a";
        g_autofree char *path = name_from_components(deep, sizeof(deep)), *root = name_from_components(NULL, 0);

        g_assert_cmpstr(path, ==, "/a/bb/c");
        g_assert_cmpstr(root, ==, "/");
}

static void test_endpoints(void)
{
        struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(25), .sin_addr = {htonl(INADDR_LOOPBACK)}};
        struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(80)};
        struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "run/../x"};
        struct sockaddr_un abstract = {.sun_family = AF_UNIX, .sun_path = "\0a b"};
        g_autofree char *tcp = name_of_endpoint(&in, sizeof(in), SOCK_STREAM, 6, "/");
        g_autofree char *udp = name_of_endpoint(&in, sizeof(in), SOCK_DGRAM, 17, "/");
        g_autofree char *tcp6 = name_of_endpoint(&in6, sizeof(in6), SOCK_STREAM, 6, "/");
        g_autofree char *relative = name_of_endpoint(&un, sizeof(un), SOCK_STREAM, 0, "/srv");
        g_autofree char *name = name_of_endpoint(&abstract, 2 + 4, SOCK_STREAM, 0, "/");

        g_assert_cmpstr(tcp, ==, "tcp:127.0.0.1:25");
        g_assert_cmpstr(udp, ==, "udp:127.0.0.1:25");
        g_assert_cmpstr(tcp6, ==, "tcp:[::]:80");
        g_assert_cmpstr(relative, ==, "unix:/srv/run/../x");
        g_assert_cmpstr(name, ==, "unix:@a\\x20b");
        inet_pton(AF_INET6, "::ffff:10.0.0.1", &in6.sin6_addr);
        g_autofree char *mapped = name_of_endpoint(&in6, sizeof(in6), SOCK_STREAM, 6, "/");
        g_assert_cmpstr(mapped, ==, "tcp:10.0.0.1:80");
        /* a family without endpoints, an unnamed socket, and less than a family */
        g_assert_null(name_of_endpoint(&(struct sockaddr){.sa_family = AF_NETLINK}, sizeof(struct sockaddr), SOCK_RAW,
                                       0, "/"));
        g_assert_null(name_of_endpoint(&un, sizeof(sa_family_t), SOCK_STREAM, 0, "/"));
        g_assert_null(name_of_endpoint(&un, 1, SOCK_STREAM, 0, "/"));
}

static void test_rows(void)
{
        g_autofree struct wire_op(*ops)[WIRE_CALL_MAX] = g_malloc0(sizeof(struct wire_op[2][WIRE_CALL_MAX]));

        for (const CallRow *row = call_rows; row->name; row++) {
                g_assert_true(call_row(row->name) == row); /* no name twice */
                for (unsigned i = 0; i < 2; i++) {
                        g_assert_true(row->op.path[i] < 6);
                        g_assert_true(row->op.dirfd[i] < 6);
                        if (row->op.kind == WIRE_OP_PATH && row->op.path[i] >= 0)
                                g_assert_cmpuint(row->access[i], !=, 0);
                }
        }
        call_fill_ops(ops);
        g_assert_cmpint(ops[0][seccomp_syscall_resolve_name("openat")].kind, ==, WIRE_OP_OPEN);
        g_assert_cmpint(ops[0][seccomp_syscall_resolve_name("read")].kind, ==, WIRE_OP_NONE);
        g_autofree char *name = call_name(WIRE_NATIVE, seccomp_syscall_resolve_name("unlinkat"));
        g_assert_cmpstr(name, ==, "unlinkat");
        g_assert_null(call_name(WIRE_NATIVE, 100000));
}

static void test_open(void)
{
        Decoder *decoder = decoder_new(&no_system);
        Made *made = made_new(WIRE_EVENT_ACTOR, NULL);

        made->event.actor = 3;
        made_path(made, 0, "/usr/sbin/daemon");
        give(decoder, made);

        made = made_new(WIRE_EVENT_FILE, "openat");
        made->event.actor = 3;
        made->event.fmode = 3;
        made->event.flags = WIRE_CREATED;
        made->event.mode = S_IFREG | 0600;
        made_path(made, 0, "/var/lib/daemon/state");
        give(decoder, made);
        const NeedEntry *entry =
                need_set_find(decoder_needs(decoder), NEED_PATH,
                              ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE | ACCESS_OWN, "/var/lib/daemon/state");
        g_assert_nonnull(entry);
        const Evidence *evidence = g_ptr_array_index(entry->evidence, 0);
        g_assert_cmpstr(evidence->actor, ==, "/usr/sbin/daemon");
        g_assert_cmpint(evidence->phase, ==, PHASE_RUN);
        g_assert_false(need_set_has(decoder_needs(decoder), NEED_BEHAVIOUR, "group-readable"));

        /* a program in memory has no path */
        made = made_new(WIRE_EVENT_ACTOR, NULL);
        made->event.actor = 4;
        made->event.flags = WIRE_NO_PATH;
        give(decoder, made);
        g_assert_false(need_set_has(decoder_needs(decoder), NEED_PATH, "/"));

        /* a script is run by its interpreter, and is to be run as well: by the name, where that lies elsewhere */
        made = made_new(WIRE_EVENT_EXEC, NULL);
        made->event.actor = 3;
        made_path(made, 0, "/usr/bin/dash");
        made_string(made, 1, "hooks/late");
        made_path(made, 2, "/opt/daemon");
        give(decoder, made);
        g_assert_nonnull(need_set_find(decoder_needs(decoder), NEED_PATH, ACCESS_READ | ACCESS_EXECUTE,
                                       "/opt/daemon/hooks/late"));

        /* what it made is its own until it is started anew */
        made = made_new(WIRE_EVENT_FILE, "openat");
        made->event.fmode = 1;
        made_path(made, 0, "/var/lib/daemon/state");
        give(decoder, made);
        g_assert_nonnull(
                need_set_find(decoder_needs(decoder), NEED_PATH, ACCESS_READ | ACCESS_OWN, "/var/lib/daemon/state"));
        made = made_new(WIRE_EVENT_CALL, "rename");
        made_string(made, 1, "/var/lib/daemon/state");
        made_string(made, 3, "/var/lib/daemon/new");
        give(decoder, made);
        g_assert_nonnull(
                need_set_find(decoder_needs(decoder), NEED_PATH, ACCESS_CREATE | ACCESS_OWN, "/var/lib/daemon/new"));
        made = made_new(WIRE_EVENT_FILE, "openat");
        made->event.phase = PHASE_START;
        made->event.fmode = 1;
        made_path(made, 0, "/var/lib/daemon/state");
        give(decoder, made);
        g_assert_nonnull(need_set_find(decoder_needs(decoder), NEED_PATH, ACCESS_READ, "/var/lib/daemon/state"));

        made = made_new(WIRE_EVENT_FILE, "openat");
        made->event.fmode = 3;
        made->event.mode = S_IFCHR | 0666;
        made_path(made, 0, "/dev/net/tun");
        give(decoder, made);
        g_assert_nonnull(
                need_set_find(decoder_needs(decoder), NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, "/dev/net/tun"));

        /* a pipe has no path */
        unsigned before = decoder_needs(decoder)->entries->len;
        made = made_new(WIRE_EVENT_FILE, "openat");
        made->event.fmode = 1;
        made->event.flags = WIRE_NO_PATH;
        give(decoder, made);
        g_assert_cmpuint(decoder_needs(decoder)->entries->len, ==, before);
        decoder_free(decoder);
}

static bool none_in_unit(int pid, void *userdata)
{
        return false;
}

/* The root that its path begins at is the new one already, unless it failed. */
static void test_chroot(void)
{
        static const struct {
                const char *path, *directory, *expected;
                int64_t ret;
        } cases[] = {
                {"/srv", "/srv", "path read /srv", 0},
                {"/", "/", "path read /", 0},
                {"srv", "/var", "path read /var/srv", 0},
                {"/srv", "/", "path read /srv", -EPERM},
        };

        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                Decoder *decoder = decoder_new(&no_system);
                Made *made = made_new(WIRE_EVENT_CALL, "chroot");
                g_autofree char *text = NULL;

                made->event.ret = cases[i].ret;
                made_path(made, 0, cases[i].directory);
                made_string(made, 1, cases[i].path);
                give(decoder, made);
                if (cases[i].ret < 0)
                        text = need_to_string(&only_refusal(decoder, 0, 1)->need);
                else
                        text = need_to_string(&((const NeedEntry *)decoder_needs(decoder)->entries->pdata[0])->need);
                g_assert_cmpstr(text, ==, cases[i].expected);
                decoder_free(decoder);
        }
}

static void test_proc(void)
{
        const DecoderSystem system = {.is_in_unit = none_in_unit};
        Decoder *decoder = decoder_new(&system);
        static const char *const paths[] = {"/proc/77/maps", "/proc/77/fd/9", "/proc/1/stat",
                                            "/proc/sys/kernel/osrelease"};

        for (unsigned i = 0; i < G_N_ELEMENTS(paths); i++) {
                Made *made = made_new(WIRE_EVENT_FILE, "openat");
                made->event.fmode = 1;
                made_path(made, 0, paths[i]);
                give(decoder, made);
                g_assert_true(need_set_has(decoder_needs(decoder), NEED_BEHAVIOUR, "other-process") == (i >= 2));
                g_assert_true(need_set_has(decoder_needs(decoder), NEED_BEHAVIOUR, "proc-files") == (i >= 3));
        }
        Made *made = made_new(WIRE_EVENT_FILE, "openat");
        made->event.fmode = 1;
        made_path(made, 0, "/proc/sys/kernel/ngroups_max"); /* sysconf() can do without */
        give(decoder, made);
        g_assert_false(need_set_has(decoder_needs(decoder), NEED_PATH, "/proc/sys/kernel/ngroups_max"));
        made = made_new(WIRE_EVENT_FILE, "openat");
        made->event.fmode = 1;
        made->event.flags = WIRE_CUT;
        made_path(made, 0, "/half/of/it");
        give(decoder, made);
        g_assert_false(need_set_has(decoder_needs(decoder), NEED_PATH, "/half/of/it"));
        g_assert_true(decoder_saw_unnamed(decoder));
        g_assert_true(need_set_has(decoder_needs(decoder), NEED_PATH, "/proc/self/maps"));
        g_assert_true(need_set_has(decoder_needs(decoder), NEED_PATH, "/proc/self/fd"));
        g_assert_false(need_set_has(decoder_needs(decoder), NEED_PATH, "/proc/1/stat"));
        g_assert_true(need_set_has(decoder_needs(decoder), NEED_PATH, "/proc/sys/kernel/osrelease"));
        decoder_free(decoder);
}

static void test_refused(void)
{
        Decoder *decoder = decoder_new(&no_system);
        Made *made = made_new(WIRE_EVENT_CALL, "mkdir");

        made->event.ret = -EROFS;
        made_string(made, 1, "sub/dir");
        made_path(made, 0, "/etc");
        give(decoder, made);
        const ObservedRefusal *refusal = only_refusal(decoder, 0, 1);
        g_assert_cmpint(refusal->error, ==, EROFS);
        g_assert_false(refusal->filtered);
        g_assert_cmpint(refusal->need.kind, ==, NEED_PATH);
        g_assert_cmpuint(refusal->need.access, ==, ACCESS_CREATE);
        g_assert_cmpstr(refusal->need.subject, ==, "/etc/sub/dir");
        g_assert_cmpuint(decoder_needs(decoder)->entries->len, ==, 0);

        /* who only asks whether it may write */
        decoder_forget_refusals(decoder);
        made = made_new(WIRE_EVENT_CALL, "access");
        made->event.ret = -EROFS;
        made->event.args[1] = W_OK;
        made_string(made, 1, "/srv");
        give(decoder, made);
        g_assert_cmpuint(only_refusal(decoder, 0, 1)->need.access, ==, ACCESS_READ | ACCESS_WRITE);

        /* a library that may not be run */
        decoder_forget_refusals(decoder);
        made = made_new(WIRE_EVENT_CALL, "mmap");
        made->event.ret = -EPERM;
        made->event.args[2] = PROT_READ | PROT_EXEC;
        made->event.args[3] = MAP_PRIVATE;
        made_path(made, 0, "/opt/plugin.so");
        give(decoder, made);
        g_assert_cmpuint(only_refusal(decoder, 0, 1)->need.access, ==, ACCESS_MAP_EXECUTE);
        g_assert_cmpstr(only_refusal(decoder, 0, 1)->need.subject, ==, "/opt/plugin.so");

        /* a process that is not there at all, and one that its namespace never had */
        for (unsigned outside = 0; outside < 2; outside++) {
                decoder_forget_refusals(decoder);
                made = made_new(WIRE_EVENT_CALL, "kill");
                made->event.ret = -ESRCH;
                made->event.loaded = outside;
                give(decoder, made);
                g_assert_cmpint(only_refusal(decoder, 0, 1)->need.kind, ==, outside ? NEED_BEHAVIOUR : NEED_SYSCALL);
        }

        /* by seccomp: the call itself and what it was for */
        decoder_forget_refusals(decoder);
        made = made_new(WIRE_EVENT_CALL, "socket");
        made->event.ret = -EAFNOSUPPORT;
        made->event.flags = WIRE_FILTERED;
        made->event.args[0] = AF_PACKET;
        made->event.args[1] = SOCK_RAW | SOCK_CLOEXEC;
        give(decoder, made);
        refusal = only_refusal(decoder, 0, 2);
        g_assert_true(refusal->filtered);
        g_assert_cmpstr(refusal->need.subject, ==, "AF_PACKET/SOCK_RAW/0");
        refusal = only_refusal(decoder, 1, 2);
        g_assert_cmpint(refusal->need.kind, ==, NEED_SYSCALL);
        g_assert_cmpstr(refusal->need.subject, ==, "socket");

        /* of no family: nobody ever gets one, with a filter or without */
        decoder_forget_refusals(decoder);
        for (unsigned filtered = 0; filtered < 2; filtered++) {
                made = made_new(WIRE_EVENT_CALL, "socket");
                made->event.ret = -EAFNOSUPPORT;
                made->event.flags = filtered ? WIRE_FILTERED : 0;
                made->event.args[0] = AF_UNSPEC;
                made->event.args[1] = SOCK_DGRAM;
                give(decoder, made);
        }
        g_assert_cmpuint(decoder_refusals(decoder)->len, ==, 0);

        decoder_forget_refusals(decoder);
        made = made_new(WIRE_EVENT_KILLED, "ptrace");
        give(decoder, made);
        made = made_new(WIRE_EVENT_KILLED, "ptrace");
        give(decoder, made);
        refusal = only_refusal(decoder, 0, 1);
        g_assert_cmpuint(refusal->count, ==, 2);
        g_assert_cmpint(refusal->signal, !=, 0);
        g_assert_cmpint(refusal->error, ==, 0);

        decoder_forget_refusals(decoder);
        made = made_new(WIRE_EVENT_CAPS, "bind");
        made->event.ret = -EACCES;
        made->event.args[1] = UINT64_C(1) << CAP_NET_BIND_SERVICE;
        give(decoder, made);
        refusal = only_refusal(decoder, 0, 1);
        g_assert_cmpint(refusal->need.kind, ==, NEED_CAPABILITY);
        g_assert_cmpstr(refusal->need.subject, ==, "CAP_NET_BIND_SERVICE");

        /* the lesser is asked first: the greater one did, and what was looked for is not there */
        decoder_forget_refusals(decoder);
        made = made_new(WIRE_EVENT_CAPS, "openat");
        made->event.ret = -ENOENT;
        made->event.args[0] = UINT64_C(1) << CAP_DAC_OVERRIDE;
        made->event.args[1] = UINT64_C(1) << CAP_DAC_READ_SEARCH;
        give(decoder, made);
        made = made_new(WIRE_EVENT_CAPS, "openat");
        made->event.ret = -EACCES;
        made->event.args[1] = UINT64_C(1) << CAP_DAC_READ_SEARCH;
        give(decoder, made);
        refusal = only_refusal(decoder, 0, 1);
        g_assert_cmpint(refusal->error, ==, EACCES);
        decoder_free(decoder);
}

static void test_actor_questions(void)
{
        g_assert_nonnull(actor_question("/usr/bin/systemctl", NEED_CAPABILITY, "CAP_SYS_PTRACE", "openat"));
        g_assert_nonnull(actor_question("/usr/bin/systemctl", NEED_BEHAVIOUR, "other-process", NULL));
        g_assert_null(actor_question("/usr/bin/systemctl", NEED_CAPABILITY, "CAP_KILL", "kill"));
        g_assert_null(actor_question("/usr/bin/ps", NEED_CAPABILITY, "CAP_SYS_PTRACE", "openat"));
        g_assert_nonnull(actor_question("/usr/bin/systemd-tmpfiles", NEED_CAPABILITY, "CAP_NET_ADMIN", "setsockopt"));
        g_assert_null(actor_question("/usr/bin/systemd-tmpfiles", NEED_CAPABILITY, "CAP_NET_ADMIN", "sendmsg"));
        g_assert_nonnull(actor_question("/usr/bin/systemctl", NEED_SYSCALL, "setsockopt", "setsockopt"));
        g_assert_null(actor_question("/usr/sbin/x", NEED_CAPABILITY, "CAP_NET_ADMIN", "setsockopt"));
        g_assert_nonnull(actor_question("/usr/bin/ip", NEED_CAPABILITY, "CAP_NET_ADMIN", "sendto"));
        g_assert_null(actor_question("/usr/bin/ip", NEED_CAPABILITY, "CAP_NET_ADMIN", "sendmsg"));
        g_assert_nonnull(path_question("/tmp/hsperfdata_root"));
        g_assert_null(path_question("/tmp/hsperfdata_root/12"));
        g_assert_null(path_question("/tmp/x"));
}

static void give_ids(Decoder *decoder, uint32_t from, uint32_t to)
{
        Made *made = made_new(WIRE_EVENT_CAPS, "setuid");

        made->event.args[0] = UINT64_C(1) << CAP_SETUID;
        give(decoder, made);
        made = made_new(WIRE_EVENT_CALL, "setuid");
        made->event.args[0] = made->event.args[1] = to;
        made->event.args[4] = (uint64_t)from << 32 | from;
        give(decoder, made);
}

static void test_capabilities(void)
{
        Decoder *decoder = decoder_new(&no_system);
        Made *made;

        /* setuid() to what it is already asks for a capability that it does not need */
        give_ids(decoder, 0, 0);
        g_assert_false(need_set_has(decoder_needs(decoder), NEED_CAPABILITY, "CAP_SETUID"));
        give_ids(decoder, 0, 33);
        g_assert_true(need_set_has(decoder_needs(decoder), NEED_CAPABILITY, "CAP_SETUID"));
        g_assert_true(need_set_has(decoder_needs(decoder), NEED_USER, "33"));

        made = made_new(WIRE_EVENT_CAPS, "mmap");
        made->event.args[0] = UINT64_C(1) << CAP_SYS_ADMIN;
        give(decoder, made);
        g_assert_false(need_set_has(decoder_needs(decoder), NEED_CAPABILITY, "CAP_SYS_ADMIN"));
        made = made_new(WIRE_EVENT_CAPS, "mount");
        made->event.args[0] = UINT64_C(1) << CAP_SYS_ADMIN;
        give(decoder, made);
        g_assert_true(need_set_has(decoder_needs(decoder), NEED_CAPABILITY, "CAP_SYS_ADMIN"));

        /* fanotify asks what limits apply, and whether what is not for all may be had */
        for (unsigned for_all = 0; for_all < 2; for_all++) {
                decoder_forget_needs(decoder);
                made = made_new(WIRE_EVENT_CAPS, "fanotify_init");
                made->event.args[0] = UINT64_C(1) << CAP_SYS_ADMIN;
                made->event.args[2] = for_all ? FAN_REPORT_FID : FAN_CLASS_CONTENT;
                made->event.ret = 3;
                give(decoder, made);
                g_assert_true(need_set_has(decoder_needs(decoder), NEED_CAPABILITY, "CAP_SYS_ADMIN") == !for_all);
        }

        /* where it says no, it was meant */
        for (unsigned refused = 0; refused < 2; refused++) {
                guint before = decoder_refusals(decoder)->len;

                made = made_new(WIRE_EVENT_CAPS, "fanotify_init");
                made->event.args[2] = FAN_REPORT_FID;
                made->event.args[refused] = UINT64_C(1) << CAP_SYS_ADMIN;
                made->event.ret = refused ? -EPERM : 3;
                give(decoder, made);
                g_assert_cmpuint(decoder_refusals(decoder)->len - before, ==, refused);
        }

        /* granted, and the call failed all the same: no need */
        made = made_new(WIRE_EVENT_CAPS, "chown");
        made->event.args[0] = UINT64_C(1) << CAP_CHOWN;
        made->event.ret = -ENOENT;
        give(decoder, made);
        g_assert_false(need_set_has(decoder_needs(decoder), NEED_CAPABILITY, "CAP_CHOWN"));

        /* a larger buffer of a bus is a wish, one for the network and another option a need */
        for (unsigned option = 0; option < 4; option++) {
                static const struct {
                        unsigned option, family, needed;
                } options[] = {{SO_SNDBUFFORCE, AF_INET, 0},
                               {SO_RCVBUFFORCE, AF_UNIX, 0},
                               {SO_RCVBUFFORCE, AF_INET, 1},
                               {SO_MARK, AF_UNIX, 1}};

                made = made_new(WIRE_EVENT_CAPS, "setsockopt");
                made->event.args[0] = UINT64_C(1) << CAP_NET_ADMIN;
                made->event.args[3] = SOL_SOCKET;
                made->event.args[4] = options[option].option;
                made->event.socket = options[option].family << 24;
                give(decoder, made);
                g_assert_cmpint(need_set_has(decoder_needs(decoder), NEED_CAPABILITY, "CAP_NET_ADMIN"), ==,
                                option >= 2);
                decoder_forget_refusals(decoder);
                made = made_new(WIRE_EVENT_CALL, "setsockopt");
                made->event.args[1] = SOL_SOCKET;
                made->event.args[2] = options[option].option;
                made->event.socket = options[option].family << 24;
                made->event.ret = -EPERM;
                give(decoder, made);
                g_assert_cmpuint(decoder_refusals(decoder)->len, ==, options[option].needed);
        }
        decoder_free(decoder);

        g_assert_nonnull(capability_question(CAP_SYS_ADMIN, "brk"));
        g_assert_null(capability_question(CAP_SYS_ADMIN, NULL));
        g_assert_null(capability_question(CAP_NET_BIND_SERVICE, "bind"));
}

static void test_meanings(void)
{
        static const struct {
                const char *call;
                uint64_t args[6];
                uint64_t loaded;
                int64_t ret;
                NeedKind kind;
                const char *subject; /* NULL: no need */
        } cases[] = {
                {"unshare", {0x20000}, 0, 0, NEED_NAMESPACE, "mnt"},
                {"clone3", {}, 0x40000000, 7, NEED_NAMESPACE, "net"},
                {"clone3", {}, 0x40000000, 0, NEED_NAMESPACE, NULL}, /* as the new thread leaves it */
                {"clone", {0x80 | 17}, 0, 0, NEED_NAMESPACE, NULL},
                {"setns", {3, 0}, 0, 0, NEED_NAMESPACE, "user"},
                {"mmap", {0, 4096, 6}, 0, 0, NEED_MEMORY, "write-execute"},
                {"mmap", {0, 4096, 4}, 0, 0, NEED_MEMORY, NULL},
                {"mprotect", {0, 4096, 5}, 0, 0, NEED_MEMORY, "write-execute"},
                {"sched_setscheduler", {0, 1 | 0x40000000}, 0, 0, NEED_BEHAVIOUR, "realtime"},
                {"sched_setscheduler", {0, 3}, 0, 0, NEED_BEHAVIOUR, NULL},
                {"sched_setattr", {}, 6, 0, NEED_BEHAVIOUR, "realtime"},
                {"personality", {0}, 0, 0, NEED_BEHAVIOUR, NULL},
                {"personality", {8}, 0, 0, NEED_BEHAVIOUR, "personality"},
                {"adjtimex", {}, 0, 0, NEED_BEHAVIOUR, "clock-read"},
                {"adjtimex", {}, 1, 0, NEED_BEHAVIOUR, "clock"},
                {"capset", {}, UINT64_C(1) << CAP_SYS_NICE, 0, NEED_CAPABILITY, "CAP_SYS_NICE"},
                {"capset", {}, UINT64_C(1) << CAP_SYSLOG, 0, NEED_CAPABILITY, "CAP_SYSLOG"},
                {"capset", {}, 0, 0, NEED_CAPABILITY, NULL},
                {"capset", {}, 0xfdffffff, 0, NEED_CAPABILITY, NULL}, /* all but one: what it had */
                {"keyctl", {}, 0, 0, NEED_BEHAVIOUR, "keyring"},
                {"socketpair", {1, 1 | 0x80000, 0}, 0, 0, NEED_SOCKET, "AF_UNIX/SOCK_STREAM/0"},
        };

        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                Decoder *decoder = decoder_new(&no_system);
                Made *made = made_new(WIRE_EVENT_CALL, cases[i].call);
                bool any = false;

                memcpy(made->event.args, cases[i].args, sizeof(cases[i].args));
                made->event.loaded = cases[i].loaded;
                made->event.ret = cases[i].ret;
                give(decoder, made);
                for (unsigned n = 0; n < decoder_needs(decoder)->entries->len; n++) {
                        const NeedEntry *entry = g_ptr_array_index(decoder_needs(decoder)->entries, n);
                        any |= entry->need.kind == cases[i].kind;
                }
                if (cases[i].subject)
                        g_assert_true(need_set_has(decoder_needs(decoder), cases[i].kind, cases[i].subject));
                else
                        g_assert_false(any);
                decoder_free(decoder);
        }
}

static void give_address(Decoder *decoder, const char *call, uint32_t host, uint16_t port)
{
        struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(host)}};
        Made *made = made_new(WIRE_EVENT_CALL, call);

        made->event.socket = AF_INET << 24 | SOCK_DGRAM << 16 | 17;
        made_piece(made, 3, &in, sizeof(in));
        give(decoder, made);
}

static unsigned count_kind(const Decoder *decoder, NeedKind kind)
{
        const NeedSet *needs = decoder_needs(decoder);
        unsigned count = 0;

        for (unsigned i = 0; i < needs->entries->len; i++)
                count += ((const NeedEntry *)g_ptr_array_index(needs->entries, i))->need.kind == kind;
        return count;
}

static void test_many(void)
{
        Decoder *decoder = decoder_new(&no_system);

        give_address(decoder, "bind", 0, 53);
        for (uint16_t port = 40000; port < 40100; port++)
                give_address(decoder, "bind", 0, port);
        g_assert_cmpuint(count_kind(decoder, NEED_BIND), ==, 1 + 8 + 1);
        g_assert_true(need_set_has(decoder_needs(decoder), NEED_BIND, "udp:0.0.0.0:53"));
        g_assert_true(need_set_has(decoder_needs(decoder), NEED_BIND, "udp:0.0.0.0:0"));
        for (uint32_t host = 0x0a000001; host < 0x0a000201; host++)
                give_address(decoder, "connect", host, 53);
        g_assert_cmpuint(count_kind(decoder, NEED_CONNECT), ==, 64);
        decoder_free(decoder);
}

static void give_new_file(Decoder *decoder, const char *path)
{
        Made *made = made_new(WIRE_EVENT_FILE, "openat");

        made->event.fmode = 2;
        made->event.flags = WIRE_CREATED;
        made->event.mode = S_IFREG | 0600;
        made_path(made, 0, path);
        give(decoder, made);
}

/* A queue gives each file another name, and some make a directory for each. */
static void test_bound(void)
{
        for (unsigned bound = 0; bound < 2; bound++) {
                Decoder *decoder = decoder_new(&no_system);

                if (bound)
                        decoder_bound(decoder);
                for (unsigned i = 0; i < 200; i++) {
                        g_autofree char *path = g_strdup_printf("/var/spool/queue/%u", i);

                        give_new_file(decoder, path);
                }
                give_new_file(decoder, "/var/spool/queue/1");
                give_new_file(decoder, "/var/spool/other");
                g_assert_cmpuint(count_kind(decoder, NEED_PATH), ==, bound ? 64 + 1 : 200 + 1);
                g_assert_true(need_set_has(decoder_needs(decoder), NEED_PATH, "/var/spool/other"));
                g_assert_false(decoder_saw_too_many(decoder));
                for (unsigned i = 0; i < 5000; i++) {
                        g_autofree char *path = g_strdup_printf("/var/spool/queue/%u/x", i);

                        give_new_file(decoder, path);
                }
                g_assert_cmpuint(count_kind(decoder, NEED_PATH), ==, bound ? 4000 : 200 + 1 + 5000);
                g_assert_cmpint(decoder_saw_too_many(decoder), ==, bound);
                decoder_free(decoder);
        }
}

static void test_broken(void)
{
        Decoder *decoder = decoder_new(&no_system);
        Made *made = made_new(WIRE_EVENT_FILE, "openat");

        g_assert_false(decoder_event(decoder, made, sizeof(made->event) - 1));
        made->event.offset[1] = 60000;
        made->event.length[1] = 60000;
        g_assert_false(decoder_event(decoder, made, sizeof(made->event)));
        made->event.offset[1] = made->event.length[1] = 0;
        made->event.kind = 999;
        g_assert_false(decoder_event(decoder, made, sizeof(made->event)));
        g_free(made);
        decoder_free(decoder);
}

int main(int argc, char *argv[])
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/observe/chroot", test_chroot);
        g_test_add_func("/observe/components", test_components);
        g_test_add_func("/observe/endpoints", test_endpoints);
        g_test_add_func("/observe/rows", test_rows);
        g_test_add_func("/observe/open", test_open);
        g_test_add_func("/observe/proc", test_proc);
        g_test_add_func("/observe/refused", test_refused);
        g_test_add_func("/observe/capabilities", test_capabilities);
        g_test_add_func("/observe/actor-questions", test_actor_questions);
        g_test_add_func("/observe/meanings", test_meanings);
        g_test_add_func("/observe/many", test_many);
        g_test_add_func("/observe/bound", test_bound);
        g_test_add_func("/observe/broken", test_broken);
        return g_test_run();
}
