// SPDX-License-Identifier: GPL-2.0-or-later
/* From events of the kernel to needs. An event says what a call did, in the kernel's terms; here it gets names: paths
 * as the host knows them, endpoints, behaviours. The same reading serves a call that succeeded (then it is a need) and
 * one that failed (then it is a refusal about that need), so that the two can be compared.
 *
 * It refuses to guess: what has no path, no name or no owner in this system is left out. */
#include "source/observe/decode.h"

#include "base/file.h"
#include "base/text.h"
#include "model/capability.h"
#include "model/companion.h"
#include "model/family.h"
#include "source/observe/calls.h"
#include "source/observe/names.h"
#include "source/observe/question.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

/* Peers are told apart up to this number: past it the service talks to the world. */
#define PEERS_MAX 32
/* Ports of one address that a service binds to, before they are taken to be any (a resolver takes another for each
 * question), and addresses that it connects to, before all are. */
#define PORTS_MAX 8
#define CONNECTS_MAX 64
/* A set of capabilities that a program chose has fewer; one with more is what it had, less some. */
#define KEPT_MAX 20

/* Where weeks are watched: paths of one access in one directory, before the next say nothing new (queues and caches
 * give each file another name); all paths; and paths that are known to be made by the service itself. */
#define SIBLINGS_MAX 64
#define PATHS_MAX 4000
#define CREATED_MAX 20000

struct Decoder {
        DecoderSystem system;
        char *source;
        NeedSet *needs;
        GPtrArray *log; /* of Sighting */
        GPtrArray *refusals;
        GHashTable *refusal_index; /* key -> ObservedRefusal */
        GPtrArray *actors;         /* path by number */
        GHashTable *created;       /* paths that the service made in this run */
        GHashTable *siblings;      /* access and directory -> number of paths; NULL: there is no bound */
        unsigned paths;
        bool too_many; /* paths, for the bound */
        GHashTable *peers;
        GHashTable *connects;
        GHashTable *ports;  /* "udp:0.0.0.0" -> number of ports seen */
        uint64_t pending;   /* capabilities that were granted, and are needed only if the call turns out to change
                               something */
        bool keeps_set_gid; /* a set-group-ID bit was set */
        bool io_uring;
        bool unnamed;     /* the kernel could not tell the whole of some path */
        bool changes_oom; /* opened an oom_score_adj for writing */
        Phase last_phase;
};

/* What a call is about. */
typedef struct Found {
        NeedKind kind;
        unsigned access;
        char *subject;
        char *note; /* NULL: none */
} Found;

static void found_clear(void *data)
{
        Found *found = data;

        g_free(found->subject);
        g_free(found->note);
}

static void found_add(GArray *found, NeedKind kind, unsigned access, const char *subject, const char *note)
{
        Found one = {kind, access, g_strdup(subject), g_strdup(note)};

        g_array_append_val(found, one);
}

static void found_behaviour(GArray *found, Behaviour behaviour, const char *note)
{
        found_add(found, NEED_BEHAVIOUR, 0, behaviour_names[behaviour], note);
}

static void sighting_free(gpointer data)
{
        Sighting *sighting = data;

        g_free(sighting->text);
        g_free(sighting->need.subject);
        g_free(sighting->actor);
        g_free(sighting);
}

Decoder *decoder_new(const DecoderSystem *system)
{
        Decoder *decoder = g_new0(Decoder, 1);

        decoder->system = *system;
        decoder->source = g_strdup("observe");
        decoder->needs = need_set_new("");
        decoder->log = g_ptr_array_new_with_free_func(sighting_free);
        decoder->refusals = g_ptr_array_new_with_free_func((GDestroyNotify)observed_refusal_free);
        decoder->refusal_index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        decoder->actors = g_ptr_array_new_with_free_func(g_free);
        decoder->created = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        decoder->peers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        decoder->connects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        decoder->ports = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        return decoder;
}

void decoder_free(Decoder *decoder)
{
        if (!decoder)
                return;
        g_free(decoder->source);
        need_set_free(decoder->needs);
        g_ptr_array_unref(decoder->log);
        g_hash_table_unref(decoder->refusal_index);
        g_ptr_array_unref(decoder->refusals);
        g_ptr_array_unref(decoder->actors);
        g_hash_table_unref(decoder->created);
        g_clear_pointer(&decoder->siblings, g_hash_table_unref);
        g_hash_table_unref(decoder->peers);
        g_hash_table_unref(decoder->connects);
        g_hash_table_unref(decoder->ports);
        g_free(decoder);
}

void decoder_set_source(Decoder *decoder, const char *source)
{
        g_free(decoder->source);
        decoder->source = g_strdup(source);
}

