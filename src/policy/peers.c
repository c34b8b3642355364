/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whom a service exchanges packets with. Its own peers are a matter of its configuration, so whoever uses IP by itself
 * may talk to all. But a service may use IP only because of its host: a name service module that asks NIS servers does
 * so from within every process that looks up a name. Such peers stand in files of the host, by address, and so
 * IPAddressDeny=any with them in IPAddressAllow= is as far as it can go.
 *
 * It refuses to guess: a peer that was seen is none of these, though it has an address; a peer by name is any peer. */

#include <string.h>

#include "base/address.h"
#include "policy/internal.h"

static bool only_the_host_says(const NeedEntry *entry)
{
        for (guint i = 0; i < entry->evidence->len; i++)
                if (!g_str_equal(((const Evidence *)entry->evidence->pdata[i])->source, "host"))
                        return false;
        return true;
}

static bool is_endpoint(const Need *need)
{
        return (need->kind == NEED_CONNECT || need->kind == NEED_BIND || need->kind == NEED_ACCEPT) &&
               !g_str_has_prefix(need->subject, "unix:");
}

/* "192.0.2.7" of "udp:192.0.2.7:111"; NULL where that is no peer's: any address, or one to bind to. Caller frees. */
static char *peer_address(const Need *need)
{
        static const uint8_t any[16];
        g_autofree char *text = need->kind == NEED_BIND ? NULL : endpoint_address(need);
        Address address;

        if (!text || !address_parse(text, &address) || memcmp(address.bytes, any, address.ipv6 ? 16 : 4) == 0)
                return NULL;
        return g_steal_pointer(&text);
}

bool peers_are_open(const NeedSet *needs)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];
                g_autofree char *address = is_endpoint(&entry->need) ? peer_address(&entry->need) : NULL;

                if (is_endpoint(&entry->need) && (!address || !only_the_host_says(entry)))
                        return true;
                if (entry->need.kind == NEED_SOCKET && g_str_has_prefix(entry->need.subject, "AF_INET") &&
                    !only_the_host_says(entry))
                        return true;
        }
        return false;
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The input is asked who says what; of the margin only endpoints count, not that IPv4 and IPv6 go together. */
void solve_peers(Synthesis *s)
{
        const Decision *climbed = policy_find(s->policy, DIRECTIVE_IP_ADDRESS_DENY);
        g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GString) reason = g_string_new(NULL);
        const NeedEntry *first = NULL;
        char **any;

        if (!climbed || climbed->lines || synthesis_banned(s, DIRECTIVE_IP_ADDRESS_DENY) ||
            s->input->current->lines[DIRECTIVE_IP_ADDRESS_DENY] || peers_are_open(s->input->needs))
                return;
        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];
                g_autofree char *address = is_endpoint(&entry->need) ? peer_address(&entry->need) : NULL;
                g_autofree char *evidence = NULL;

                if (is_endpoint(&entry->need) && !address)
                        return; /* of the margin: any peer */
                if (!address)
                        continue;
                first = first ? first : entry;
                if (g_ptr_array_find_with_equal_func(addresses, address, g_str_equal, NULL))
                        continue;
                evidence = evidence_phrase(entry);
                g_string_append_printf(reason, "%s%s: %s", reason->len ? "\n" : "", address, evidence);
                g_ptr_array_add(addresses, g_steal_pointer(&address));
        }
        if (!first)
                return; /* a socket, and nothing of whom it is for: any peer */
        g_ptr_array_sort(addresses, compare_strings);
        g_ptr_array_add(addresses, NULL);
        any = g_new0(char *, 2);
        any[0] = g_strdup("any");
        synthesis_forget(s, DIRECTIVE_IP_ADDRESS_DENY);
        decision_set_stopped(synthesis_decide(s, DIRECTIVE_IP_ADDRESS_DENY, any, false,
                                              g_strdup("Nothing it did needs IP traffic; its host does, with these:")),
                             "any", first);
        any = g_new0(char *, 2);
        any[0] = g_strjoinv(" ", (char **)addresses->pdata);
        synthesis_decide(s, DIRECTIVE_IP_ADDRESS_ALLOW, any, false, g_strdup(reason->str));
}
