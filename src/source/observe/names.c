// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of things that the kernel tells in pieces: paths, endpoints, sockets. Pure. */
#include "source/observe/names.h"

#include "base/file.h"
#include "model/family.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

char *name_from_components(const char *data, size_t length)
{
        GString *path = g_string_new(NULL);
        size_t end = length;

        while (end > 0) {
                size_t begin = end - 1; /* on the NUL */

                while (begin > 0 && data[begin - 1] != '\0')
                        begin--;
                g_string_append_c(path, '/');
                g_string_append_len(path, data + begin, (gssize)strnlen(data + begin, end - begin));
                end = begin;
        }
        if (path->len == 0)
                g_string_append_c(path, '/');
        return g_string_free(path, FALSE);
}

/* What user space called it, below the directory that it was meant from. */
char *name_join(const char *directory, const char *string)
{
        g_autofree char *joined = g_strconcat(strcmp(directory, "/") == 0 ? "" : directory, "/", string, NULL);

        return path_simplify(joined);
}

static char *escape_abstract(const char *name, size_t length)
{
        GString *out = g_string_new("@");

        for (size_t i = 0; i < length; i++) {
                unsigned char c = (unsigned char)name[i];
                if (c > ' ' && c < 0x7f && c != '\\')
                        g_string_append_c(out, (char)c);
                else
                        g_string_append_printf(out, "\\x%02x", c);
        }
        return g_string_free(out, FALSE);
}

const char *name_of_transport(int type, int protocol)
{
        switch (protocol) {
        case IPPROTO_TCP:
        case 262: /* IPPROTO_MPTCP */
                return "tcp";
        case IPPROTO_UDP:
                return "udp";
        case IPPROTO_SCTP:
                return "sctp";
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6:
                return "icmp";
        default:
                return type == SOCK_STREAM ? "tcp" : type == SOCK_DGRAM ? "udp" : "raw";
        }
}

char *name_of_endpoint(const void *address, size_t length, int type, int protocol, const char *directory)
{
        struct sockaddr_storage storage = {};
        const struct sockaddr_in *in = (const void *)&storage;
        const struct sockaddr_in6 *in6 = (const void *)&storage;
        const struct sockaddr_un *un = (const void *)&storage;
        char text[INET6_ADDRSTRLEN];

        if (length < sizeof(sa_family_t) || length > sizeof(storage))
                return NULL;
        memcpy(&storage, address, length);
        switch (storage.ss_family) {
        case AF_INET:
                if (length < sizeof(*in) - sizeof(in->sin_zero))
                        return NULL;
                inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text));
                return g_strdup_printf("%s:%s:%u", name_of_transport(type, protocol), text, ntohs(in->sin_port));
        case AF_INET6:
                if (length < offsetof(struct sockaddr_in6, sin6_addr) + sizeof(in6->sin6_addr))
                        return NULL;
                if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr)) {
                        inet_ntop(AF_INET, &in6->sin6_addr.s6_addr[12], text, sizeof(text));
                        return g_strdup_printf("%s:%s:%u", name_of_transport(type, protocol), text,
                                               ntohs(in6->sin6_port));
                }
                inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text));
                return g_strdup_printf("%s:[%s]:%u", name_of_transport(type, protocol), text, ntohs(in6->sin6_port));
        case AF_UNIX: {
                size_t bytes = length - offsetof(struct sockaddr_un, sun_path);
                g_autofree char *name = NULL, *path = NULL;

                if (bytes == 0 || bytes > sizeof(un->sun_path))
                        return NULL; /* the kernel chooses an abstract name: only its owner knows it */
                if (un->sun_path[0] == '\0') {
                        name = escape_abstract(un->sun_path + 1, bytes - 1);
                        return g_strconcat("unix:", name, NULL);
                }
                name = g_strndup(un->sun_path, bytes);
                path = name[0] == '/' ? path_simplify(name) : name_join(directory, name);
                return g_strconcat("unix:", path, NULL);
        }
        default:
                return NULL;
        }
}

static const char *socket_type_name(int type)
{
        switch (type & 0xf) {
        case SOCK_STREAM:
                return "SOCK_STREAM";
        case SOCK_DGRAM:
                return "SOCK_DGRAM";
        case SOCK_RAW:
                return "SOCK_RAW";
        case SOCK_RDM:
                return "SOCK_RDM";
        case SOCK_SEQPACKET:
                return "SOCK_SEQPACKET";
        case SOCK_PACKET:
                return "SOCK_PACKET";
        default:
                return NULL;
        }
}

char *name_of_socket(int family, int type, int protocol)
{
        const char *name = family_name(family), *type_name = socket_type_name(type);
        g_autofree char *family_number = name ? NULL : g_strdup_printf("AF_%d", family);
        g_autofree char *type_number = type_name ? NULL : g_strdup_printf("%d", type & 0xf);

        return g_strdup_printf("%s/%s/%d", name ? name : family_number, type_name ? type_name : type_number, protocol);
}