void decoder_bound(Decoder *decoder)
{
        if (!decoder->siblings)
                decoder->siblings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

bool decoder_saw_too_many(const Decoder *decoder)
{
        return decoder->too_many;
}

const NeedSet *decoder_needs(const Decoder *decoder)
{
        return decoder->needs;
}

const Sighting *decoder_sighting(const Decoder *decoder, unsigned number)
{
        return number < decoder->log->len ? g_ptr_array_index(decoder->log, number) : NULL;
}

unsigned decoder_sightings(const Decoder *decoder)
{
        return decoder->log->len;
}

void decoder_forget_needs(Decoder *decoder)
{
        need_set_free(decoder->needs);
        decoder->needs = need_set_new("");
        g_ptr_array_set_size(decoder->log, 0);
        g_hash_table_remove_all(decoder->peers);
        g_hash_table_remove_all(decoder->connects);
        g_hash_table_remove_all(decoder->ports);
}

GPtrArray *decoder_refusals(const Decoder *decoder)
{
        return decoder->refusals;
}

void decoder_forget_refusals(Decoder *decoder)
{
        g_hash_table_remove_all(decoder->refusal_index);
        g_ptr_array_set_size(decoder->refusals, 0);
}

bool decoder_saw_io_uring(const Decoder *decoder)
{
        return decoder->io_uring;
}

bool decoder_saw_unnamed(const Decoder *decoder)
{
        return decoder->unnamed;
}

static const char *actor_of(const Decoder *decoder, const struct wire_event *event)
{
        const char *path = NULL;

        /* who sees the events of all units knows when a number went to another program */
        if (decoder->system.actor)
                path = decoder->system.actor(event->actor, decoder->system.userdata);
        else if (event->actor < decoder->actors->len)
                path = g_ptr_array_index(decoder->actors, event->actor);
        return path ? path : "";
}

static Phase phase_of(const struct wire_event *event)
{
        return event->phase < _PHASE_MAX ? (Phase)event->phase : PHASE_NONE;
}

/* Within the bounds? Counts it if it is new. */
static bool has_room(Decoder *decoder, NeedKind kind, unsigned access, const char *subject)
{
        g_autofree char *directory = NULL, *key = NULL;
        unsigned count;

        if (kind != NEED_PATH || !decoder->siblings || need_set_has(decoder->needs, kind, subject))
                return true;
        directory = g_path_get_dirname(subject);
        key = g_strdup_printf("%u %s", access, directory);
        count = GPOINTER_TO_UINT(g_hash_table_lookup(decoder->siblings, key));
        if (count >= SIBLINGS_MAX)
                return false;
        if (decoder->paths >= PATHS_MAX) {
                decoder->too_many = true;
                return false;
        }
        decoder->paths++;
        g_hash_table_insert(decoder->siblings, g_steal_pointer(&key), GUINT_TO_POINTER(count + 1));
        return true;
}

static void note_created(Decoder *decoder, const char *path)
{
        if (!decoder->siblings || g_hash_table_size(decoder->created) < CREATED_MAX)
                g_hash_table_add(decoder->created, g_strdup(path));
}

static void add(Decoder *decoder, const struct wire_event *event, NeedKind kind, unsigned access, const char *subject,
                const char *note)
{
        unsigned before = decoder->needs->entries->len;

        if (event->phase == PHASE_NONE || !has_room(decoder, kind, access, subject))
                return;
        need_set_add(decoder->needs, kind, access, subject, STRENGTH_WITNESSED, phase_of(event), decoder->source,
                     actor_of(decoder, event), note);
        if (decoder->needs->entries->len > before) {
                Sighting *sighting = g_new0(Sighting, 1);

                sighting->need = (Need){kind, access, g_strdup(subject)};
                sighting->text = need_to_string(&sighting->need);
                sighting->actor = g_strdup(actor_of(decoder, event));
                g_ptr_array_add(decoder->log, sighting);
        }
}

/* other: the second path of the call, or NULL. */
static void refuse(Decoder *decoder, const struct wire_event *event, const char *call, const Found *about,
                   const char *other)
{
        ObservedRefusal refusal = {
                .actor = (char *)actor_of(decoder, event),
                .phase = phase_of(event),
                .syscall = (char *)call,
                .filtered = event->flags & WIRE_FILTERED,
                .need = {about->kind, about->access, about->subject},
                .other = (char *)other,
                .count = 1,
                .euid = event->euid,
                .after = decoder->log->len,
        };
        g_autofree char *key = NULL, *full = NULL;
        ObservedRefusal *known;

        if (event->phase == PHASE_NONE ||
            (!refusal.filtered && actor_question(refusal.actor, about->kind, about->subject, call)))
                return;
        if (event->kind == WIRE_EVENT_KILLED || event->ret >= 0)
                refusal.signal = SIGSYS;
        else
                refusal.error = (int)-event->ret;
        if (event->kind == WIRE_EVENT_KILLED)
                refusal.filtered = true;
        key = observed_refusal_key(&refusal);
        full = g_strdup_printf("%d %s", refusal.phase, key);
        known = g_hash_table_lookup(decoder->refusal_index, full);
        if (known) {
                known->count++;
                return;
        }
        known = observed_refusal_copy(&refusal);
        g_ptr_array_add(decoder->refusals, known);
        g_hash_table_insert(decoder->refusal_index, g_steal_pointer(&full), known);
}

/* The piece's bytes, which decoder_event() has found to lie within the event; NULL where it is empty. */
static const char *piece(const struct wire_event *event, unsigned number, size_t *ret_length)
{
        *ret_length = event->length[number];
        return event->length[number] > 0 ? (const char *)(event + 1) + event->offset[number] : NULL;
}

static char *piece_path(const struct wire_event *event, unsigned number)
{
        size_t length;
        const char *data = piece(event, number, &length);

        return name_from_components(data, length);
}

static char *piece_string(const struct wire_event *event, unsigned number)
{
        size_t length;
        const char *data = piece(event, number, &length);

        return data ? g_strndup(data, length) : NULL;
}

static char *path_of_pieces(Decoder *decoder, const struct wire_event *event, unsigned directory_piece,
                            unsigned string_piece, bool follow)
{
        g_autofree char *string = piece_string(event, string_piece);
        g_autofree char *directory = piece_path(event, directory_piece);
        g_autofree char *joined = NULL;
        char *resolved;

        if (!string)
                return NULL;
        if (event->flags & WIRE_CUT) {
                decoder->unnamed = true;
                return NULL;
        }
        joined = name_join(directory, string);
        resolved = decoder->system.resolve ? decoder->system.resolve(joined, follow, decoder->system.userdata) : NULL;
        return resolved ? resolved : g_steal_pointer(&joined);
}

static char *call_path(Decoder *decoder, const struct wire_event *event, unsigned number, bool follow)
{
        return path_of_pieces(decoder, event, number * 2, number * 2 + 1, follow);
}

/* Where chroot() went. When it is looked at, an absolute path begins at the new root, which is the directory itself. */
static char *new_root(Decoder *decoder, const struct wire_event *event)
{
        g_autofree char *string = piece_string(event, 1);

        if (!string || *string != '/' || (event->flags & WIRE_CUT))
                return call_path(decoder, event, 0, true);
        return piece_path(event, 0);
}

static const char *skip_number(const char *path)
{
        const char *end = path + strspn(path, "0123456789");

        return end > path && (*end == '\0' || *end == '/') ? end : NULL;
}

/* /proc differs from process to process: /proc/PID of the service's own is /proc/self here. Returns NULL where the path
 * says nothing that lasts (another process). */
static char *proc_path(const Decoder *decoder, const struct wire_event *event, const char *path, GArray *found)
{
        const char *rest, *end;

        if (!g_str_has_prefix(path, "/proc/"))
                return g_strdup(path);
        rest = path + strlen("/proc/");
        end = skip_number(rest);
        if (end) {
                int pid = atoi(rest);
                bool own = pid == event->pid ||
                           (decoder->system.is_in_unit && decoder->system.is_in_unit(pid, decoder->system.userdata));
                if (!own) {
                        found_behaviour(found, BEHAVIOUR_OTHER_PROCESS,
                                        "looks at /proc/PID of a process outside the unit");
                        return NULL;
                }
        } else if (g_str_has_prefix(rest, "self/") || strcmp(rest, "self") == 0) {
                end = rest + strlen("self");
        } else if (g_str_has_prefix(rest, "thread-self/") || strcmp(rest, "thread-self") == 0) {
                end = rest + strlen("thread-self");
        } else {
                found_behaviour(found, BEHAVIOUR_PROC_FILES, NULL);
                return g_strdup(path);
        }
        /* numbers of descriptors and threads are no names */
        if (g_str_has_prefix(end, "/fd/"))
                return g_strdup("/proc/self/fd");
        if (g_str_has_prefix(end, "/fdinfo/"))
                return g_strdup("/proc/self/fdinfo");
        if (g_str_has_prefix(end, "/task/"))
                return g_strdup("/proc/self/task");
        return g_strconcat("/proc/self", end, NULL);
}

static void found_path(Decoder *decoder, const struct wire_event *event, unsigned access, const char *path,
                       const char *note, GArray *found)
{
        g_autofree char *subject = NULL;

        if (access == ACCESS_READ && path_question(path))
                return;
        subject = proc_path(decoder, event, path, found);
        if (!subject)
                return;
        if (g_hash_table_contains(decoder->created, subject))
                access |= ACCESS_OWN;
        if (strcmp(subject, "/proc/kmsg") == 0 || strcmp(subject, "/dev/kmsg") == 0)
                found_behaviour(found, BEHAVIOUR_KERNEL_LOG, NULL);
        found_add(found, NEED_PATH, access, subject, note);
}

/* ---- meanings -----------------------------------------------------------------------------------------------------*/

static void found_namespaces(uint64_t flags, GArray *found)
{
        static const struct {
                uint64_t flag;
                const char *name;
        } namespaces[] = {
                {CLONE_NEWCGROUP, "cgroup"}, {CLONE_NEWIPC, "ipc"},   {CLONE_NEWNET, "net"}, {CLONE_NEWNS, "mnt"},
                {CLONE_NEWPID, "pid"},       {CLONE_NEWUSER, "user"}, {CLONE_NEWUTS, "uts"}, {0x80, "time"},
        };

        for (unsigned i = 0; i < G_N_ELEMENTS(namespaces); i++) {
                if (flags & namespaces[i].flag)
                        found_add(found, NEED_NAMESPACE, 0, namespaces[i].name, NULL);
        }
}

/* Is it one of the first max of its set? */
static bool is_counted(GHashTable *set, const char *what, unsigned max)
{
        if (g_hash_table_contains(set, what))
                return true;
        if (g_hash_table_size(set) >= max)
                return false;
        g_hash_table_add(set, g_strdup(what));
        return true;
}

/* Makes "udp:0.0.0.0:34348" into "udp:0.0.0.0:0" once that address was bound to with many ports. */
static void count_port(Decoder *decoder, char **endpoint)
{
        const char *colon = strrchr(*endpoint, ':');
        g_autofree char *address = g_strndup(*endpoint, (gsize)(colon - *endpoint));
        unsigned seen = GPOINTER_TO_UINT(g_hash_table_lookup(decoder->ports, address));

        if (atoi(colon + 1) < 1024)
                return;
        if (need_set_has(decoder->needs, NEED_BIND, *endpoint))
                return;
        if (seen < PORTS_MAX) {
                g_hash_table_insert(decoder->ports, g_steal_pointer(&address), GUINT_TO_POINTER(seen + 1));
                return;
        }
        g_free(*endpoint);
        *endpoint = g_strconcat(address, ":0", NULL);
}

static void found_endpoint(Decoder *decoder, const struct wire_event *event, CallMeaning meaning, bool success,
                           GArray *found)
{
        g_autofree char *directory = piece_path(event, 2), *endpoint = NULL;
        size_t length;
        const char *address = piece(event, 3, &length);
        NeedKind kind = meaning == CALL_BIND ? NEED_BIND : NEED_CONNECT;

        if (!address)
                return;
        endpoint = name_of_endpoint(address, length, (event->socket >> 16) & 0xff, event->socket & 0xffff, directory);
        if (!endpoint)
                return;
        if (g_str_has_prefix(endpoint, "unix:/")) {
                g_autofree char *path = g_strdup(endpoint + strlen("unix:"));
                char *resolved = decoder->system.resolve
                                         ? decoder->system.resolve(path, kind == NEED_CONNECT, decoder->system.userdata)
                                         : NULL;
                if (resolved) {
                        g_free(path);
                        path = resolved;
                        g_free(endpoint);
                        endpoint = g_strconcat("unix:", path, NULL);
                }
                found_add(found, kind, 0, endpoint, NULL);
                if (kind == NEED_BIND && success) /* else it is one refusal, and not two */
                        found_path(decoder, event, ACCESS_CREATE, path, "makes a socket", found);
                return;
        }
        if (!g_str_has_prefix(endpoint, "unix:")) {
                if (success && kind == NEED_CONNECT && !is_counted(decoder->connects, endpoint, CONNECTS_MAX))
                        return;
                if (success && kind == NEED_BIND)
                        count_port(decoder, &endpoint);
        }
        found_add(found, kind, 0, endpoint, NULL);
        /* what fails is about that one socket: whether it was there at all has to be asked */
        if (success && g_str_has_prefix(endpoint, "unix:@"))
                found_behaviour(found, BEHAVIOUR_ABSTRACT_UNIX, endpoint);
}

static void found_open_flags(const struct wire_event *event, const CallRow *row, unsigned *access)
{
        uint64_t flags;

        if (strcmp(row->name, "creat") == 0)
                flags = O_WRONLY | O_CREAT;
        else if (strcmp(row->name, "open_tree") == 0)
                return;
        else if (row->op.load_arg >= 0)
                flags = event->loaded;
        else
                flags = event->args[row->op.path[0] + 1];
        switch (flags & O_ACCMODE) {
        case O_RDONLY:
                *access = ACCESS_READ;
                break;
        case O_WRONLY:
                *access = ACCESS_WRITE;
                break;
        default:
                *access = ACCESS_READ | ACCESS_WRITE;
        }
        if (flags & O_CREAT)
                *access |= ACCESS_CREATE;
}

/* A set that a program names has to be permitted as a whole, or capset() fails. One with nearly all in it was asked for
 * before, and only taken from: there would be less in it if there were less. Where what is to be effective is more than
 * that, the rest is told, which then is the little that it lacks. */
static void found_kept(uint64_t permitted, GArray *found)
{
        if (__builtin_popcountll(permitted) > KEPT_MAX)
                return;
        for (int capability = 0; capability < CAPABILITY_COUNT; capability++)
                if ((permitted & (UINT64_C(1) << capability)) && capability_name(capability))
                        found_add(found, NEED_CAPABILITY, 0, capability_name(capability), note_kept);
}

/* All that the call needs, as far as its arguments tell. */
static void find(Decoder *decoder, const struct wire_event *event, const CallRow *row, bool success, GArray *found)
{
        switch (row->meaning) {
        case CALL_PATHS:
        case CALL_MOUNT:
                break;
        case CALL_SOCKET:
        case CALL_SOCKETPAIR: {
                g_autofree char *subject =
                        name_of_socket((int)event->args[0], (int)event->args[1], (int)event->args[2]);
                found_add(found, NEED_SOCKET, 0, subject, NULL);
                break;
        }
        case CALL_CONNECT:
        case CALL_BIND:
                found_endpoint(decoder, event, row->meaning, success, found);
                break;
        case CALL_ACCEPT: {
                char text[INET6_ADDRSTRLEN];
                int family = (int)(event->socket >> 24);
                g_autofree char *subject = NULL;

                if (!success || (family != AF_INET && family != AF_INET6))
                        break;
                if (family == AF_INET6 && IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)event->args))
                        inet_ntop(AF_INET, (const char *)event->args + 12, text, sizeof(text));
                else
                        inet_ntop(family, event->args, text, sizeof(text));
                if (!is_counted(decoder->peers, text, PEERS_MAX))
                        break;
                subject = g_strdup_printf(
                        "%s:%s", name_of_transport((event->socket >> 16) & 0xff, event->socket & 0xffff), text);
                found_add(found, NEED_ACCEPT, 0, subject, NULL);
                break;
        }
        case CALL_NAMESPACES:
        case CALL_CLONE3: {
                uint64_t flags = row->meaning == CALL_CLONE3 ? event->loaded : event->args[0] & row->op.mask;

                /* A new thread leaves clone3() too, with 0, when its parent may have reused the memory of the
                 * arguments. */
                if (row->meaning == CALL_CLONE3 && event->ret == 0)
                        break;
                found_namespaces(flags, found);
                /* the memory accounting hides this check in clone */
                if (success && found->len > 0 && !(flags & CLONE_NEWUSER) && !(event->flags & WIRE_SUB_USERNS))
                        found_add(found, NEED_CAPABILITY, 0, "CAP_SYS_ADMIN", "makes a namespace");
                break;
        }
        case CALL_SETNS:
                found_namespaces(event->args[1] ? event->args[1] : ~UINT64_C(0), found);
                break;
        case CALL_MMAP:
                if ((event->args[2] & (PROT_WRITE | PROT_EXEC)) == (PROT_WRITE | PROT_EXEC))
                        found_add(found, NEED_MEMORY, 0, "write-execute", "maps memory writable and executable");
                if (!success && (event->args[2] & PROT_EXEC) && !(event->flags & (WIRE_CUT | WIRE_FILTERED)) &&
                    event->length[0] > 0) {
                        g_autofree char *path = piece_path(event, 0);

                        found_path(decoder, event, ACCESS_MAP_EXECUTE, path, row->name, found);
                }
                break;
        case CALL_MPROTECT:
                if (event->args[2] & PROT_EXEC)
                        found_add(found, NEED_MEMORY, 0, "write-execute", "makes mapped memory executable");
                break;
        case CALL_SHMAT:
                if (event->args[2] & 0100000)
                        found_add(found, NEED_MEMORY, 0, "write-execute", "maps shared memory executable");
                break;
        case CALL_IDS:
        case CALL_GROUPS:
                break;
        case CALL_SCHEDULER:
        case CALL_SCHED_ATTR: {
                unsigned policy = (unsigned)(row->meaning == CALL_SCHEDULER ? event->args[1] : event->loaded);

                policy &= ~(unsigned)SCHED_RESET_ON_FORK;
                if (policy == SCHED_FIFO || policy == SCHED_RR || policy == SCHED_DEADLINE)
                        found_behaviour(found, BEHAVIOUR_REALTIME, row->name);
                break;
        }
        case CALL_PERSONALITY:
                /* LockPersonality= refuses the query, too: it allows nothing but the personality that the unit starts
                 * with. */
                if ((uint32_t)event->args[0] != 0)
                        found_behaviour(found, BEHAVIOUR_PERSONALITY,
                                        (uint32_t)event->args[0] == 0xffffffff ? "asks for it" : NULL);
                break;
        case CALL_ADJTIME:
                found_behaviour(found,
                                event->loaded == 0 || event->loaded == 0xa001 ? BEHAVIOUR_CLOCK_READ : BEHAVIOUR_CLOCK,
                                row->name);
                break;
        case CALL_CAPSET:
                if (!(event->flags & (WIRE_SUB_USERNS | WIRE_FILTERED)))
                        found_kept(event->loaded, found);
                break;
        case CALL_BEHAVIOUR:
                if (row->behaviour == BEHAVIOUR_IO_URING && success)
                        decoder->io_uring = true;
                found_behaviour(found, row->behaviour, row->name);
                break;
        case _CALL_MAX:
        default:
                g_return_if_reached();
        }
        /* by its descriptor */
        if (row->op.kind == WIRE_OP_FD && !success && event->length[0] > 0 && !(event->flags & WIRE_CUT)) {
                g_autofree char *path = piece_path(event, 0);

                if (row->op.mode >= 0 && (event->args[row->op.mode] & (S_ISUID | S_ISGID)))
                        found_add(found, NEED_SETID_BIT, 0, path, row->name);
                if (!(event->flags & WIRE_FILTERED))
                        found_path(decoder, event, row->access[0], path, row->name, found);
        }
        if (row->meaning == CALL_MOUNT && !(event->flags & (WIRE_OWN_MOUNTS | WIRE_SUB_USERNS)))
                found_behaviour(found, BEHAVIOUR_MOUNT_SHARED, row->name);

        for (unsigned i = 0; i < 2; i++) {
                g_autofree char *path = NULL;
                unsigned access = row->access[i];

                if (row->op.path[i] < 0 || (row->op.kind != WIRE_OP_PATH && row->op.kind != WIRE_OP_OPEN))
                        continue;
                path = success && g_str_equal(row->name, "chroot")
                               ? new_root(decoder, event)
                               : call_path(decoder, event, i, success && !row->nofollow);
                if (!path)
                        continue;
                if (row->op.kind == WIRE_OP_OPEN)
                        found_open_flags(event, row, &access);
                if (!success && row->asked && (event->args[row->asked] & W_OK))
                        access |= ACCESS_WRITE;
                if (!success && decoder->system.is_device &&
                    decoder->system.is_device(path, decoder->system.userdata)) {
                        unsigned device = access & (ACCESS_READ | ACCESS_WRITE);
                        found_add(found, NEED_DEVICE, device ? device : ACCESS_READ, path, row->name);
                        continue;
                }
                /* a system call filter does not look at paths */
                if (!(event->flags & WIRE_FILTERED))
                        found_path(decoder, event, access, path, row->name, found);
                if (row->op.mode >= 0 && (event->args[row->op.mode] & (S_ISUID | S_ISGID)))
                        found_add(found, NEED_SETID_BIT, 0, path, row->name);
        }
}

