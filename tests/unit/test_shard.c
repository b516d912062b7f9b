/* SPDX-License-Identifier: MIT */
/*
 * The native shard, sound: what is packed comes out again, counted and unpacked, over every width and layout of frames;
 * the same bytes for the same labels; what the header carries.  Damage is in test_shard_damage.c, what other programs
 * make of a shard in test_shard_peers.c.
 */
#include "shard_rig.h"

static const size_t widths[] = {1, 2, 4, 8};

/* The extreme ids of a width, then a mix with -100 and a few frequent ones. */
static int64_t *
make_ids(size_t n, size_t id_nbytes)
{
        const int64_t most = (int64_t)(UINT64_MAX >> (65 - 8 * id_nbytes));
        uint64_t state = 88172645463325252u;
        int64_t *ids = malloc(n * sizeof(*ids));
        for (size_t i = 0; i < n; i++) {
                uint64_t r = rig_random(&state);
                ids[i] = r % 50 == 0 ? -100 : r % 50 == 1 ? (int64_t)(r >> 8) % most : (int64_t)(r % 7);
        }
        if (n > 1) {
                ids[0] = most;
                ids[1] = -most - 1;
        }
        return ids;
}

/* Lengths from 0 to 40 that leave some ids over. */
static size_t *
make_lengths(size_t n, size_t *n_ret)
{
        uint64_t state = 2463534242u;
        size_t *lengths = malloc((n + 1) * sizeof(*lengths)), sum = 0;
        *n_ret = 0;
        while (sum + 40 < n) {
                lengths[*n_ret] = rig_random(&state) % 41;
                sum += lengths[(*n_ret)++];
        }
        return lengths;
}

/* What cw_shard_unpack() should give for ids without names, written the plain way. */
static struct cw_buffer
spell(struct rig_labels l, cw_unpack_format format, const char *column)
{
        struct cw_buffer b = {0};
        size_t at = 0;
        for (size_t s = 0; s <= l.n_lengths; s++) {
                bool ends = s < l.n_lengths;
                size_t n = ends ? l.lengths[s] : l.n - at;
                if (!ends && n == 0)
                        break;
                if (format == CW_UNPACK_JSONL)
                        cw_buffer_printf(&b, "{\"%s\": [", column);
                for (size_t i = 0; i < n; i++, at++) {
                        if (format == CW_UNPACK_JSONL)
                                cw_buffer_printf(&b, i > 0 ? ", %lld" : "%lld", (long long)l.ids[at]);
                        else
                                cw_buffer_printf(&b, "%lld\n", (long long)l.ids[at]);
                }
                cw_buffer_puts(&b, format == CW_UNPACK_JSONL ? "]}\n" : ends ? "\n" : "");
        }
        return b;
}

static void
assert_equal(const struct cw_buffer *found, const struct cw_buffer *wanted, const char *what)
{
        cr_assert_eq(found->n, wanted->n, "%s: expected %zu bytes, found %zu", what, wanted->n, found->n);
        cr_assert(found->n == 0 || memcmp(found->data, wanted->data, found->n) == 0, "%s differs", what);
}

static void
check_unpacked(const struct cw_buffer *shard, enum rig_way way, struct rig_labels l, cw_unpack_format format)
{
        struct cw_buffer found = rig_unpack(shard, way, format), wanted = spell(l, format, "ner_tags");
        assert_equal(&found, &wanted, format == CW_UNPACK_JSONL ? "jsonl" : "text");
        cw_buffer_free(&found);
        cw_buffer_free(&wanted);
}

static void
check_raw(const struct cw_buffer *shard, enum rig_way way, struct rig_labels l, size_t id_nbytes)
{
        struct cw_buffer found = rig_unpack(shard, way, CW_UNPACK_RAW);
        cr_assert_eq(found.n, l.n * id_nbytes);
        for (size_t i = 0; i < l.n; i++) {
                int64_t id = l.ids[i];
                cr_assert_eq(memcmp(found.data + i * id_nbytes, &id, id_nbytes), 0, "raw id %zu differs", i);
        }
        cw_buffer_free(&found);
}

struct id_count {
        int64_t id;
        uint64_t tokens;
};

