/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of file systems, for RestrictFileSystems=. Its BPF program compares magic numbers, so types that share one
 * (tmpfs and devtmpfs, ext2 to ext4) are refused and allowed together.
 *
 * Source: "systemd-analyze filesystems" of systemd 257 on Linux 6.18. */

#include "model/filesystem.h"

#include <string.h>

#define MAGICS_MAX 5

static const struct {
        const char *name, *group;
        unsigned long magics[MAGICS_MAX];
} types[] = {
        {"adfs", NULL, {0xadf5}},
        {"affs", NULL, {0xadff}},
        {"afs", "@network", {0x6b414653, 0x5346414f}},
        {"anon_inodefs", "@anonymous", {0x9041934}},
        {"apparmorfs", "@security", {0x5a3c69f0}},
        {"autofs", "@application", {0x187}},
        {"balloon-kvm", NULL, {0x13661366}},
        {"bcachefs", NULL, {0xca451a4e}},
        {"bdev", NULL, {0x62646576}},
        {"binder", NULL, {0x6c6f6f70}},
        {"binfmt_misc", "@auxiliary-api", {0x42494e4d}},
        {"bpf", "@privileged-api", {0xcafe4a11}},
        {"btrfs", "@common-block", {0x9123683e}},
        {"btrfs_test_fs", NULL, {0x73727279}},
        {"ceph", "@network", {0xc36400}},
        {"cgroup", "@basic-api", {0x27e0eb}},
        {"cgroup2", "@basic-api", {0x63677270}},
        {"cifs", "@network", {0xff534d42, 0xfe534d42}},
        {"coda", NULL, {0x73757245}},
        {"configfs", "@auxiliary-api", {0x62656570}},
        {"cpuset", NULL, {0x27e0eb}},
        {"cramfs", NULL, {0x28cd3d45}},
        {"dax", NULL, {0x64646178}},
        {"debugfs", "@privileged-api", {0x64626720}},
        {"devmem", NULL, {0x454d444d}},
        {"devpts", "@basic-api", {0x1cd1}},
        {"devtmpfs", "@basic-api", {0x1021994}},
        {"dmabuf", NULL, {0x444d4142}},
        {"ecryptfs", NULL, {0xf15f}},
        {"efivarfs", "@auxiliary-api", {0xde5e81e4}},
        {"efs", NULL, {0x414a53}},
        {"erofs", "@common-block", {0xe0f5e1e2}},
        {"exfat", "@common-block", {0x2011bab0}},
        {"ext2", "@historical-block", {0xef53}},
        {"ext3", "@historical-block", {0xef53}},
        {"ext4", "@common-block", {0xef53}},
        {"f2fs", "@common-block", {0xf2f52010}},
        {"fuse", "@application", {0x65735546}},
        {"fuseblk", NULL, {0x65735546}},
        {"fusectl", "@auxiliary-api", {0x65735543}},
        {"gfs", "@network", {0x1161970}},
        {"gfs2", "@network", {0x1161970}},
        {"hostfs", NULL, {0xc0ffee}},
        {"hpfs", NULL, {0xf995e849}},
        {"hugetlbfs", "@auxiliary-api", {0x958458f6}},
        {"iso9660", "@common-block", {0x9660}},
        {"jffs2", NULL, {0x72b6}},
        {"minix", "@historical-block", {0x137f, 0x138f, 0x2468, 0x2478, 0x4d5a}},
        {"mqueue", "@basic-api", {0x19800202}},
        {"msdos", NULL, {0x4d44}},
        {"ncp", "@network", {0x564c}},
        {"ncpfs", "@network", {0x564c}},
        {"nfs", "@network", {0x6969}},
        {"nfs4", "@network", {0x6969}},
        {"nilfs2", NULL, {0x3434}},
        {"nsfs", NULL, {0x6e736673}},
        {"ntfs", NULL, {0x5346544e}},
        {"ntfs3", "@common-block", {0x7366746e}},
        {"ocfs2", "@network", {0x7461636f}},
        {"openpromfs", NULL, {0x9fa1}},
        {"orangefs", "@network", {0x20030529}},
        {"overlay", "@application", {0x794c7630}},
        {"pidfs", NULL, {0x50494446}},
        {"pipefs", "@anonymous", {0x50495045}},
        {"ppc-cmm", NULL, {0xc7571590}},
        {"proc", "@basic-api", {0x9fa0}},
        {"pstore", "@privileged-api", {0x6165676c}},
        {"pvfs2", "@network", {0x20030529}},
        {"qnx4", NULL, {0x2f}},
        {"qnx6", NULL, {0x68191122}},
        {"ramfs", "@temporary", {0x858458f6}},
        {"reiserfs", NULL, {0x52654973}},
        {"resctrl", NULL, {0x7655821}},
        {"rpc_pipefs", "@auxiliary-api", {0x67596969}},
        {"secretmem", NULL, {0x5345434d}},
        {"securityfs", "@auxiliary-api", {0x73636673}},
        {"selinuxfs", "@security", {0xf97cff8c}},
        {"shiftfs", NULL, {0x6a656a62}},
        {"smackfs", "@security", {0x43415d53}},
        {"smb3", "@network", {0xff534d42}},
        {"smbfs", "@network", {0x517b}},
        {"sockfs", "@anonymous", {0x534f434b}},
        {"squashfs", "@common-block", {0x73717368}},
        {"sysfs", "@basic-api", {0x62656572}},
        {"tmpfs", "@temporary", {0x1021994}},
        {"tracefs", "@privileged-api", {0x74726163}},
        {"udf", "@common-block", {0x15013346}},
        {"usbdevfs", NULL, {0x9fa2}},
        {"v9fs", NULL, {0x1021997}},
        {"vboxsf", NULL, {0x786f4256}},
        {"vfat", "@common-block", {0x4d44}},
        {"xenfs", NULL, {0xabba1974}},
        {"xfs", "@common-block", {0x58465342}},
        {"z3fold", NULL, {0x33}},
        {"zonefs", NULL, {0x5a4f4653}},
        {"zsmalloc", NULL, {0x58295829}},
};

static bool has_magic(size_t type, unsigned long magic)
{
        for (unsigned i = 0; i < MAGICS_MAX && types[type].magics[i]; i++)
                if (types[type].magics[i] == magic)
                        return true;
        return false;
}

const char *file_system_name(unsigned long magic)
{
        for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
                if (has_magic(i, magic))
                        return types[i].name;
        return NULL;
}

/* Is it among the words of the line? */
static bool is_listed(const char *line, unsigned long magic)
{
        g_auto(GStrv) words = g_strsplit_set(line, " \t", 0);

        for (char **word = words; *word; word++)
                for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
                        if ((g_str_equal(types[i].name, *word) || g_strcmp0(types[i].group, *word) == 0 ||
                             g_str_equal(*word, "@known")) &&
                            has_magic(i, magic))
                                return true;
        return false;
}

bool file_system_is_denied(char *const *lines, unsigned long magic)
{
        bool denied = lines && *lines && **lines != '~';

        for (char *const *line = lines; line && *line; line++)
                if (is_listed(*line + (**line == '~'), magic))
                        denied = **line == '~';
        return denied;
}