/* ---- events -------------------------------------------------------------------------------------------------------*/

static void add_capability(Decoder *decoder, const struct wire_event *event, int capability, const char *note)
{
        const char *name = capability_name(capability);

        if (name)
                add(decoder, event, NEED_CAPABILITY, 0, name, note);
}

/* The call did change IDs (or set-ID bits): then what was asked for it was needed. */
static void settle(Decoder *decoder, const struct wire_event *event, int capability, const char *note)
{
        if (decoder->pending & (UINT64_C(1) << capability))
                add_capability(decoder, event, capability, note);
}

static void add_setid_bit(Decoder *decoder, const struct wire_event *event, const char *path, const char *note)
{
        add(decoder, event, NEED_SETID_BIT, 0, path, note);
        settle(decoder, event, CAP_FSETID, "keeps a set-group-ID bit");
        decoder->keeps_set_gid = true;
}

static void on_found(Decoder *decoder, const struct wire_event *event, const CallRow *row, const char *name,
                     bool success, GArray *found)
{
        /* link and rename: what was the service's own stays so under its new name */
        if (success && row && row->op.path[1] >= 0 && found->len == 2 &&
            (g_array_index(found, Found, 0).access & ACCESS_OWN)) {
                Found *to = &g_array_index(found, Found, 1);
                to->access |= ACCESS_OWN;
                note_created(decoder, to->subject);
        }
        for (unsigned i = 0; i < found->len; i++) {
                Found *one = &g_array_index(found, Found, i);

                if (!success) {
                        bool paired = row && row->op.path[1] >= 0 && found->len == 2;

                        refuse(decoder, event, name, one, paired ? g_array_index(found, Found, 1 - i).subject : NULL);
                        continue;
                }
                if (one->kind == NEED_SETID_BIT) {
                        add_setid_bit(decoder, event, one->subject, one->note);
                        continue;
                }
                if (one->kind == NEED_PATH && (one->access & ACCESS_CREATE) && row &&
                    (row->op.mode >= 0 || row->meaning == CALL_BIND || g_str_has_prefix(row->name, "symlink"))) {
                        one->access |= ACCESS_OWN;
                        note_created(decoder, one->subject);
                }
                add(decoder, event, one->kind, one->access, one->subject, one->note);
        }
}

