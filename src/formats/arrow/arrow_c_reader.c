/* SPDX-License-Identifier: MIT */
/*
 * A stream of arrays as a shard: the format's functions for the pipeline.
 *
 *   next     get_next(), its dictionary; a batch is a block, a large one several           one caller at a time
 *   decode   the label column of the block's rows, where it lies                           side by side
 *
 * A batch is held by the blocks that were made of it and, while more are to come, by the shard; who lets go of it last
 * releases it.  It is never sniffed and has no file.
 */
#include "base/memory.h"
#include "base/team.h"
#include "formats/arrow/arrow_c.h"
#include "labels/label_features.h"

#include <errno.h>
#include <string.h>

enum { SLICE_LABELS = 1 << 20 }; /* a batch is cut into blocks of about as many labels */

struct held {
        struct ArrowArray array;
        struct cw_arrow_message message; /* what to call it, and its rows */
        struct cw_arrow_c_path path;
        struct cw_arrow_dictionary *dictionary; /* NULL: the column has none */
        size_t n_codes;
        uint64_t first_row;
        int n_holders; /* under the lock */
};

struct ticket {
        uint64_t seq, begin, end;
        struct held *batch;
        struct ticket *next;
};

struct state {
        /* set by open, constant afterwards */
        struct ArrowArrayStream *stream;
        struct ArrowSchema root;
        struct cw_arrow_schema schema;
        struct cw_arrow_column column;
        bool is_struct;

        /* written by next(), one caller at a time */
        struct held *batch;         /* blocks are being made of it, from `row` on; or NULL */
        uint64_t row, rows_a_block; /* of the batch */
        uint64_t n_rows;            /* in all batches before it */
        uint64_t n_batches, n_blocks;

        struct cw_lock lock; /* guards what follows, and n_holders */
        struct ticket *out, *free;
};

/* ---- batches ---------------------------------------------------------------------------------------------------- */

static void
let_go(struct state *s, struct held **batch_ref)
{
        struct held *batch = *batch_ref;
        *batch_ref = NULL;
        if (batch == NULL)
                return;
        cw_lock_take(&s->lock);
        const bool last = --batch->n_holders == 0;
        cw_lock_give(&s->lock);
        if (!last)
                return;
        if (batch->array.release != NULL)
                batch->array.release(&batch->array);
        cw_arrow_dictionary_free(&batch->dictionary);
        cw_free(batch);
}

static cw_status
fail_stream(struct state *s, int code, const char *what, struct cw_error *err)
{
        const char *why = s->stream->get_last_error(s->stream);
        return cw_fail(err, code == ENOMEM ? CW_E_MEMORY : CW_E_IO, "%s of the stream failed: %.700s", what,
                       why == NULL ? strerror(code) : why);
}

static cw_status
load_dictionary(struct state *s, struct held *batch, struct cw_scratch *scratch, struct cw_error *err)
{
        const struct ArrowArray *values = batch->path.levels[s->column.n_levels - 1]->dictionary;
        const struct cw_arrow_column column = cw_arrow_values_column(&s->column);
        const struct cw_arrow_c_path path = {.levels = {values}};
        struct cw_arrow_batch loaded;
        if (values == NULL || values->length < 0)
                return cw_arrow_fail(err, CW_E_CORRUPT, &batch->message, "the dictionary of its labels is not there");
        struct cw_arrow_message message = batch->message;
        message.n_rows = (uint64_t)values->length;
        CW_TRY(cw_arrow_dictionary_new(&batch->dictionary, err));
        CW_TRY(cw_arrow_c_load(&loaded, &column, &message, &path, 0, message.n_rows, 0, scratch, err));
        return cw_arrow_dictionary_add_loaded(batch->dictionary, &loaded, scratch->max_nbytes, &batch->n_codes, err);
}