static void
add_up(void *user, int64_t id, uint64_t tokens)
{
        struct id_count *c = user;
        if (id == c->id)
                c->tokens += tokens;
}

static void
check_counted(const struct cw_buffer *shard, enum rig_way way, struct rig_labels l)
{
        struct cw_tally tally;
        struct cw_error err;
        cr_assert_eq(cw_tally_init(&tally, &err), CW_OK);
        cr_assert_eq(rig_count(shard->data, shard->n, way, &tally, &err), CW_OK, "%s", err.message);
        cr_assert_eq(tally.sequences, l.n_lengths);
        const int64_t looked_at[] = {0, 1, 6, -100, l.n > 1 ? l.ids[0] : 0, l.n > 1 ? l.ids[1] : 0};
        for (size_t k = 0; k < CW_ARRAY_LEN(looked_at); k++) {
                struct id_count c = {looked_at[k], 0};
                uint64_t wanted = 0;
                for (size_t i = 0; i < l.n; i++)
                        wanted += l.ids[i] == c.id;
                cw_histogram_each(&tally.ids, add_up, &c);
                cr_assert_eq(c.tokens, wanted, "id %lld", (long long)c.id);
        }
        cw_tally_free(&tally);
}

static void
check_round_trip(size_t id_nbytes, uint32_t frame_nbytes, struct rig_labels l)
{
        const struct cw_shard_header header = {.id_nbytes = (unsigned)id_nbytes, .column = "ner_tags"};
        struct cw_buffer shard = rig_pack(&header, frame_nbytes, l);
        for (enum rig_way way = RIG_FILE; way < RIG_WAYS; way++) {
                check_counted(&shard, way, l);
                check_raw(&shard, way, l, id_nbytes);
                check_unpacked(&shard, way, l, CW_UNPACK_JSONL);
                check_unpacked(&shard, way, l, CW_UNPACK_TEXT);
        }
        cw_buffer_free(&shard);
}

Test(shard, round_trip_over_widths_and_frames)
{
        const uint32_t frames[] = {8, 24, 100, 4096, CW_SHARD_PLAIN_MOST};
        for (size_t w = 0; w < CW_ARRAY_LEN(widths); w++) {
                int64_t *ids = make_ids(3000, widths[w]);
                size_t n_lengths, *lengths = make_lengths(3000, &n_lengths);
                for (size_t f = 0; f < CW_ARRAY_LEN(frames); f++)
                        check_round_trip(widths[w], frames[f], (struct rig_labels){ids, 3000, lengths, n_lengths});
                free(ids);
                free(lengths);
        }
}

/* Sequences that end just where frames end, and one long one over many frames. */
Test(shard, sequences_at_frame_borders)
{
        int64_t *ids = make_ids(1000, 1);
        const size_t even[] = {100, 100, 0, 200, 50, 50, 500}, one[] = {1000}, late[] = {999, 0, 0, 1, 0};
        check_round_trip(1, 100, (struct rig_labels){ids, 1000, even, CW_ARRAY_LEN(even)});
        check_round_trip(1, 100, (struct rig_labels){ids, 1000, one, 1});
        check_round_trip(1, 100, (struct rig_labels){ids, 1000, late, CW_ARRAY_LEN(late)});
        check_round_trip(1, 100, (struct rig_labels){ids, 1000, NULL, 0});
        free(ids);
}

Test(shard, small_ones)
{
        const int64_t ids[] = {5, 7};
        const size_t empty[] = {0}, empties[] = {0, 0, 0}, one[] = {1};
        check_round_trip(1, 1024, (struct rig_labels){ids, 0, NULL, 0});
        check_round_trip(1, 1024, (struct rig_labels){ids, 1, NULL, 0});
        check_round_trip(1, 1024, (struct rig_labels){ids, 1, one, 1});
        check_round_trip(1, 1024, (struct rig_labels){ids, 0, empty, 1});
        check_round_trip(8, 1024, (struct rig_labels){ids, 0, empties, 3});
        check_round_trip(2, 1024, (struct rig_labels){ids, 2, one, 1});
}