static GArray *found_new(void)
{
        GArray *found = g_array_new(FALSE, FALSE, sizeof(Found));

        g_array_set_clear_func(found, found_clear);
        return found;
}

/* Did the call get as far as doing what the need is about? A call on numbers alone that fails for another reason than
 * being refused did (keyctl() that finds no key). */
static bool is_success(const struct wire_event *event, const CallRow *row)
{
        if (event->flags & WIRE_FILTERED)
                return false;
        if (event->ret >= 0 || event->ret == -EINPROGRESS || event->ret == -EAGAIN || event->ret == -EINTR ||
            event->ret <= -512)
                return true;
        if (!row || row->op.kind != WIRE_OP_ARGS)
                return false;
        switch (-event->ret) {
        case EPERM:
        case EACCES:
        case ENOSYS:
        case EAFNOSUPPORT:
        case EPROTONOSUPPORT:
        case ESOCKTNOSUPPORT:
        case EOPNOTSUPP:
                return false;
        case ENOENT: /* of a key that another made: shmget() and kin did not find it */
                return row->behaviour != BEHAVIOUR_SYSV_IPC;
        default:
                return true;
        }
}

static void on_ids(Decoder *decoder, const struct wire_event *event, const char *name)
{
        uint32_t before[2] = {(uint32_t)(event->args[4] >> 32), (uint32_t)event->args[4]};
        uint32_t before_group[2] = {(uint32_t)(event->args[5] >> 32), (uint32_t)event->args[5]};
        bool user = false, group = false;

        for (unsigned i = 0; i < 2; i++) {
                uint32_t uid = (uint32_t)event->args[i], gid = (uint32_t)event->args[2 + i];
                g_autofree char *uid_text = g_strdup_printf("%u", uid), *gid_text = g_strdup_printf("%u", gid);

                if (uid != before[i]) {
                        add(decoder, event, NEED_USER, 0, uid_text, name);
                        user |= uid != before[0] && uid != before[1];
                }
                if (gid != before_group[i]) {
                        add(decoder, event, NEED_GROUP, 0, gid_text, name);
                        group |= gid != before_group[0] && gid != before_group[1];
                }
        }
        if (user)
                settle(decoder, event, CAP_SETUID, name);
        if (group)
                settle(decoder, event, CAP_SETGID, name);
}

