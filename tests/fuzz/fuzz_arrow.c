/* SPDX-License-Identifier: MIT */
/*
 * The Arrow reader over hostile bytes: as a regular file, which is mapped, and as a pipe; counted, and taken in order.
 * The input is the file itself, but with 'b' in front a list of choices by which a file is built that lies here and
 * there: random bytes seldom get past a flatbuffer.
 *
 * Whatever the verdict: no crash, no hang, no memory past the bound.  Labels taken in order must be as many as are
 * counted, and a stream must count alike from a file and from a pipe.
 */
#include "../unit/arrow_writer.h"
#include "count/collector.h"
#include "formats/format.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIPE_NBYTES = 60000, MAX_MEMORY = 1 << 20, COLUMNS_TRIED = 6 };

/* ---- building ------------------------------------------------------------------------------------------------- */

/* The next choice; 0 when there are none left, so that an empty list builds a sound file. */
static uint64_t
choose(struct cw_cursor *c, uint64_t below)
{
        return cw_cursor_left(c) == 0 ? 0 : cw_cursor_u8(c) % below;
}

static int64_t
maybe_lie(struct cw_cursor *c, int64_t truth)
{
        const uint64_t kind = choose(c, 32);
        return kind == 1 ? truth + (int64_t)choose(c, 16) - 8 : kind == 2 ? (int64_t)cw_cursor_u64(c) : truth;
}

/* n + 1 offsets of steps of 0 to 3, from 0 to 2; the last one is returned. */
static int64_t
add_offsets(struct cw_cursor *c, struct aw *w, size_t n, bool wide)
{
        uint8_t bytes[8 * 40];
        int64_t at = (int64_t)choose(c, 3);
        for (size_t i = 0; i <= n; i++) {
                cw_store_le(bytes + i * (wide ? 8 : 4), (uint64_t)maybe_lie(c, at), wide ? 8 : 4);
                at += i < n ? (int64_t)choose(c, 4) : 0;
        }
        aw_add(w, bytes, (n + 1) * (wide ? 8 : 4) - (choose(c, 32) == 1));
        return at;
}

static int64_t
add_validity(struct cw_cursor *c, struct aw *w, size_t n)
{
        uint8_t bits[32];
        const bool any = choose(c, 3) == 1;
        for (size_t i = 0; any && i < (n + 7) / 8 && i < sizeof(bits); i++)
                bits[i] = (uint8_t)choose(c, 256);
        aw_add(w, bits, any ? (n + 7) / 8 : 0);
        return any;
}

static void
add_leaf(struct cw_cursor *c, struct aw *w, const struct aw_field *f, size_t n, struct aw_node *node)
{
        uint8_t bytes[8 * 200];
        n = n < 120 ? n : 120;
        *node = (struct aw_node){maybe_lie(c, (int64_t)n), add_validity(c, w, n)};
        if (f->dictionary != 0 || f->type == AW_INT) {
                const size_t nbytes = (f->dictionary != 0 ? f->index_bits : f->bits) / 8;
                for (size_t i = 0; i < n; i++)
                        cw_store_le(bytes + i * nbytes, (uint64_t)maybe_lie(c, (int64_t)choose(c, 3)), nbytes);
                aw_add(w, bytes, n * nbytes);
        } else if (f->type == AW_UTF8_VIEW) {
                memset(bytes, 0, n * 16 > sizeof(bytes) ? sizeof(bytes) : n * 16);
                for (size_t i = 0; i < n && i * 16 < sizeof(bytes) - 16; i++) {
                        bytes[i * 16] = (uint8_t)choose(c, 16);
                        bytes[i * 16 + 8] = (uint8_t)choose(c, 3);
                        bytes[i * 16 + 12] = (uint8_t)choose(c, 64);
                }
                aw_add(w, bytes, n * 16 > sizeof(bytes) ? sizeof(bytes) : n * 16);
                aw_add(w, "a text of more than twelve", 26);
                w->view_counts[w->n_view_counts++] = maybe_lie(c, 1);
        } else {
                n = n < 39 ? n : 39;
                const int64_t end = add_offsets(c, w, n, f->type == AW_LARGE_UTF8);
                node->length = (int64_t)n;
                memset(bytes, 'x', sizeof(bytes));
                aw_add(w, bytes, (size_t)end % sizeof(bytes));
        }
}