/* More sequence ends than one frame may hold, with hardly a label. */
Test(shard, two_million_empty_sequences)
{
        enum { N = 2500000 };
        const struct cw_shard_header header = {.id_nbytes = 1};
        const int64_t id = 3;
        struct cw_pack_summary summary = {0};
        struct cw_buffer shard = {0}, text;
        struct cw_error err;
        size_t *lengths = calloc(N, sizeof(*lengths));
        lengths[N / 2] = 1;
        cr_assert_eq(rig_try_pack(&header, 3, CW_SHARD_PLAIN_MOST, (struct rig_labels){&id, 1, lengths, N}, 9, &shard,
                                  &summary, &err),
                     CW_OK, "%s", err.message);
        cr_assert_eq(summary.sequences, N);
        cr_assert_eq(summary.labels, 1);
        cr_assert_eq(summary.frames, 3);
        cr_assert_eq(summary.bytes_out, shard.n);
        cr_assert_eq(summary.id_nbytes, 1);
        check_counted(&shard, RIG_FILE, (struct rig_labels){&id, 1, lengths, N});
        text = rig_unpack(&shard, RIG_FILE, CW_UNPACK_TEXT);
        cr_assert_eq(text.n, N + 2u);
        cr_assert_eq(memcmp(text.data + N / 2, "3\n\n", 3), 0);
        cw_buffer_free(&text);
        cw_buffer_free(&shard);
        free(lengths);
}

/* Lengths fill a frame to the last bytes, then a sequence follows whose own length takes several. */
Test(shard, lengths_to_the_brim)
{
        enum { N = CW_SHARD_PLAIN_MOST + 5 };
        const struct cw_shard_header header = {.id_nbytes = 1};
        int64_t *ids = calloc(N, sizeof(*ids));
        size_t *lengths = calloc(CW_SHARD_PLAIN_MOST + 2, sizeof(*lengths));
        for (size_t short_of = 0; short_of < 10; short_of++) {
                const size_t n_empty = CW_SHARD_PLAIN_MOST - short_of;
                lengths[n_empty] = N - 1;
                struct cw_buffer shard =
                        rig_pack(&header, CW_SHARD_PLAIN_MOST, (struct rig_labels){ids, N, lengths, n_empty + 1});
                struct cw_buffer text = rig_unpack(&shard, RIG_FILE, CW_UNPACK_TEXT);
                cr_assert_eq(text.n, n_empty + 2 * (size_t)N + 1);
                cr_assert_eq(memcmp(text.data + n_empty - 1, "\n0\n", 3), 0);
                cr_assert_str_eq(text.data + text.n - 6, "\n0\n\n0\n");
                cw_buffer_free(&text);
                cw_buffer_free(&shard);
                lengths[n_empty] = 0;
        }
        free(lengths);
        free(ids);
}

Test(shard, same_bytes_however_ids_are_given)
{
        const struct cw_shard_header header = {.id_nbytes = 2};
        int64_t *ids = make_ids(20000, 2);
        size_t n_lengths, *lengths = make_lengths(20000, &n_lengths);
        const struct rig_labels l = {ids, 20000, lengths, n_lengths};
        struct cw_buffer first = rig_pack(&header, 1000, l);
        const size_t steps[] = {1, 3, 39};
        for (size_t i = 0; i < CW_ARRAY_LEN(steps); i++) {
                struct cw_buffer again = {0};
                cr_assert_eq(rig_try_pack(&header, 3, 1000, l, steps[i], &again, NULL, NULL), CW_OK);
                assert_equal(&again, &first, "shard");
                cw_buffer_free(&again);
        }
        cw_buffer_free(&first);
        free(ids);
        free(lengths);
}