static void on_groups(Decoder *decoder, const struct wire_event *event)
{
        size_t length;
        const char *data = piece(event, 3, &length);

        for (size_t i = 0; i + 4 <= length; i += 4) {
                uint32_t gid;
                g_autofree char *text = NULL;

                memcpy(&gid, data + i, sizeof(gid));
                text = g_strdup_printf("%u", gid);
                add(decoder, event, NEED_GROUP, 0, text, "setgroups");
        }
}

/* args: those of the call. A buffer that is larger than all may have: libsystemd asks for one to send from at each
 * message, and for one to receive with at each bus, after it asked for what all may have, and does without. Who wants
 * more from the network (a name server) is another matter. */
static bool is_larger_buffer(const char *call, const __u64 *args, __u32 socket)
{
        return g_strcmp0(call, "setsockopt") == 0 && args[1] == SOL_SOCKET &&
               (args[2] == SO_SNDBUFFORCE || (args[2] == SO_RCVBUFFORCE && socket >> 24 == AF_UNIX));
}

/* A socket of no family at all, which no kernel has: ntpd asks so for addresses that it has not got. */
static bool is_no_socket(const char *call, const __u64 *args)
{
        return g_strcmp0(call, "socket") == 0 && args[0] == AF_UNSPEC;
}

static void on_call(Decoder *decoder, const struct wire_event *event)
{
        g_autofree char *name = call_name(event->abi, event->nr);
        const CallRow *row = name ? call_row(name) : NULL;
        bool success = is_success(event, row);
        g_autoptr(GArray) found = found_new();

        if (row && row->op.process && event->ret == -ESRCH && event->loaded) {
                const bool traces = row->meaning == CALL_BEHAVIOUR;
                const Found about = {NEED_BEHAVIOUR, 0,
                                     (char *)behaviour_names[traces ? BEHAVIOUR_OTHER_PROCESS : row->behaviour], NULL};

                refuse(decoder, event, name, &about, NULL);
                return;
        }
        if (!success && is_no_socket(name, event->args))
                return;
        if (event->ret == -EPERM && !(event->flags & WIRE_FILTERED) &&
            is_larger_buffer(name, event->args, event->socket))
                return;
        if (row && row->meaning == CALL_IDS && success) {
                on_ids(decoder, event, name);
                return;
        }
        if (row && row->meaning == CALL_GROUPS && success) {
                on_groups(decoder, event);
                return;
        }
        if (row)
                find(decoder, event, row, success, found);
        /* the call itself: refused by the filter, or nothing more is known about it */
        if (!success && name && (found->len == 0 || (event->flags & WIRE_FILTERED))) {
                const char *abi = call_abi_name(event->abi);
                g_autofree char *subject = abi ? g_strconcat(abi, ":", name, NULL) : g_strdup(name);
                found_add(found, abi ? NEED_FOREIGN : NEED_SYSCALL, 0, subject, NULL);
        }
        on_found(decoder, event, row, name ? name : "", success, found);
}

