/* SPDX-License-Identifier: MIT */
/*
 * Filling dictionaries from dictionary batches.  The texts are copied: of a pipe the batch is gone with the next
 * one, and dictionaries are small.
 */
#include "formats/arrow/arrow_dictionary.h"

#include "base/memory.h"

#include <string.h>

cw_status
cw_arrow_dictionary_new(struct cw_arrow_dictionary **dictionary_ret, struct cw_error *err)
{
        *dictionary_ret = cw_calloc(1, sizeof(**dictionary_ret));
        if (*dictionary_ret == NULL)
                return cw_fail_memory(err, sizeof(**dictionary_ret));
        (*dictionary_ret)->n_holders = 1;
        return CW_OK;
}

void
cw_arrow_dictionary_free(struct cw_arrow_dictionary **dictionary)
{
        struct cw_arrow_dictionary *d = *dictionary;
        if (d == NULL)
                return;
        for (size_t k = 0; k < CW_ARROW_ENTRY_BLOCKS; k++)
                cw_free(d->blocks[k]);
        while (d->texts != NULL) {
                struct cw_arrow_texts *next = d->texts->next;
                cw_free(d->texts);
                d->texts = next;
        }
        cw_free(d);
        *dictionary = NULL;
}

int64_t
cw_arrow_integer_at(const uint8_t *items, uint64_t i, struct cw_arrow_integer integer)
{
        const uint8_t *p = items + i * integer.nbytes;
        int16_t v16;
        int32_t v32;
        int64_t v64;
        switch (integer.nbytes) {
        case 1:
                return integer.is_signed ? (int8_t)*p : *p;
        case 2:
                memcpy(&v16, p, sizeof(v16));
                return integer.is_signed ? v16 : (uint16_t)v16;
        case 4:
                memcpy(&v32, p, sizeof(v32));
                return integer.is_signed ? v32 : (int64_t)(uint32_t)v32;
        default:
                memcpy(&v64, p, sizeof(v64));
                return v64;
        }
}

struct cw_arrow_column
cw_arrow_values_column(const struct cw_arrow_column *column)
{
        struct cw_arrow_column values = {.n_levels = 1};
        values.levels[0] = column->values;
        values.batch.n_nodes = 1;
        values.batch.n_buffers =
                column->values.layout == CW_ARROW_INTEGERS || column->values.layout == CW_ARROW_TEXT_VIEWS ? 2 : 3;
        values.batch.n_views = column->values.layout == CW_ARROW_TEXT_VIEWS;
        return values;
}

/* Room for entry `i`. */
static struct cw_arrow_entry *
room_for(struct cw_arrow_dictionary *d, uint64_t i)
{
        const unsigned k = 63U - (unsigned)__builtin_clzll(i + 64) - 6;
        if (k >= CW_ARROW_ENTRY_BLOCKS)
                return NULL;
        if (d->blocks[k] == NULL) {
                d->blocks[k] = cw_calloc((size_t)64 << k, sizeof(struct cw_arrow_entry));
                if (d->blocks[k] == NULL)
                        return NULL;
        }
        return cw_arrow_entry(d, i);
}

struct adding {
        struct cw_arrow_dictionary *dictionary;
        const struct cw_arrow_batch *batch;
        char *text;      /* where the next text goes */
        size_t n_before; /* entries of earlier batches */
        size_t n_texts;  /* bytes of all texts of the batch */
        cw_status status;
        struct cw_error *err;
};

static bool
measure(void *user, uint64_t begin, uint64_t end)
{
        struct adding *a = user;
        for (uint64_t i = begin; i < end; i++) {
                size_t nbytes;
                if (cw_arrow_batch_text(a->batch, i, &nbytes) == NULL) {
                        a->status = cw_arrow_fail(a->err, CW_E_CORRUPT, a->batch->message,
                                                  "the text of entry %llu is not there", (unsigned long long)i);
                        return false;
                }
                a->n_texts += nbytes;
        }
        return true;
}