Test(shard, hundred_thousand_names)
{
        enum { N = 100000 };
        const char **names = malloc(N * sizeof(*names));
        const int64_t ignored[] = {-100, INT64_MIN}, ids[] = {99999, 0};
        for (int i = 0; i < N; i++) {
                char name[32];
                snprintf(name, sizeof(name), "B-%d", i);
                names[i] = strdup(name);
        }
        const struct cw_shard_header header = {
                .id_nbytes = 4, .column = "a", .ignored = ignored, .n_ignored = 2, .names = names, .n_names = N};
        struct cw_buffer shard = rig_pack(&header, 1024, (struct rig_labels){ids, 2, NULL, 0});
        const struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        struct cw_error err;
        for (enum rig_way way = RIG_FILE; way < RIG_WAYS; way++) {
                cr_assert_eq(rig_open(shard.data, shard.n, way, &options, &reader, &err), CW_OK, "%s", err.message);
                const struct cw_shard_header *h = cw_shard_reader_header(reader);
                cr_assert_eq(h->id_nbytes, 4);
                cr_assert_eq(h->labels_were_text, false);
                cr_assert_eq(h->n_ignored, 2);
                cr_assert_eq(h->ignored[1], INT64_MIN);
                cr_assert_str_eq(reader->chosen_column, "a");
                cr_assert_eq(reader->names->n, N);
                for (size_t i = 0; i < N; i++)
                        cr_assert_str_eq(reader->names->names[i], names[i]);
                cw_reader_close(&reader);
        }
        struct cw_buffer text = rig_unpack(&shard, RIG_FILE, CW_UNPACK_TEXT);
        cr_assert_str_eq(text.data, "B-99999\nB-0\n");
        struct cw_buffer json = rig_unpack(&shard, RIG_FILE, CW_UNPACK_JSONL);
        cr_assert_str_eq(json.data, "{\"a\": [99999, 0]}\n", "ids stay ids where the labels were ids");
        cw_buffer_free(&text);
        cw_buffer_free(&json);
        cw_buffer_free(&shard);
        for (int i = 0; i < N; i++)
                free((void *)(uintptr_t)names[i]);
        free(names);
}

/* The wanted line is what json.dumps of Python 3 prints for these strings. */
Test(shard, text_labels_are_spelt_as_json_dumps_does)
{
        static const char *const names[] = {"O",
                                            "B-\xC3\xA9t\xC3\xA9",
                                            "\"\\/",
                                            "\n\r\t\b\f\x01\x7F",
                                            "\xF0\x9F\x98\x80",
                                            "\xE2\x82\xAC",
                                            "B-PS,",
                                            "",
                                            "\xFF" /* no UTF-8: handed on as it is */};
        const int64_t ids[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -100, INT64_MIN};
        const size_t lengths[] = {12};
        const struct cw_shard_header header = {.id_nbytes = 8,
                                               .labels_were_text = true,
                                               .column = "t\xC3\xA4gs",
                                               .names = names,
                                               .n_names = CW_ARRAY_LEN(names)};
        struct cw_buffer shard = rig_pack(&header, 1024, (struct rig_labels){ids, 12, lengths, 1});
        struct cw_buffer json = rig_unpack(&shard, RIG_FILE, CW_UNPACK_JSONL);
        cr_assert_str_eq(json.data,
                         "{\"t\\u00e4gs\": [\"O\", \"B-\\u00e9t\\u00e9\", \"\\\"\\\\/\", "
                         "\"\\n\\r\\t\\b\\f\\u0001\\u007f\", \"\\ud83d\\ude00\", \"\\u20ac\", \"B-PS,\", \"\", "
                         "\"\xFF\", 9, -100, -9223372036854775808]}\n");
        struct cw_buffer text = {0};
        struct cw_error err;
        cr_assert_eq(rig_try_unpack(shard.data, shard.n, RIG_FILE, CW_UNPACK_TEXT, &text, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "label 3"), "%s", err.message);
        cr_assert_eq(text.n, 0);
        cw_buffer_free(&json);
        cw_buffer_free(&text);
        cw_buffer_free(&shard);
}

Test(shard, no_column_is_labels)
{
        const int64_t ids[] = {1, 2};
        const size_t lengths[] = {0, 1};
        const struct cw_shard_header header = {.id_nbytes = 1};
        struct cw_buffer shard = rig_pack(&header, 1024, (struct rig_labels){ids, 2, lengths, 2});
        struct cw_buffer json = rig_unpack(&shard, RIG_FILE, CW_UNPACK_JSONL);
        cr_assert_str_eq(json.data, "{\"labels\": []}\n{\"labels\": [1]}\n{\"labels\": [2]}\n");
        cw_buffer_free(&json);
        cw_buffer_free(&shard);
}