/* The nodes that every machine has, by number (Documentation/admin-guide/devices.txt): in a container they are often
 * mounted from elsewhere, and then have a name that means nothing inside. NULL: another device. */
static const char *standard_device(uint32_t rdev)
{
        static const struct {
                unsigned major, minor;
                const char *path;
        } nodes[] = {
                {1, 3, "/dev/null"},    {1, 5, "/dev/zero"},  {1, 7, "/dev/full"}, {1, 8, "/dev/random"},
                {1, 9, "/dev/urandom"}, {1, 11, "/dev/kmsg"}, {5, 0, "/dev/tty"},  {5, 2, "/dev/ptmx"},
        };

        for (unsigned i = 0; i < G_N_ELEMENTS(nodes); i++)
                if (rdev == (nodes[i].major << 20 | nodes[i].minor))
                        return nodes[i].path;
        return NULL;
}

static void on_file(Decoder *decoder, const struct wire_event *event)
{
        g_autofree char *path = piece_path(event, 0), *hint = piece_string(event, 1);
        g_autofree char *call = call_name(event->abi, event->nr);
        g_autoptr(GArray) found = found_new();
        unsigned access = 0;

        if (event->flags & (WIRE_MAPPED | WIRE_CHANGED)) {
                access = event->flags & WIRE_MAPPED ? ACCESS_MAP_EXECUTE : ACCESS_WRITE;
        } else {
                access |= event->fmode & 1 ? ACCESS_READ : 0;
                access |= event->fmode & 2 ? ACCESS_WRITE : 0;
                if (access == 0)
                        access = ACCESS_READ; /* O_PATH */
        }
        if (S_ISCHR(event->mode) || S_ISBLK(event->mode)) {
                g_autofree char *number = g_strdup_printf("%c:%u:%u", S_ISCHR(event->mode) ? 'c' : 'b',
                                                          event->rdev >> 20, event->rdev & 0xfffff);
                if (strcmp(path, "/dev/kmsg") == 0)
                        add(decoder, event, NEED_BEHAVIOUR, 0, behaviour_names[BEHAVIOUR_KERNEL_LOG], path);
                const char *standard = S_ISCHR(event->mode) ? standard_device(event->rdev) : NULL;
                add(decoder, event, NEED_DEVICE,
                    access & (ACCESS_READ | ACCESS_WRITE) ? access & (ACCESS_READ | ACCESS_WRITE) : ACCESS_READ,
                    standard                      ? standard
                    : event->flags & WIRE_NO_PATH ? number
                                                  : path,
                    call);
                return;
        }
        if (event->flags & WIRE_NO_PATH)
                return;
        if (event->flags & WIRE_CUT) {
                decoder->unnamed = true;
                return;
        }
        if (event->flags & WIRE_CREATED) {
                access |= ACCESS_CREATE | ACCESS_OWN;
                note_created(decoder, path);
                if (event->mode & 077) {
                        g_autofree char *note = g_strdup_printf("made %s with mode %03o", path, event->mode & 0777);
                        add(decoder, event, NEED_BEHAVIOUR, 0, behaviour_names[BEHAVIOUR_GROUP_READABLE], note);
                }
        }
        if ((event->mode & (S_ISUID | S_ISGID)) && !S_ISDIR(event->mode)) {
                const CallRow *row = call ? call_row(call) : NULL;
                if ((event->flags & WIRE_CREATED) || ((event->flags & WIRE_CHANGED) && row && row->op.mode >= 0))
                        add_setid_bit(decoder, event, path, call);
        }
        if ((access & ACCESS_WRITE) && g_str_has_prefix(path, "/proc/") && g_str_has_suffix(path, "/oom_score_adj"))
                decoder->changes_oom = true;
        found_path(decoder, event, access, path, call, found);
        /* The name that it was opened by may itself lie where a sandbox hides things: /proc/mounts is a link to
         * self/mounts. */
        if (hint && g_str_has_prefix(hint, "/proc/") && strcmp(hint, path) != 0 &&
            !skip_number(hint + strlen("/proc/")))
                found_path(decoder, event, ACCESS_READ, hint, call, found);
        /* Owners that a user namespace of the unit alone would not know. */
        if (event->uid != 0 && event->uid != event->euid && ((access & ACCESS_WRITE) || !(event->mode & S_IROTH)) &&
            !(event->flags & WIRE_SUB_USERNS)) {
                g_autofree char *note = g_strdup_printf("%s belongs to user %u", path, event->uid);
                add(decoder, event, NEED_BEHAVIOUR, 0, behaviour_names[BEHAVIOUR_OUTSIDE_FILES_OWNED], note);
        }
        on_found(decoder, event, NULL, call ? call : "", true, found);
}