static void
build(const uint8_t *data, size_t size, struct cw_buffer *out)
{
        static const unsigned leaves[] = {AW_INT, AW_UTF8, AW_LARGE_UTF8, AW_UTF8_VIEW};
        static const unsigned lists[] = {AW_LIST, AW_LARGE_LIST, AW_FIXED_LIST, AW_STRUCT};
        struct cw_cursor c = cw_cursor_over(data, size);
        struct aw w = {
                .file = choose(&c, 2) != 0, .legacy = choose(&c, 4) == 1, .compression = (unsigned)choose(&c, 4)};
        struct aw_field leaf = {.name = "tags", .type = leaves[choose(&c, 4)], .bits = 8u << choose(&c, 4)};
        leaf.is_unsigned = choose(&c, 2) != 0;
        leaf.dictionary = choose(&c, 2) != 0;
        leaf.index_bits = 8u << choose(&c, 4);
        leaf.index_unsigned = choose(&c, 2) != 0;
        struct aw_field list = {.name = "tags",
                                .type = lists[choose(&c, 4)],
                                .bits = (unsigned)choose(&c, 4),
                                .children = &leaf,
                                .n_children = 1};
        struct aw_field outer = {.name = "tags", .type = AW_LIST, .children = &list, .n_children = 1};
        const size_t n_levels = 1 + choose(&c, 3);
        aw_schema(&w,
                  n_levels == 1   ? &leaf
                  : n_levels == 2 ? &list
                                  : &outer,
                  1,
                  choose(&c, 2) != 0 ? "{\"info\":{\"features\":{\"tags\":{\"feature\":{\"_type\":\"ClassLabel\","
                                       "\"names\":[\"O\",\"B\"]},\"_type\":\"Sequence\"}}}}"
                                     : NULL);
        for (size_t i = choose(&c, 8); i > 0; i--) {
                struct aw_node nodes[4];
                if (leaf.dictionary != 0 && choose(&c, 2) == 0) {
                        struct aw_field values = leaf;
                        values.dictionary = 0;
                        add_leaf(&c, &w, &values, 3, &nodes[0]);
                        aw_dictionary_batch(&w, maybe_lie(&c, 1), choose(&c, 2) != 0, nodes[0].length, nodes, 1);
                        continue;
                }
                const size_t n_rows = choose(&c, 20);
                size_t n = n_rows, level = 0;
                for (; level + 1 < n_levels; level++) {
                        const struct aw_field *f = level + 2 < n_levels ? &outer : &list;
                        nodes[level] = (struct aw_node){maybe_lie(&c, (int64_t)n), add_validity(&c, &w, n)};
                        if (f->type == AW_LIST || f->type == AW_LARGE_LIST)
                                n = (size_t)add_offsets(&c, &w, n < 39 ? n : 39, f->type == AW_LARGE_LIST);
                        else if (f->type == AW_FIXED_LIST)
                                n *= f->bits;
                }
                add_leaf(&c, &w, &leaf, n, &nodes[level]);
                aw_record_batch(&w, maybe_lie(&c, (int64_t)n_rows), nodes, n_levels);
        }
        aw_end(&w);
        cw_buffer_add(out, w.out.data, w.out.n);
        cw_buffer_free(&w.out);
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

struct totals {
        cw_status status;
        uint64_t labels, sequences;
};

static cw_status
take_ids(void *user, const int64_t *ids, size_t n)
{
        (void)ids;
        ((struct totals *)user)->labels += n;
        return CW_OK;
}

static cw_status
take_name(void *user, const char *text, size_t nbytes)
{
        static volatile char last;
        if (nbytes > 0)
                last = text[nbytes - 1];
        (void)last;
        ((struct totals *)user)->labels++;
        return CW_OK;
}

static cw_status
take_end(void *user)
{
        ((struct totals *)user)->sequences++;
        return CW_OK;
}

static void
add_tokens(void *user, int64_t id, uint64_t tokens)
{
        (void)id;
        ((struct totals *)user)->labels += tokens;
}

static struct totals
read_all(struct cw_reader *reader, bool in_order)
{
        struct totals totals = {.status = CW_OK};
        struct cw_collector collector = {.user = &totals, .ids = take_ids, .name = take_name, .end_sequence = take_end};
        struct cw_scratch scratch = {.max_nbytes = MAX_MEMORY};
        struct cw_tally tally;
        struct cw_error err;
        cw_status status = cw_tally_init(&tally, &err);
        bool more = status == CW_OK;
        tally.n_known = reader->names == NULL ? INT64_MAX : (int64_t)reader->names->n;
        tally.collector = in_order ? &collector : NULL;
        while (more) {
                struct cw_block block;
                status = reader->format->next(reader, &scratch, &block, &more, &err);
                tally.at = (struct cw_place){2 * block.seq + 1, 0, 0};
                if (status == CW_OK && more)
                        status = reader->format->decode(reader, &block, &scratch, &tally, &err);
                more = more && status == CW_OK;
        }
        if (status == CW_OK)
                status = reader->format->finish(reader, &scratch, &tally, &err);
        if (status != CW_OK && (cw_exit_code(status) != 3 || err.message[0] == '\0'))
                abort();
        if (!in_order) {
                cw_histogram_each(&tally.ids, add_tokens, &totals);
                for (size_t i = 0; i < tally.names.n && i < tally.names_cap; i++)
                        totals.labels += tally.name_tokens[i];
                totals.sequences = tally.sequences;
        }
        totals.status = status;
        cw_tally_free(&tally);
        cw_scratch_free(&scratch);
        return totals;
}

static struct cw_reader *
open_bytes(const uint8_t *bytes, size_t n, bool as_pipe, const char *column, struct cw_error *err)
{
        const struct cw_read_options options = {.format = CW_FORMAT_ARROW, .max_memory = MAX_MEMORY};
        struct cw_reader *reader = NULL;
        char path[32];
        int ends[2] = {-1, -1};
        if (!as_pipe)
                ends[0] = ends[1] = memfd_create("arrow", 0);
        else if (pipe(ends) != 0)
                abort();
        if (n > 0 && write(ends[1], bytes, n) != (ssize_t)n)
                abort();
        if (as_pipe)
                close(ends[1]);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
        if (cw_reader_open(path, &options, column, false, &reader, err) != CW_OK && cw_exit_code(err->status) != 3)
                abort();
        close(ends[0]);
        return reader;
}

/* Counts one column both ways, from a file and a pipe; false if it cannot be opened. */
static bool
read_column(const uint8_t *bytes, size_t n, const char *column, struct cw_error *err)
{
        struct totals of[2][2];
        const int n_ways = n <= PIPE_NBYTES ? 2 : 1;
        for (int way = 0; way < n_ways; way++) {
                for (int order = 0; order < 2; order++) {
                        struct cw_buffer lines = {0};
                        struct cw_reader *reader = open_bytes(bytes, n, way == 1, column, err);
                        if (reader == NULL)
                                return false;
                        if (order == 0)
                                reader->format->describe(reader, &lines);
                        of[way][order] = read_all(reader, order == 1);
                        cw_buffer_free(&lines);
                        cw_reader_close(&reader);
                }
                const struct totals *counted = &of[way][0], *taken = &of[way][1];
                if (counted->status == CW_E_LIMIT)
                        continue;
                if ((counted->status == CW_OK) != (taken->status == CW_OK))
                        abort();
                if (counted->status == CW_OK &&
                    (counted->labels != taken->labels || counted->sequences != taken->sequences))
                        abort();
        }
        const bool is_stream = n < 6 || memcmp(bytes, "ARROW1", 6) != 0;
        if (n_ways == 2 && is_stream && of[0][0].status == CW_OK && of[1][0].status == CW_OK &&
            of[0][0].labels != of[1][0].labels)
                abort();
        return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_buffer built = {0};
        struct cw_error err = {.message = ""};
        if (size > 0 && data[0] == 'b') {
                build(data + 1, size - 1, &built);
                data = (const uint8_t *)built.data;
                size = built.n;
        }
        /* Where no column is sure to hold the labels, the sentence names them all. */
        char *columns = read_column(data, size, NULL, &err) ? NULL : strstr(err.message, "the columns are: ");
        if (columns != NULL) {
                char *end = strstr(columns, "; choose");
                columns += strlen("the columns are: ");
                if (end != NULL)
                        *end = '\0';
                for (int i = 0; i < COLUMNS_TRIED && columns != NULL; i++) {
                        struct cw_error ignored;
                        char *next = strstr(columns, ", ");
                        if (next != NULL)
                                *next = '\0';
                        (void)read_column(data, size, columns, &ignored);
                        columns = next == NULL ? NULL : next + 2;
                }
        }
        cw_buffer_free(&built);
        return 0;
}