static bool
copy_texts(void *user, uint64_t begin, uint64_t end)
{
        struct adding *a = user;
        for (uint64_t i = begin; i < end; i++) {
                size_t nbytes;
                const char *text = cw_arrow_batch_text(a->batch, i, &nbytes);
                memcpy(a->text, text, nbytes);
                *cw_arrow_entry(a->dictionary, a->n_before + i) = (struct cw_arrow_entry){a->text, (int64_t)nbytes};
                a->text += nbytes;
        }
        return true;
}

static bool
copy_ids(void *user, uint64_t begin, uint64_t end)
{
        struct adding *a = user;
        const struct cw_arrow_integer integer = a->batch->column->levels[0].integer;
        for (uint64_t i = begin; i < end; i++) {
                const int64_t id = cw_arrow_integer_at(a->batch->levels[0].items.bytes.at, i, integer);
                if (id < 0 && !integer.is_signed) {
                        a->status = cw_arrow_fail(a->err, CW_E_DATA, a->batch->message,
                                                  "expected ids below 2^63, found %llu", (unsigned long long)id);
                        return false;
                }
                *cw_arrow_entry(a->dictionary, a->n_before + i) = (struct cw_arrow_entry){"", id};
        }
        return true;
}

static cw_status
add_entries(struct adding *a, uint64_t n, size_t max_nbytes, struct cw_error *err)
{
        struct cw_arrow_dictionary *d = a->dictionary;
        const bool is_text = a->batch->column->levels[0].layout != CW_ARROW_INTEGERS;
        if (is_text)
                cw_arrow_batch_walk(a->batch, 0, 0, n, measure, a);
        CW_TRY(a->status);
        if (n > max_nbytes / sizeof(struct cw_arrow_entry) || a->n_texts > max_nbytes ||
            (d->nbytes += n * sizeof(struct cw_arrow_entry) + a->n_texts) > max_nbytes)
                return cw_arrow_fail(
                        err, CW_E_LIMIT, a->batch->message,
                        "the dictionary is larger than --max-memory (%zu bytes); raise it if that is right",
                        max_nbytes);
        for (uint64_t i = 0; i < n; i++) {
                struct cw_arrow_entry *e = room_for(d, a->n_before + i);
                if (e == NULL)
                        return cw_fail_memory(err, d->nbytes);
                *e = (struct cw_arrow_entry){0};
        }
        if (is_text) {
                struct cw_arrow_texts *texts = cw_malloc(sizeof(*texts) + a->n_texts + 1);
                if (texts == NULL)
                        return cw_fail_memory(err, a->n_texts);
                texts->next = d->texts;
                d->texts = texts;
                a->text = texts->bytes;
        }
        cw_arrow_batch_walk(a->batch, 0, 0, n, is_text ? copy_texts : copy_ids, a);
        return a->status;
}

cw_status
cw_arrow_dictionary_add_loaded(struct cw_arrow_dictionary *d, const struct cw_arrow_batch *batch, uint64_t max_nbytes,
                               size_t *n_ref, struct cw_error *err)
{
        struct adding a = {.dictionary = d, .batch = batch, .n_before = *n_ref, .err = err};
        CW_TRY(add_entries(&a, batch->end, (size_t)max_nbytes, err));
        *n_ref += (size_t)batch->end;
        return CW_OK;
}

cw_status
cw_arrow_dictionary_add(struct cw_arrow_dictionary *d, const struct cw_arrow_column *column,
                        const struct cw_arrow_message *message, struct cw_scratch *scratch, size_t *n_ref,
                        struct cw_error *err)
{
        const struct cw_arrow_column values = cw_arrow_values_column(column);
        struct cw_arrow_batch batch;
        CW_TRY(cw_arrow_batch_load(&batch, &values, message, 0, message->n_rows, 0, scratch, err));
        return cw_arrow_dictionary_add_loaded(d, &batch, scratch->max_nbytes, n_ref, err);
}
