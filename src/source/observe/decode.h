/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bpf/wire.h"
#include "model/need.h"
#include "source/observe/observe.h"

/* Events -> needs and refusals. Pure: what it must know of the system it asks through DecoderSystem. */
typedef struct DecoderSystem {
        /* Resolves symbolic links (of the last component only if follow). NULL: can't be said. Caller frees. */
        char *(*resolve)(const char *path, bool follow, void *userdata);
        /* Does the process belong to the watched unit? */
        bool (*is_in_unit)(int pid, void *userdata);
        /* The program that the kernel loads to run this one (PT_INTERP), or NULL. Caller frees. */
        char *(*interpreter)(const char *path, void *userdata);
        /* Is there a device node of that path, outside the sandbox? */
        bool (*is_device)(const char *path, void *userdata);
        /* Does the file give capabilities to whoever runs it (setcap)? NoNewPrivileges= takes them as it takes set-ID
         * bits. */
        bool (*has_capabilities)(const char *path, void *userdata);
        /* Path of a program by its number, where its event came to somebody else. May be NULL, and may return NULL. */
        const char *(*actor)(unsigned number, void *userdata);
        void *userdata;
} DecoderSystem;

typedef struct Decoder Decoder;

Decoder *decoder_new(const DecoderSystem *system);
void decoder_free(Decoder *decoder);
void decoder_set_source(Decoder *decoder, const char *source);
/* For one that listens for weeks: of many paths in one directory that are used alike only the first are kept, and not
 * more than some thousands in all. decoder_saw_too_many(): there were more than that. */
void decoder_bound(Decoder *decoder);
bool decoder_saw_too_many(const Decoder *decoder);
/* False: not an event (too short, of an unknown kind). */
bool decoder_event(Decoder *decoder, const void *data, size_t size);
/* Where a refusal goes and what it is about. */
const NeedSet *decoder_needs(const Decoder *decoder);

/* A need when it was first seen. */
typedef struct Sighting {
        char *text;
        Need need;
        char *actor;
} Sighting;
/* The number-th need, in the order of being seen; NULL: there were no more. */
const Sighting *decoder_sighting(const Decoder *decoder, unsigned number);
unsigned decoder_sightings(const Decoder *decoder);
/* Another run begins. */
void decoder_forget_needs(Decoder *decoder);
GPtrArray *decoder_refusals(const Decoder *decoder); /* of ObservedRefusal */
void decoder_forget_refusals(Decoder *decoder);
bool decoder_saw_io_uring(const Decoder *decoder);
/* There were paths that could not be told. */
bool decoder_saw_unnamed(const Decoder *decoder);

ObservedRefusal *observed_refusal_copy(const ObservedRefusal *refusal);
void observed_refusal_free(ObservedRefusal *refusal);
