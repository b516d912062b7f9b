/* SPDX-License-Identifier: MIT */
/*
 * Runs the CoNLL dialect over a text in one piece, or cut into blocks and chunks as the text cutter does it, but one
 * after the other and with the cuts of the caller's choice.  Used by the unit tests and by the fuzz target; the totals
 * of both ways must be the same.
 *
 *     block k     head | body, decoded chunk by chunk | tail        seam k+1 = tail of block k + head of block k+1
 */
#ifndef CW_TESTS_CONLL_DRIVER_H
#define CW_TESTS_CONLL_DRIVER_H

#include "base/memory.h"
#include "formats/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONLL_SAMPLE = 1 << 16 };

/** How a text is cut.  `random` 0: in one piece. */
struct conll_cuts {
        uint32_t random;                /**< seed of the cuts */
        size_t block;                   /**< most bytes a block */
        size_t chunk;                   /**< most bytes more a call of decode */
        size_t sample;                  /**< bytes learnt from */
        const struct cw_kernel *kernel; /**< that counts; NULL: the fastest */
};

struct conll_run {
        struct cw_tally tally;
        cw_status status;
        struct cw_error err;
        uint64_t rows;     /**< of all parts */
        const char *fault; /**< what the dialect did that breaks the rules of text.h; NULL if nothing */
        char column[64];   /**< as learn chose it, "" for none */
};

static inline size_t
conll_random(uint32_t *state, size_t most)
{
        *state = *state * 1664525U + 1013904223U;
        return 1 + (*state >> 8) % most;
}

/* A copy with padding whose value would change the counts if anybody took it for text; exactly as long as promised, so
 * that a sanitizer sees who reads on. */
static inline char *
conll_padded(const char *text, size_t nbytes)
{
        static const char junk[] = "\nx\tO\n\n# x O\n";
        char *copy = malloc(nbytes + CW_TEXT_PAD);
        if (copy == NULL)
                abort();
        if (nbytes > 0)
                memcpy(copy, text, nbytes);
        for (size_t i = 0; i < CW_TEXT_PAD; i++)
                copy[nbytes + i] = junk[i % (sizeof(junk) - 1)];
        return copy;
}

static inline cw_status
conll_decode(struct conll_run *run, const void *learnt, struct cw_text_state *state, const char *text, size_t nbytes,
             bool last, size_t *consumed_ret)
{
        char *padded = conll_padded(text, nbytes);
        cw_status status =
                cw_dialect_conll.decode(learnt, state, padded, nbytes, last, &run->tally, consumed_ret, &run->err);
        if (*consumed_ret > nbytes)
                run->fault = "more was consumed than there is";
        else if (status == CW_OK && last && *consumed_ret != nbytes)
                run->fault = "the last bytes were left over";
        else if (status == CW_OK && !last && memchr(padded + *consumed_ret, '\n', nbytes - *consumed_ret) != NULL)
                run->fault = "a whole line was left over";
        free(padded);
        return status;
}

/* The bytes of one seam, and the state at their start. */
struct conll_seam {
        char *text;
        size_t nbytes;
        int mode;
};

static inline cw_status
conll_close_seam(struct conll_run *run, const void *learnt, struct conll_seam *seam, const char *head, size_t nbytes,
                 bool last)
{
        struct cw_text_state state = {.mode = seam->mode};
        size_t consumed = 0;
        memcpy(seam->text + seam->nbytes, head, nbytes);
        seam->nbytes += nbytes;
        run->tally.in_seam = true;
        cw_status status = conll_decode(run, learnt, &state, seam->text, seam->nbytes, last, &consumed);
        run->tally.in_seam = false;
        if (status == CW_OK && consumed != seam->nbytes && run->fault == NULL)
                run->fault = "a seam was not decoded to its end";
        run->rows += state.row;
        seam->mode = state.mode;
        seam->nbytes = 0;
        return status;
}

static inline cw_status
conll_body(struct conll_run *run, const void *learnt, const struct conll_cuts *cuts, struct cw_text_state *state,
           const char *text, size_t nbytes, size_t *done_ret)
{
        cw_status status = CW_OK;
        size_t done = 0;
        for (size_t seen = 0; seen < nbytes && status == CW_OK;) {
                size_t consumed = 0;
                seen = nbytes - seen < cuts->chunk ? nbytes : seen + cuts->chunk;
                status = conll_decode(run, learnt, state, text + done, seen - done, false, &consumed);
                done += consumed;
        }
        run->rows += state->row;
        *done_ret = done;
        return status;
}

