/* SPDX-License-Identifier: MIT */
/*
 * Random sentences, the truth about them by a plain loop, and the forms that they can take as files.
 */
#ifndef PRESENCE_FIXTURE_H
#define PRESENCE_FIXTURE_H

#include "spine_fixture.h"

enum { N_LABELS = 5, N_SENTENCES = 3000, LONGEST = 40 };

static const char *const names[N_LABELS] = {"O", "B-X", "B-Y", "I-X", "I-Y"}; /* in the order of ids without a map */

struct truth {
        uint64_t tokens[N_LABELS], sequences[N_LABELS], around[N_LABELS];
};

static inline uint32_t
next_random(uint32_t *state)
{
        *state = *state * 1664525 + 1013904223;
        return *state >> 16;
}

/* Sentences as lists of labels, -1 for an ignored token; `truth_ref` gets what is in them. */
static inline void
make_sentences(uint32_t seed, int8_t (*sentences)[LONGEST], size_t *lengths, struct truth *truth_ref)
{
        for (size_t i = 0; i < N_SENTENCES; i++) {
                uint64_t n = 0;
                bool has[N_LABELS] = {false};
                lengths[i] = next_random(&seed) % LONGEST;
                for (size_t k = 0; k < lengths[i]; k++) {
                        const uint32_t r = next_random(&seed) % 64;
                        const int label = r < 50 ? 0 : r < 53 ? 1 : r < 54 ? 2 : r < 58 ? 3 : r < 59 ? 4 : -1;
                        sentences[i][k] = (int8_t)label;
                        if (label < 0)
                                continue;
                        truth_ref->tokens[label]++;
                        has[label] = true;
                        n++;
                }
                for (size_t l = 0; l < N_LABELS; l++) {
                        truth_ref->sequences[l] += has[l];
                        truth_ref->around[l] += has[l] ? n : 0;
                }
        }
}

static inline void
put_json_lines(const char *path, bool as_names, int8_t (*sentences)[LONGEST], const size_t *lengths)
{
        struct cw_buffer text = {0};
        for (size_t i = 0; i < N_SENTENCES; i++) {
                cw_buffer_puts(&text, "{\"ner_tags\": [");
                for (size_t k = 0, n = 0; k < lengths[i]; k++) {
                        const int label = sentences[i][k];
                        if (as_names && label < 0)
                                continue; /* names have no ignored id */
                        cw_buffer_puts(&text, n++ == 0 ? "" : ", ");
                        if (as_names)
                                cw_buffer_printf(&text, "\"%s\"", names[label]);
                        else
                                cw_buffer_printf(&text, "%d", label < 0 ? -100 : label);
                }
                cw_buffer_puts(&text, "]}\n");
        }
        cr_assert_not(text.failed);
        spine_put(path, text.data, text.n);
        cw_buffer_free(&text);
}

/* Sentences without a token that counts are no sentences there. */
static inline void
put_conll(const char *path, int8_t (*sentences)[LONGEST], const size_t *lengths)
{
        struct cw_buffer text = {0};
        for (size_t i = 0; i < N_SENTENCES; i++) {
                for (size_t k = 0; k < lengths[i]; k++)
                        if (sentences[i][k] >= 0)
                                cw_buffer_printf(&text, "w\t%s\n", names[sentences[i][k]]);
                cw_buffer_putc(&text, '\n');
        }
        spine_put(path, text.data, text.n);
        cw_buffer_free(&text);
}

static inline cw_counts *
count_with(const char *const *paths, size_t n, struct cw_read_options *o)
{
        cw_counts *counts = NULL;
        struct cw_error err;
        const cw_status status = cw_count(paths, n, o, &counts, &err);
        cr_assert_eq(status, CW_OK, "%s", err.message);
        return counts;
}

static inline void
pack(const char *from, const char *to, cw_pack_encoding encoding)
{
        struct cw_read_options o;
        struct cw_pack_options p;
        struct cw_error err;
        cw_read_options_init(&o);
        cw_pack_options_init(&p);
        p.frame_nbytes = 1 << 12; /* so that sentences are cut by frames */
        p.encoding = encoding;
        cr_assert_eq(cw_pack(&from, 1, &o, &p, to, NULL, &err), CW_OK, "%s", err.message);
}

static inline void
write_counts(const char *from, cw_presence_policy presence, const char *to)
{
        struct cw_read_options o;
        struct cw_error err;
        char *text;
        size_t nbytes;
        cw_read_options_init(&o);
        o.presence = presence;
        cw_counts *counts = count_with(&from, 1, &o);
        cr_assert_eq(cw_counts_render(counts, CW_OUT_JSON, &text, &nbytes, &err), CW_OK);
        spine_put(to, text, nbytes);
        cw_free_text(text);
        cw_counts_free(&counts);
}

#endif
