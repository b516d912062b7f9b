/* SPDX-License-Identifier: MIT */
/*
 * Whole Parquet files over hostile bytes: opened, described, counted with runs of pages and without, and read in order.
 * Whatever the verdict: no crash, no hang, no memory past the bound; all ways of reading agree on it, and on the counts.
 */
#include "count/collector.h"
#include "formats/format.h"
#include "formats/parquet/metadata.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_MEMORY = 4 << 20, LABELS_MOST = 1 << 16 };

/* Labels that came in order; stops a file that says it has billions. */
struct seen {
        uint64_t n, sequences;
};

static cw_status
take_ids(void *user, const int64_t *ids, size_t n)
{
        struct seen *s = user;
        (void)ids;
        s->n += n;
        return s->n > LABELS_MOST ? CW_E_LIMIT : CW_OK;
}

static cw_status
take_name(void *user, const char *text, size_t nbytes)
{
        (void)text;
        (void)nbytes;
        return take_ids(user, NULL, 1);
}

static cw_status
take_end(void *user)
{
        struct seen *s = user;
        s->sequences++;
        return s->sequences > LABELS_MOST ? CW_E_LIMIT : CW_OK;
}

static void
add(void *user, int64_t id, uint64_t tokens)
{
        (void)id;
        *(uint64_t *)user += tokens;
}

static cw_status
read_all(struct cw_reader *reader, struct cw_tally *tally, struct cw_error *err)
{
        struct cw_scratch scratch = {.max_nbytes = MAX_MEMORY};
        struct cw_block block;
        cw_status status = CW_OK;
        for (bool more = true; more && status == CW_OK;) {
                status = reader->format->next(reader, &scratch, &block, &more, err);
                if (status != CW_OK || !more)
                        break;
                tally->at = (struct cw_place){2 * block.seq + 1, 0, 0};
                status = reader->format->decode(reader, &block, &scratch, tally, err);
        }
        if (status == CW_OK)
                status = reader->format->finish(reader, &scratch, tally, err);
        if (status == CW_OK && tally->n_odd > 0)
                (void)reader->format->rows_before(reader, tally->odd[0].place.part);
        cw_scratch_free(&scratch);
        return status;
}

/* Labels and sequences, one way; CW_E_LIMIT too where reading in order was given up. */
static cw_status
count(int fd, const char *column, int n_threads, bool in_order, uint64_t totals[2])
{
        const struct cw_read_options options = {.format = CW_FORMAT_PARQUET,
                                                .column = column,
                                                .max_memory = MAX_MEMORY,
                                                .n_threads = n_threads,
                                                .labels_path = "some"};
        struct seen seen = {0};
        struct cw_collector collector = {.user = &seen, .ids = take_ids, .name = take_name, .end_sequence = take_end};
        struct cw_reader *reader = NULL;
        struct cw_tally tally;
        struct cw_buffer text = {0};
        struct cw_error err = {.message = ""};
        char path[32];
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        totals[0] = totals[1] = 0;
        if (cw_tally_init(&tally, &err) != CW_OK)
                abort();
        tally.n_known = 3;
        tally.collector = in_order ? &collector : NULL;
        cw_status status = cw_reader_open(path, &options, NULL, in_order, &reader, &err);
        if (status == CW_OK) {
                reader->format->describe(reader, &text);
                status = read_all(reader, &tally, &err);
        }
        if (status != CW_OK && (cw_exit_code(status) != 3 || (collector.status == CW_OK && err.message[0] == '\0')))
                abort();
        cw_histogram_each(&tally.ids, add, &totals[0]);
        for (size_t i = 0; i < tally.names.n && i < tally.names_cap; i++)
                totals[0] += tally.name_tokens[i];
        totals[0] += seen.n;
        totals[1] = tally.sequences;
        cw_buffer_free(&text);
        cw_reader_close(&reader);
        cw_tally_free(&tally);
        return status;
}

/* A column to ask for, so that all of a file's columns have their turn; "" where the choice is left to the reader. */
static void
choose_column(const uint8_t *data, size_t size, char column[1024])
{
        const struct cw_parquet_bounds bounds = {.data_nbytes = size, .max_memory = MAX_MEMORY};
        struct cw_parquet_metadata m;
        column[0] = '\0';
        if (size < 12)
                return;
        const size_t nbytes = (size_t)cw_load_le(data + size - 8, 4);
        if (nbytes > size - 8 || data[size / 2] % 4 == 0)
                return;
        if (cw_parquet_metadata_load(&m, data + size - 8 - nbytes, nbytes, &bounds, NULL) == CW_OK && m.n_leaves > 0)
                snprintf(column, 1024, "%s", m.leaves[data[size / 2] / 4 % m.n_leaves].name);
        cw_parquet_metadata_free(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        uint64_t whole[2], cut[2], ordered[2];
        char name[1024];
        choose_column(data, size, name);
        const char *column = name[0] == '\0' ? NULL : name;
        const int fd = memfd_create("parquet", 0);
        if (fd < 0 || (size > 0 && write(fd, data, size) != (ssize_t)size))
                abort();
        const cw_status first = count(fd, column, 1, false, whole), second = count(fd, column, 64, false, cut);
        if ((first == CW_OK) != (second == CW_OK) || (first == CW_OK && (whole[0] != cut[0] || whole[1] != cut[1])))
                abort();
        const cw_status third = count(fd, column, 1, true, ordered);
        if (first == CW_OK && third == CW_OK && (whole[0] != ordered[0] || whole[1] != ordered[1]))
                abort();
        close(fd);
        return 0;
}