static inline cw_status
conll_blocks(struct conll_run *run, const void *learnt, const struct conll_cuts *cuts, const char *text, size_t nbytes)
{
        uint32_t random = cuts->random;
        struct conll_seam seam = {.text = malloc(nbytes + 1)};
        cw_status status = CW_OK;
        if (seam.text == NULL)
                abort();
        for (size_t at = 0, n; at < nbytes && status == CW_OK; at += n) {
                struct cw_text_state state = {0};
                size_t head = 0, done = 0;
                n = conll_random(&random, cuts->block);
                if (n > nbytes - at)
                        n = nbytes - at;
                if (at > 0) {
                        char *padded = conll_padded(text + at, n);
                        head = cw_dialect_conll.head(learnt, padded, n, &state);
                        free(padded);
                }
                if (head == SIZE_MAX) {
                        memcpy(seam.text + seam.nbytes, text + at, n);
                        seam.nbytes += n;
                        continue;
                }
                if (at > 0) {
                        status = conll_close_seam(run, learnt, &seam, text + at, head, false);
                        if (status == CW_OK && seam.mode != state.mode)
                                run->fault = "head() and the seam disagree on the mode";
                }
                if (status != CW_OK)
                        break;
                status = conll_body(run, learnt, cuts, &state, text + at + head, n - head, &done);
                seam.mode = state.mode;
                seam.nbytes = n - head - done;
                memcpy(seam.text, text + at + head + done, seam.nbytes);
        }
        if (status == CW_OK)
                status = conll_close_seam(run, learnt, &seam, text, 0, true);
        free(seam.text);
        return status;
}

/** Learns and decodes `text`; conll_run_free() afterwards, always. */
static inline void
conll_run_text(struct conll_run *run, const struct cw_read_options *options, const struct conll_cuts *cuts,
               const char *text, size_t nbytes)
{
        const size_t sample_most = cuts->random == 0 ? CONLL_SAMPLE : cuts->sample;
        const size_t sample_n = nbytes < sample_most ? nbytes : sample_most;
        char *sample = malloc(sample_n + 1);
        const char *column = NULL;
        void *learnt = NULL;
        *run = (struct conll_run){0};
        if (sample == NULL || cw_tally_init(&run->tally, NULL) != CW_OK)
                abort();
        if (sample_n > 0)
                memcpy(sample, text, sample_n);
        run->tally.skip_bad_rows = options->skip_bad_rows;
        if (cuts->kernel != NULL)
                run->tally.kernel = cuts->kernel;
        run->status =
                cw_dialect_conll.learn(options, sample, sample_n, sample_n == nbytes, &learnt, &column, &run->err);
        free(sample);
        if (run->status != CW_OK)
                return;
        if (column != NULL)
                snprintf(run->column, sizeof(run->column), "%s", column);
        if (cuts->random != 0) {
                run->status = conll_blocks(run, learnt, cuts, text, nbytes);
        } else {
                struct cw_text_state state = {0};
                size_t consumed = 0;
                run->status = conll_decode(run, learnt, &state, text, nbytes, true, &consumed);
                run->rows = state.row;
        }
        cw_dialect_conll.forget(learnt);
}

static inline void
conll_run_free(struct conll_run *run)
{
        cw_tally_free(&run->tally);
}

/** Tokens with the label `name`. */
static inline uint64_t
conll_tokens(const struct conll_run *run, const char *name, size_t nbytes)
{
        uint32_t number = cw_intern_find(&run->tally.names, name, nbytes);
        return number == UINT32_MAX ? 0 : run->tally.name_tokens[number];
}

/** What is not the same in two runs of the same text, or NULL. */
static inline const char *
conll_difference(const struct conll_run *a, const struct conll_run *b)
{
        if (a->fault != NULL || b->fault != NULL)
                return a->fault != NULL ? a->fault : b->fault;
        if (a->status != b->status)
                return "one failed, the other did not";
        if (a->status != CW_OK)
                return NULL;
        if (a->rows != b->rows)
                return "the numbers of rows differ";
        if (a->tally.sequences != b->tally.sequences)
                return "the numbers of sequences differ";
        if (a->tally.rows_skipped != b->tally.rows_skipped)
                return "the numbers of rows skipped differ";
        if (a->tally.names.n != b->tally.names.n)
                return "the labels differ";
        for (size_t i = 0; i < a->tally.names.n; i++) {
                const struct cw_intern_name *name = &a->tally.names.names[i];
                if (a->tally.name_tokens[i] != conll_tokens(b, name->text, name->nbytes))
                        return "the counts of a label differ";
        }
        return NULL;
}

/** As conll_difference() for two runs with the same cuts, where the places must be the same too. */
static inline const char *
conll_difference_by_kernel(const struct conll_run *a, const struct conll_run *b)
{
        const char *const difference = conll_difference(a, b);
        if (difference != NULL)
                return difference;
        if (a->status != CW_OK)
                return a->err.row != b->err.row                      ? "the rows of the faults differ"
                       : strcmp(a->err.message, b->err.message) != 0 ? "the words for the fault differ"
                                                                     : NULL;
        for (size_t i = 0; i < a->tally.names.n; i++) {
                const struct cw_intern_name *name = &a->tally.names.names[i];
                const uint32_t number = cw_intern_find(&b->tally.names, name->text, name->nbytes);
                if (a->tally.name_tokens[i] > 0 &&
                    cw_place_compare(a->tally.name_first[i], b->tally.name_first[number]) != 0)
                        return "the first places of a label differ";
        }
        for (size_t i = 0; i < a->tally.n_bad; i++) {
                if (cw_place_compare(a->tally.bad[i].place, b->tally.bad[i].place) != 0)
                        return "the places of bad rows differ";
        }
        return NULL;
}

#endif