Test(shard, place_of_an_unknown_id_counts_through_the_shard)
{
        enum { N = 5000, AT = 3333 };
        const struct cw_shard_header header = {.id_nbytes = 1};
        int64_t *ids = calloc(N, sizeof(*ids));
        ids[AT] = 9;
        ids[N - 1] = 9;
        struct cw_buffer shard = rig_pack(&header, 1500, (struct rig_labels){ids, N, NULL, 0});
        struct cw_tally tally;
        cr_assert_eq(cw_tally_init(&tally, NULL), CW_OK);
        tally.n_known = 3;
        cr_assert_eq(rig_count(shard.data, shard.n, RIG_FILE, &tally, NULL), CW_OK);
        cr_assert_eq(tally.n_odd, 1);
        cr_assert_eq(tally.odd[0].place.part, 5);
        cr_assert_eq(tally.odd[0].place.row, 0);
        cr_assert_eq(tally.odd[0].place.position + cw_format_shard.rows_before(NULL, 5), AT);
        cr_assert(cw_format_shard.flat);
        cw_tally_free(&tally);
        cw_buffer_free(&shard);
        free(ids);
}

Test(shard, column_must_be_the_one_asked_for)
{
        const int64_t id = 1;
        const struct cw_shard_header header = {.id_nbytes = 1, .column = "ner_tags"};
        struct cw_buffer shard = rig_pack(&header, 1024, (struct rig_labels){&id, 1, NULL, 0});
        struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        struct cw_error err;
        options.column = "ner_tags";
        cr_assert_eq(rig_open(shard.data, shard.n, RIG_FILE, &options, &reader, &err), CW_OK);
        cw_reader_close(&reader);
        options.column = "pii_labels";
        cr_assert_eq(rig_open(shard.data, shard.n, RIG_FILE, &options, &reader, &err), CW_E_DATA);
        cr_assert_null(reader);
        cr_assert_not_null(strstr(err.message, "\"pii_labels\""), "%s", err.message);
        cr_assert_not_null(strstr(err.message, "\"ner_tags\""), "%s", err.message);
        cw_buffer_free(&shard);
}

static void
check_described(const struct cw_buffer *shard, enum rig_way way, const char *wanted)
{
        const struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        struct cw_buffer out = {0};
        cr_assert_eq(rig_open(shard->data, shard->n, way, &options, &reader, NULL), CW_OK);
        reader->format->describe(reader, &out);
        cr_assert_str_eq(out.data, wanted);
        cw_buffer_free(&out);
        cw_reader_close(&reader);
}

Test(shard, described)
{
        static const char *const names[] = {"O", "B-X"};
        const int64_t ids[] = {0, 1, 0, -100, 0}, ignored[] = {-100, -1};
        const size_t lengths[] = {2, 2};
        const struct cw_shard_header header = {.id_nbytes = 1,
                                               .labels_were_text = true,
                                               .column = "tags",
                                               .ignored = ignored,
                                               .n_ignored = 2,
                                               .names = names,
                                               .n_names = 2};
        struct cw_buffer shard = rig_pack(&header, 2, (struct rig_labels){ids, 5, lengths, 2});
#define KNOWN_FROM_THE_HEADER "encoding: ids\nid width: 1 byte\ncolumn: tags\nlabels were: text\nignored ids: -100 -1\n"
        check_described(&shard, RIG_FILE, KNOWN_FROM_THE_HEADER "labels: 5\nsequences: 2\nframes: 3\n");
        check_described(&shard, RIG_PIPE, KNOWN_FROM_THE_HEADER);
        cw_buffer_free(&shard);
}

Test(shard, smallest_width)
{
        cr_assert_eq(cw_shard_id_nbytes(0, 0), 1);
        cr_assert_eq(cw_shard_id_nbytes(-128, 127), 1);
        cr_assert_eq(cw_shard_id_nbytes(-129, 0), 2);
        cr_assert_eq(cw_shard_id_nbytes(0, 128), 2);
        cr_assert_eq(cw_shard_id_nbytes(INT16_MIN, INT16_MAX), 2);
        cr_assert_eq(cw_shard_id_nbytes(0, 32768), 4);
        cr_assert_eq(cw_shard_id_nbytes(INT32_MIN, INT32_MAX), 4);
        cr_assert_eq(cw_shard_id_nbytes(INT64_C(-2147483649), 0), 8);
        cr_assert_eq(cw_shard_id_nbytes(INT64_MIN, INT64_MAX), 8);
}

