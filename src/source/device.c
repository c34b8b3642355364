/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that are not there yet. A printer is plugged in and named in a configuration after the print server was
 * watched; but to be in the group of printers is good for nothing else. */

#include "source/device.h"

#include <grp.h>
#include <string.h>

static const struct {
        const char *group, *device;
} device_rows[] = {
        {"lp", "/dev/lp0"},          {"lp", "/dev/usb/lp0"},         {"dialout", "/dev/ttyS0"},
        {"dialout", "/dev/ttyACM0"}, {"dialout", "/dev/ttyUSB0"},    {"audio", "/dev/snd/controlC0"},
        {"tape", "/dev/st0"},        {"input", "/dev/input/event0"}, {"cdrom", "/dev/sr0"},
        {"video", "/dev/video0"},    {"video", "/dev/dri/card0"},    {"render", "/dev/dri/renderD128"},
};

static void add(NeedSet *out, const char *group)
{
        for (size_t i = 0; i < G_N_ELEMENTS(device_rows); i++)
                if (g_str_equal(group, device_rows[i].group)) {
                        g_autofree char *note = g_strdup_printf("is in group %s, which is for such devices", group);

                        need_set_add(out, NEED_DEVICE, ACCESS_READ | ACCESS_WRITE, device_rows[i].device,
                                     STRENGTH_POSSIBLE, PHASE_NONE, "host", "", note);
                }
}

NeedSet *device_needs(const NeedSet *needs, const char *const *groups)
{
        NeedSet *out = need_set_new(needs->unit);

        for (; groups && *groups; groups++)
                add(out, *groups);
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                const struct group *group;
                guint64 id;

                if (need->kind != NEED_GROUP ||
                    !g_ascii_string_to_unsigned(need->subject, 10, 0, G_MAXUINT32, &id, NULL))
                        continue;
                group = getgrgid((gid_t)id);
                if (group)
                        add(out, group->gr_name);
        }
        return out;
}