/* What is asked in passing, as a rule, is meant where the error says so. Blocks that are short are ENOSPC: a write that
 * was not allowed asked for the capability itself (oom_score_adj). Too many groups of fanotify are EMFILE: what was not
 * allowed is for who has the capability. */
static bool is_answer(const struct wire_event *event, int capability, const char *call)
{
        if (!call || (event->ret != -EACCES && event->ret != -EPERM))
                return false;
        return (capability == CAP_SYS_RESOURCE && g_str_has_prefix(call, "write")) ||
               (capability == CAP_SYS_ADMIN && g_str_equal(call, "fanotify_init"));
}

/* Granted, and would not have worked without. */
static bool is_beyond_question(const struct wire_event *event, int capability, const char *call)
{
        return capability == CAP_SYS_ADMIN && call && g_str_equal(call, "fanotify_init") &&
               !fanotify_is_for_all(event->args[2]);
}

static void on_caps(Decoder *decoder, const struct wire_event *event)
{
        g_autofree char *call = call_name(event->abi, event->nr);
        const CallRow *row = call ? call_row(call) : NULL;
        bool success = is_success(event, row);

        for (int capability = 0; capability < CAPABILITY_COUNT; capability++) {
                uint64_t bit = UINT64_C(1) << capability;

                if (capability == CAP_NET_ADMIN && is_larger_buffer(call, event->args + 2, event->socket))
                        continue;
                if (success && (event->args[0] & bit)) {
                        if ((capability == CAP_SETUID || capability == CAP_SETGID) && row && row->meaning == CALL_IDS) {
                                decoder->pending |= bit; /* on_ids() knows whether anything changed */
                                continue;
                        }
                        if (capability == CAP_FSETID) {
                                decoder->pending |= bit;
                                if (decoder->keeps_set_gid)
                                        settle(decoder, event, capability, call);
                                continue;
                        }
                        if (capability == CAP_SYS_RESOURCE && decoder->changes_oom && call &&
                            g_str_has_prefix(call, "write")) {
                                add_capability(decoder, event, capability, "writes oom_score_adj");
                                continue;
                        }
                        if ((!capability_question(capability, call) || is_beyond_question(event, capability, call)) &&
                            !actor_question(actor_of(decoder, event), NEED_CAPABILITY,
                                            capability_name(capability) ?: "", call))
                                add_capability(decoder, event, capability, call);
                } else if (!success && (event->args[1] & bit) && capability_name(capability) &&
                           (!capability_question(capability, call) || is_answer(event, capability, call))) {
                        /* asked first; the greater one that is asked next did as well */
                        if (capability == CAP_DAC_READ_SEARCH && (event->args[0] & (UINT64_C(1) << CAP_DAC_OVERRIDE)))
                                continue;
                        Found about = {NEED_CAPABILITY, 0, (char *)capability_name(capability), NULL};
                        refuse(decoder, event, call ? call : "", &about, NULL);
                }
        }
}