static cw_status
prepare(struct state *s, struct held *batch, struct cw_scratch *scratch, struct cw_error *err)
{
        batch->message = (struct cw_arrow_message){.header = CW_ARROW_RECORD_BATCH,
                                                   .offset = UINT64_MAX,
                                                   .number = s->n_batches,
                                                   .n_rows = (uint64_t)batch->array.length};
        batch->first_row = s->n_rows;
        CW_TRY(cw_arrow_c_find(&s->root, &batch->array, s->is_struct, &s->column, &batch->message, &batch->path, err));
        return s->column.encoded ? load_dictionary(s, batch, scratch, err) : CW_OK;
}

/* The next batch into s->batch, which becomes NULL at the end. */
static cw_status
take_batch(struct state *s, struct cw_scratch *scratch, struct cw_error *err)
{
        struct held *batch = cw_calloc(1, sizeof(*batch));
        if (batch == NULL)
                return cw_fail_memory(err, sizeof(*batch));
        batch->n_holders = 1;
        const int code = s->stream->get_next(s->stream, &batch->array);
        if (code != 0)
                batch->array.release = NULL; /* nothing was handed out */
        cw_status status = code == 0 ? CW_OK : fail_stream(s, code, "get_next()", err);
        const bool ended = status == CW_OK && batch->array.release == NULL;
        if (status == CW_OK && !ended)
                status = prepare(s, batch, scratch, err);
        if (status != CW_OK || ended) {
                let_go(s, &batch);
                return status;
        }
        const uint64_t n_labels = (uint64_t)batch->path.levels[s->column.n_levels - 1]->length;
        s->batch = batch;
        s->n_batches++;
        s->row = 0;
        s->rows_a_block = batch->message.n_rows / (n_labels / SLICE_LABELS + 1) + 1;
        return CW_OK;
}

/* ---- blocks ----------------------------------------------------------------------------------------------------- */

static cw_status
give_ticket(struct state *s, uint64_t begin, uint64_t end, struct cw_error *err)
{
        cw_lock_take(&s->lock);
        struct ticket *t = s->free;
        if (t != NULL)
                s->free = t->next;
        else
                t = cw_malloc(sizeof(*t));
        if (t != NULL) {
                *t = (struct ticket){s->n_blocks, begin, end, s->batch, s->out};
                s->batch->n_holders++;
                s->out = t;
        }
        cw_lock_give(&s->lock);
        return t == NULL ? cw_fail_memory(err, sizeof(*t)) : CW_OK;
}

static cw_status
stream_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret, bool *more_ret,
            struct cw_error *err)
{
        struct state *s = reader->state;
        *block_ret = (struct cw_block){.seq = s->n_blocks};
        while (s->batch == NULL || s->row == s->batch->message.n_rows) {
                if (s->batch != NULL)
                        s->n_rows += s->batch->message.n_rows;
                let_go(s, &s->batch);
                CW_TRY(take_batch(s, scratch, err));
                if (s->batch == NULL)
                        break;
        }
        *more_ret = s->batch != NULL;
        if (!*more_ret)
                return CW_OK;
        const struct ArrowArray *leaf = s->batch->path.levels[s->column.n_levels - 1];
        const struct cw_arrow_level *level = &s->column.levels[s->column.n_levels - 1];
        const uint64_t n = s->batch->message.n_rows, begin = s->row;
        if (begin == 0)
                block_ret->nbytes = (uint64_t)leaf->length *
                                    (level->layout == CW_ARROW_INTEGERS ? level->integer.nbytes : sizeof(uint32_t));
        s->row = n - begin < s->rows_a_block ? n : begin + s->rows_a_block;
        CW_TRY(give_ticket(s, begin, s->row, err));
        s->n_blocks++;
        return CW_OK;
}

static struct ticket
take_ticket(struct state *s, uint64_t seq)
{
        cw_lock_take(&s->lock);
        struct ticket **link = &s->out;
        while ((*link)->seq != seq)
                link = &(*link)->next;
        struct ticket *t = *link;
        const struct ticket copy = *t;
        *link = t->next;
        t->next = s->free;
        s->free = t;
        cw_lock_give(&s->lock);
        return copy;
}