Test(shard, writer_refuses)
{
        const int64_t ids[] = {0, 127, 128}, low = -129;
        struct cw_shard_header header = {.id_nbytes = 1};
        struct cw_buffer out = {0};
        struct cw_error err;
        const struct rig_labels none = {ids, 0, NULL, 0}, large = {ids, 3, NULL, 0}, small = {&low, 1, NULL, 0};
        cr_assert_eq(rig_try_pack(&header, -1, 1024, none, 1, &out, NULL, &err), CW_E_USAGE);
        cr_assert_eq(rig_try_pack(&header, 20, 1024, none, 1, &out, NULL, &err), CW_E_USAGE);
        cr_assert_eq(rig_try_pack(&header, 3, 0, none, 1, &out, NULL, &err), CW_E_USAGE);
        cr_assert_eq(rig_try_pack(&header, 3, CW_SHARD_PLAIN_MOST + 1, none, 1, &out, NULL, &err), CW_E_USAGE);
        cr_assert_eq(rig_try_pack(&header, 3, 1024, large, 3, &out, NULL, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "found 128"), "%s", err.message);
        cr_assert_eq(rig_try_pack(&header, 3, 1024, small, 1, &out, NULL, &err), CW_E_DATA);

        char *huge = malloc(17 << 20);
        memset(huge, 'x', 17 << 20);
        huge[(17 << 20) - 1] = '\0';
        const char *names[] = {huge};
        header.names = names;
        header.n_names = 1;
        cr_assert_eq(rig_try_pack(&header, 3, 1024, none, 1, &out, NULL, &err), CW_E_LIMIT);
        free(huge);
        cw_buffer_free(&out);
}

/* Fails at the n-th call. */
struct full_disk {
        int calls_left;
};

static cw_status
full_sink(void *user, const void *data, size_t nbytes, struct cw_error *err)
{
        struct full_disk *disk = user;
        (void)data;
        (void)nbytes;
        return disk->calls_left-- > 0 ? CW_OK : cw_fail(err, CW_E_IO, "cannot write: no space left");
}

Test(shard, failing_sink_is_told)
{
        const struct cw_shard_header header = {.id_nbytes = 1};
        const int64_t ids[] = {1, 2, 3, 4, 5};
        /* header, two frames, end, table */
        for (int calls = 0; calls <= 5; calls++) {
                struct full_disk disk = {calls};
                struct cw_shard_writer *w = NULL;
                struct cw_error err;
                cw_status status = cw_shard_writer_new(&header, 3, 4, full_sink, &disk, &w, &err);
                if (status == CW_OK)
                        status = cw_shard_writer_ids(w, ids, 5, &err);
                if (status == CW_OK)
                        status = cw_shard_writer_finish(w, NULL, &err);
                cr_assert_eq(status, calls < 5 ? CW_E_IO : CW_OK, "after %d calls", calls);
                cw_shard_writer_free(&w);
        }
        struct cw_buffer shard = rig_pack(&header, 4, (struct rig_labels){ids, 5, NULL, 0});
        const struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        struct full_disk disk = {0};
        struct cw_error err;
        cr_assert_eq(rig_open(shard.data, shard.n, RIG_FILE, &options, &reader, &err), CW_OK);
        cr_assert_eq(cw_shard_unpack(reader, CW_UNPACK_RAW, full_sink, &disk, &err), CW_E_IO);
        cw_reader_close(&reader);
        cw_buffer_free(&shard);
}

Test(shard, unpacking_can_be_interrupted)
{
        const struct cw_shard_header header = {.id_nbytes = 1};
        const int64_t id = 1;
        const int cancel = 1;
        struct cw_buffer shard = rig_pack(&header, 4, (struct rig_labels){&id, 1, NULL, 0}), out = {0};
        struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        options.cancel = &cancel;
        cr_assert_eq(rig_open(shard.data, shard.n, RIG_FILE, &options, &reader, NULL), CW_OK);
        cr_assert_eq(cw_shard_unpack(reader, CW_UNPACK_RAW, rig_sink, &out, NULL), CW_E_INTERRUPTED);
        cw_reader_close(&reader);
        cw_buffer_free(&out);
        cw_buffer_free(&shard);
}
