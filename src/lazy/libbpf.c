/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is used of libbpf, by us and by the skeletons that bpftool makes, in the order of the alphabet. A function that
 * is missing here is an error of the linker: add its row, with the prototype of the header. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>

#include "lazy/lazy.h"

static LazyLibrary libbpf = {.name = "libbpf.so.1"};

/* clang-format off */
#define ROW(type, failure, name, parameters, arguments) LAZY(&libbpf, type, failure, name, parameters, arguments)
#define INT(name, parameters, arguments) LAZY(&libbpf, int, -ELIBACC, name, parameters, arguments)

INT(bpf_iter_create, (int link_fd), (link_fd))
INT(bpf_link__destroy, (struct bpf_link *link), (link))
INT(bpf_link__fd, (const struct bpf_link *link), (link))
INT(bpf_map__fd, (const struct bpf_map *map), (map))
INT(bpf_map_delete_elem, (int fd, const void *key), (fd, key))
INT(bpf_map_get_next_key, (int fd, const void *key, void *next_key), (fd, key, next_key))
INT(bpf_map_update_elem, (int fd, const void *key, const void *value, __u64 flags), (fd, key, value, flags))
INT(bpf_obj_get_info_by_fd, (int bpf_fd, void *info, __u32 *info_len), (bpf_fd, info, info_len))
ROW(void, , bpf_object__destroy_skeleton, (struct bpf_object_skeleton *s), (s))
ROW(struct bpf_program *, NULL, bpf_object__find_program_by_name, (const struct bpf_object *obj, const char *name), (obj, name))
INT(bpf_object__load_skeleton, (struct bpf_object_skeleton *s), (s))
ROW(struct bpf_program *, NULL, bpf_object__next_program, (const struct bpf_object *obj, struct bpf_program *prog), (obj, prog))
INT(bpf_object__open_skeleton, (struct bpf_object_skeleton *s, const struct bpf_object_open_opts *opts), (s, opts))
ROW(struct bpf_link *, NULL, bpf_program__attach, (const struct bpf_program *prog), (prog))
ROW(struct bpf_link *, NULL, bpf_program__attach_iter, (const struct bpf_program *prog, const struct bpf_iter_attach_opts *opts), (prog, opts))
INT(bpf_program__fd, (const struct bpf_program *prog), (prog))
ROW(const char *, NULL, bpf_program__name, (const struct bpf_program *prog), (prog))
ROW(const char *, NULL, bpf_program__section_name, (const struct bpf_program *prog), (prog))
INT(bpf_program__set_autoload, (struct bpf_program *prog, bool autoload), (prog, autoload))
INT(btf__find_by_name_kind, (const struct btf *btf, const char *type_name, __u32 kind), (btf, type_name, kind))
ROW(void, , btf__free, (struct btf *btf), (btf))
ROW(struct btf *, NULL, btf__load_vmlinux_btf, (void), ())
ROW(const struct btf_type *, NULL, btf__type_by_id, (const struct btf *btf, __u32 id), (btf, id))
INT(libbpf_find_vmlinux_btf_id, (const char *name, enum bpf_attach_type attach_type), (name, attach_type))
ROW(libbpf_print_fn_t, NULL, libbpf_set_print, (libbpf_print_fn_t fn), (fn))
INT(libbpf_set_strict_mode, (enum libbpf_strict_mode mode), (mode))
INT(ring_buffer__consume, (struct ring_buffer *rb), (rb))
INT(ring_buffer__epoll_fd, (const struct ring_buffer *rb), (rb))
ROW(void, , ring_buffer__free, (struct ring_buffer *rb), (rb))
ROW(struct ring_buffer *, NULL, ring_buffer__new, (int map_fd, ring_buffer_sample_fn sample_cb, void *ctx, const struct ring_buffer_opts *opts), (map_fd, sample_cb, ctx, opts))
INT(ring_buffer__poll, (struct ring_buffer *rb, int timeout_ms), (rb, timeout_ms))
/* clang-format on */