static cw_status
stream_decode(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
              struct cw_tally *tally, struct cw_error *err)
{
        struct state *s = reader->state;
        struct ticket t = take_ticket(s, block->seq);
        struct cw_arrow_batch batch;
        const uint64_t n_labels = (uint64_t)t.batch->path.levels[s->column.n_levels - 1]->length;
        cw_status status = cw_arrow_c_load(&batch, &s->column, &t.batch->message, &t.batch->path, t.begin, t.end,
                                           cw_arrow_count_spare(&s->column, n_labels, t.batch->n_codes), scratch, err);
        if (status == CW_OK)
                status = cw_arrow_count(&batch, t.batch->dictionary, t.batch->n_codes, t.batch->first_row, tally, err);
        let_go(s, &t.batch);
        return status;
}

static uint64_t
stream_rows_before(const struct cw_reader *reader, uint64_t part)
{
        (void)reader, (void)part;
        return 0; /* rows are numbered through the whole stream */
}

/* ---- open, close ------------------------------------------------------------------------------------------------ */

static void
stream_close(struct cw_reader *reader)
{
        struct state *s = reader->state;
        let_go(s, &s->batch);
        for (struct ticket *t = s->out, *next; t != NULL; t = next) {
                next = t->next;
                let_go(s, &t->batch);
                cw_free(t);
        }
        for (struct ticket *t = s->free, *next; t != NULL; t = next) {
                next = t->next;
                cw_free(t);
        }
        cw_arrow_schema_free(&s->schema);
        if (s->root.release != NULL)
                s->root.release(&s->root);
        if (s->stream->release != NULL)
                s->stream->release(s->stream);
        cw_lock_destroy(&s->lock);
        cw_free(s);
}

static const struct cw_format format = {
        .name = "arrow stream",
        .id = CW_FORMAT_ARROW,
        .row_unit = "row",
        .next = stream_next,
        .decode = stream_decode,
        .rows_before = stream_rows_before,
        .close = stream_close,
};

static cw_status
open_stream(struct cw_reader *reader, const char *name, struct cw_error *err)
{
        struct state *s = reader->state;
        const char *why;
        size_t field;
        const int code = s->stream->get_schema(s->stream, &s->root);
        if (code != 0) {
                s->root.release = NULL;
                return fail_stream(s, code, "get_schema()", err);
        }
        CW_TRY(cw_arrow_c_schema(&s->root, &s->schema, &s->is_struct, err));
        CW_TRY(cw_arrow_column_choose(&s->schema, s->is_struct ? reader->options->column : NULL, &s->column,
                                      &reader->chosen_column, &why, &field, err));
        if (s->is_struct)
                CW_TRY(cw_arrow_c_add_root(&s->column, err));
        const struct cw_arrow_level *leaf =
                s->column.encoded ? &s->column.values : &s->column.levels[s->column.n_levels - 1];
        if (leaf->layout != CW_ARROW_INTEGERS || s->schema.huggingface == NULL)
                return CW_OK;
        return cw_label_features(s->schema.huggingface, s->schema.huggingface_nbytes, reader->chosen_column, name,
                                 &reader->names, err);
}

cw_status
cw_arrow_c_open(struct ArrowArrayStream *stream, const char *name, const struct cw_read_options *options,
                struct cw_reader **reader_ret, struct cw_error *err)
{
        struct cw_reader *reader = cw_calloc(1, sizeof(*reader));
        struct state *s = cw_calloc(1, sizeof(*s));
        *reader_ret = NULL;
        if (reader == NULL || s == NULL) {
                cw_free(reader);
                cw_free(s);
                if (stream->release != NULL)
                        stream->release(stream);
                return cw_fail_memory(err, sizeof(*s));
        }
        cw_lock_init(&s->lock);
        s->stream = stream;
        reader->format = &format;
        reader->options = options;
        reader->state = s;
        cw_status status = stream->release == NULL
                                   ? cw_fail(err, CW_E_USAGE,
                                             "the stream has been released already: a stream can be read "
                                             "only once")
                                   : open_stream(reader, name, err);
        if (status != CW_OK)
                cw_reader_close(&reader);
        *reader_ret = reader;
        return status;
}