static void on_actor(Decoder *decoder, const struct wire_event *event)
{
        bool named = !(event->flags & (WIRE_NO_PATH | WIRE_CUT)); /* not run from a memory file */
        g_autofree char *path = named ? piece_path(event, 0) : g_strdup("");
        g_autofree char *called = path_of_pieces(decoder, event, 2, 1, true), *interpreter = NULL;

        if (event->kind == WIRE_EVENT_ACTOR && event->actor > 0) {
                if (event->actor >= decoder->actors->len)
                        g_ptr_array_set_size(decoder->actors, event->actor + 1);
                g_free(g_ptr_array_index(decoder->actors, event->actor));
                g_ptr_array_index(decoder->actors, event->actor) = g_strdup(path);
        }
        add(decoder, event, NEED_SYSCALL, 0, "execve", NULL);
        if (called && strcmp(called, path) != 0 && !g_str_has_prefix(called, "/proc/") &&
            !g_str_has_prefix(called, "/dev/fd/"))
                add(decoder, event, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, called, "script");
        if (!named)
                return;
        add(decoder, event, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, path, "execve");
        if (decoder->system.interpreter)
                interpreter = decoder->system.interpreter(path, decoder->system.userdata);
        if (interpreter)
                add(decoder, event, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE | ACCESS_MAP_EXECUTE, interpreter,
                    "loader");
        if ((event->mode & S_ISUID) || (event->mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) ||
            (decoder->system.has_capabilities && decoder->system.has_capabilities(path, decoder->system.userdata)))
                add(decoder, event, NEED_SETID_EXEC, 0, path, NULL);
}

static void on_syscall(Decoder *decoder, const struct wire_event *event)
{
        g_autofree char *name = call_name(event->abi, event->nr);
        const char *abi = call_abi_name(event->abi);

        if (!name)
                return;
        if (abi) {
                g_autofree char *subject = g_strconcat(abi, ":", name, NULL);
                add(decoder, event, NEED_FOREIGN, 0, subject, NULL);
        } else {
                add(decoder, event, NEED_SYSCALL, 0, name, NULL);
        }
}

bool decoder_event(Decoder *decoder, const void *data, size_t size)
{
        const struct wire_event *event = data;

        if (size < sizeof(*event))
                return false;
        for (unsigned i = 0; i < WIRE_PIECES; i++) {
                if (sizeof(*event) + event->offset[i] + event->length[i] > size)
                        return false;
        }
        if (event->phase == PHASE_START && decoder->last_phase != PHASE_START)
                g_hash_table_remove_all(decoder->created); /* another run */
        decoder->last_phase = phase_of(event);

        switch (event->kind) {
        case WIRE_EVENT_ACTOR:
        case WIRE_EVENT_EXEC:
                on_actor(decoder, event);
                return true;
        case WIRE_EVENT_SYSCALL:
                on_syscall(decoder, event);
                return true;
        case WIRE_EVENT_FILE:
                on_file(decoder, event);
                return true;
        case WIRE_EVENT_CALL:
                on_call(decoder, event);
                return true;
        case WIRE_EVENT_CAPS:
                on_caps(decoder, event);
                return true;
        case WIRE_EVENT_KILLED: {
                g_autofree char *name = call_name(event->abi, event->nr);
                const char *abi = call_abi_name(event->abi);
                g_autofree char *subject = NULL;
                if (!name)
                        return true;
                subject = abi ? g_strconcat(abi, ":", name, NULL) : g_strdup(name);
                const Found about = {abi ? NEED_FOREIGN : NEED_SYSCALL, 0, subject, NULL};
                refuse(decoder, event, name, &about, NULL);
                return true;
        }
        case WIRE_EVENT_FILTER:
                return true; /* for the recorder */
        case WIRE_EVENT_SIGNAL:
                add(decoder, event, NEED_BEHAVIOUR, 0, behaviour_names[BEHAVIOUR_PROCESS_SIGNAL], NULL);
                return true;
        default:
                return false;
        }
}
