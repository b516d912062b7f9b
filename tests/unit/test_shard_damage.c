/* SPDX-License-Identifier: MIT */
/*
 * The native shard, damaged and hostile: every bit flipped, cut off at every byte, joined, and with fields that lie
 * under right checksums.  All of it must end with exit code 3 and a place, without a large allocation.
 */
#include "base/cursor.h"
#include "base/hash.h"
#include "shard_rig.h"

static const char *const names[] = {"O", "B-PER", "I-PER", "B-LOC"};

/* Three frames; about 700 bytes. */
static struct cw_buffer
make_shard_of(struct cw_phrases *phrases)
{
        static const int64_t ids[] = {0, 0, 1, 2, 0, 0, -100, 3, 0, 0, 0, 1, 2, 2, 0, -100, 0, 0, 3, 0};
        static const size_t lengths[] = {7, 0, 9, 3};
        static const int64_t ignored[] = {-100};
        const struct cw_shard_header header = {.id_nbytes = 1,
                                               .labels_were_text = true,
                                               .column = "ner_tags",
                                               .ignored = ignored,
                                               .n_ignored = 1,
                                               .names = names,
                                               .n_names = 4,
                                               .phrases = phrases};
        return rig_pack(&header, 8, (struct rig_labels){ids, 20, lengths, 4});
}

static struct cw_buffer
make_shard(void)
{
        return make_shard_of(NULL);
}

/* The same labels in phrases: O O, its double, 1 2. */
static struct cw_buffer
make_phrase_shard(void)
{
        static const int64_t ids[] = {-100, 0, 1, 2, 3};
        struct cw_phrases phrases;
        cw_phrases_init(&phrases, ids, 5, true);
        cr_assert(cw_phrases_add(&phrases, 1, 1) && cw_phrases_add(&phrases, 6, 6) && cw_phrases_add(&phrases, 2, 3));
        struct cw_buffer shard = make_shard_of(&phrases);
        cw_phrases_free(&phrases);
        return shard;
}

/* What a message must name for a fault at `offset`: the part of the file that holds it.  Found from the preambles. */
static void
name_part(const struct cw_buffer *shard, size_t offset, char what[64])
{
        const uint8_t *bytes = (const uint8_t *)shard->data;
        size_t at = 8 + (size_t)cw_load_le(bytes + 4, 4);
        if (offset < at) {
                snprintf(what, 64, "header");
                return;
        }
        for (unsigned frame = 0;; frame++) {
                if (cw_load_le(bytes + at, 4) == CW_SHARD_END_MAGIC)
                        break;
                size_t next = at + 8 + cw_load_le(bytes + at + 4, 4) + cw_load_le(bytes + at + 36, 4);
                if (offset < next) {
                        snprintf(what, 64, "frame %u at byte %zu", frame, at);
                        return;
                }
                at = next;
        }
        /* A damaged magic of the end frame is found where frame 3 might have been. */
        if (offset < at + 4)
                snprintf(what, 64, "frame 3 at byte %zu", at);
        else if (offset < at + 64)
                snprintf(what, 64, "end frame at byte %zu", at);
        else
                snprintf(what, 64, "seek table at byte %zu", at + 64);
}

static void
check_every_flip(struct cw_buffer shard, enum rig_way way)
{
        struct cw_error err;
        cr_assert_eq(rig_verdict(shard.data, shard.n, way, &err), CW_OK, "%s", err.message);
        for (size_t bit = 0; bit < 8 * shard.n; bit++) {
                char part[64];
                name_part(&shard, bit / 8, part);
                shard.data[bit / 8] = (char)(shard.data[bit / 8] ^ (1 << bit % 8));
                cw_status status = rig_verdict(shard.data, shard.n, way, &err);
                cr_assert_eq(cw_exit_code(status), 3, "bit %zu of byte %zu: status %d", bit % 8, bit / 8, (int)status);
                cr_assert_not_null(strstr(err.message, part), "byte %zu: expected \"%s\" in \"%s\"", bit / 8, part,
                                   err.message);
                cr_assert_leq(err.byte_offset, bit / 8, "byte %zu: %s", bit / 8, err.message);
                shard.data[bit / 8] = (char)(shard.data[bit / 8] ^ (1 << bit % 8));
        }
        cw_buffer_free(&shard);
}

Test(shard_damage, every_flipped_bit_is_found_in_a_file)
{
        check_every_flip(make_shard(), RIG_FILE);
        check_every_flip(make_phrase_shard(), RIG_FILE);
}

Test(shard_damage, every_flipped_bit_is_found_in_a_pipe)
{
        check_every_flip(make_shard(), RIG_PIPE);
        check_every_flip(make_phrase_shard(), RIG_PIPE);
}

static void
check_every_flip_unpacking(struct cw_buffer shard)
{
        for (size_t bit = 0; bit < 8 * shard.n; bit++) {
                struct cw_buffer out = {0};
                shard.data[bit / 8] = (char)(shard.data[bit / 8] ^ (1 << bit % 8));
                cw_status status = rig_try_unpack(shard.data, shard.n, RIG_FILE, CW_UNPACK_JSONL, &out, NULL);
                cr_assert_eq(cw_exit_code(status), 3, "byte %zu: status %d", bit / 8, (int)status);
                shard.data[bit / 8] = (char)(shard.data[bit / 8] ^ (1 << bit % 8));
                cw_buffer_free(&out);
        }
        cw_buffer_free(&shard);
}

Test(shard_damage, every_flipped_bit_is_found_when_unpacking)
{
        check_every_flip_unpacking(make_shard());
        check_every_flip_unpacking(make_phrase_shard());
}

/* From four bytes on a stump is known for a shard, and is called cut off; shorter ones are of no format at all. */
static void
check_every_truncation(struct cw_buffer shard)
{
        struct cw_error err;
        for (enum rig_way way = RIG_FILE; way < RIG_WAYS; way++) {
                for (size_t n = 4; n < shard.n; n++) {
                        cr_assert_eq(rig_verdict(shard.data, n, way, &err), CW_E_TRUNCATED, "cut at %zu: %s", n,
                                     err.message);
                        cr_assert_leq(err.byte_offset, n, "cut at %zu: %s", n, err.message);
                }
        }
        cw_buffer_free(&shard);
}

Test(shard_damage, every_truncation_is_found)
{
        check_every_truncation(make_shard());
        check_every_truncation(make_phrase_shard());
}

Test(shard_damage, what_follows_is_told)
{
        struct cw_buffer shard = make_shard();
        struct cw_error err;
        const size_t n = shard.n;
        for (enum rig_way way = RIG_FILE; way < RIG_WAYS; way++) {
                shard.n = n;
                cw_buffer_putc(&shard, '\0');
                cr_assert_eq(rig_verdict(shard.data, shard.n, way, &err), CW_E_CORRUPT);
                cr_assert_not_null(strstr(err.message, "bytes follow"), "%s", err.message);
                cr_assert_eq(err.byte_offset, n);
                shard.n = n;
                struct cw_buffer again = make_shard();
                cw_buffer_add(&shard, again.data, again.n);
                cr_assert_eq(rig_verdict(shard.data, shard.n, way, &err), CW_E_CORRUPT);
                cr_assert_not_null(strstr(err.message, "another shard begins"), "%s", err.message);
                cr_assert_not_null(strstr(err.message, "concatenation"), "%s", err.message);
                cw_buffer_free(&again);
        }
        cw_buffer_free(&shard);
}

/* ---- lies under right checksums ---------------------------------------------------------------------------- */

enum part { HEADER, FRAME_0, FRAME_1, END };

/* A field of a part set to a value, and the checksum of the part made right again. */
struct lie {
        const char *what;
        enum part part;
        size_t offset, nbytes;
        uint64_t value;
        cw_status wanted;
        const char *says;
};

static const struct lie lies[] = {
        {"later version", HEADER, 16, 1, 2, CW_E_UNSUPPORTED, "version 2"},
        {"phrases without a dictionary", HEADER, 18, 1, 1, CW_E_CORRUPT, "dictionary"},
        {"encoding", HEADER, 18, 1, 9, CW_E_UNSUPPORTED, "encoding 9"},
        {"flags", HEADER, 19, 1, 0x81, CW_E_UNSUPPORTED, "0x81"},
        {"width 0", HEADER, 17, 1, 0, CW_E_CORRUPT, "found 0"},
        {"width 3", HEADER, 17, 1, 3, CW_E_CORRUPT, "found 3"},
        {"width 2: the frames do not fit", HEADER, 17, 1, 2, CW_E_CORRUPT, "frame 0"},
        {"column longer than the header", HEADER, 20, 1, 0x7F, CW_E_CORRUPT, "header"},
        {"column endless", HEADER, 20, 8, UINT64_MAX, CW_E_CORRUPT, "header"},
        {"column one shorter", HEADER, 20, 1, 7, CW_E_CORRUPT, "header"},
        {"NUL in the column", HEADER, 22, 1, 0, CW_E_CORRUPT, "NUL"},
        {"ignored ids without end", HEADER, 29, 1, 0x7F, CW_E_CORRUPT, "header"},
        {"names without end", HEADER, 38, 1, 0x7F, CW_E_CORRUPT, "header"},
        {"too few names", HEADER, 38, 1, 3, CW_E_CORRUPT, "header"},
        {"NUL in a name", HEADER, 40, 1, 0, CW_E_CORRUPT, "NUL"},
        {"header of 4 GB", HEADER, 4, 4, 0xFFFFFFFF, CW_E_CORRUPT, "header"},
        {"header of 15 MB", HEADER, 4, 4, 15 << 20, CW_E_TRUNCATED, "header"},
        {"header of 5 bytes", HEADER, 4, 4, 5, CW_E_CORRUPT, "header"},
        {"first label", FRAME_1, 8, 8, 9, CW_E_CORRUPT, "frame 1"},
        {"first label, huge", FRAME_0, 8, 8, UINT64_MAX, CW_E_CORRUPT, "frame 0"},
        {"number", FRAME_1, 16, 4, 2, CW_E_CORRUPT, "out of order"},
        {"one label more", FRAME_0, 20, 4, 9, CW_E_CORRUPT, "frame 0"},
        {"one label fewer", FRAME_0, 20, 4, 7, CW_E_CORRUPT, "frame 0"},
        {"no label", FRAME_0, 20, 4, 0, CW_E_CORRUPT, "frame 0"},
        {"4 G labels", FRAME_0, 20, 4, 0xFFFFFFFF, CW_E_CORRUPT, "frame 0"},
        {"1 M labels", FRAME_0, 20, 4, 1 << 20, CW_E_CORRUPT, "frame 0"},
        {"more sequences than lengths", FRAME_0, 24, 4, 50, CW_E_CORRUPT, "frame 0"},
        {"sequences", FRAME_0, 24, 4, 1, CW_E_CORRUPT, "totals"},
        {"packed lengths of 4 GB", FRAME_0, 28, 4, 0xFFFFFFFF, CW_E_CORRUPT, "frame 0"},
        {"packed lengths", FRAME_0, 28, 4, 12, CW_E_CORRUPT, "frame 0"},
        {"lengths of 4 GB", FRAME_0, 32, 4, 0xFFFFFFFF, CW_E_CORRUPT, "frame 0"},
        {"data of 4 GB", FRAME_0, 36, 4, 0xFFFFFFFF, CW_E_CORRUPT, "frame 0"},
        {"data of 1 MB", FRAME_0, 36, 4, 1 << 20, CW_E_TRUNCATED, "frame 0"},
        {"data of no bytes", FRAME_0, 36, 4, 0, CW_E_CORRUPT, "frame 0"},
        {"size of the preamble", FRAME_0, 4, 4, 56, CW_E_CORRUPT, "frame 0"},
        {"labels in all", END, 8, 8, 21, CW_E_CORRUPT, "totals"},
        {"sequences in all", END, 16, 8, 5, CW_E_CORRUPT, "totals"},
        {"frames", END, 24, 8, 4, CW_E_CORRUPT, "totals"},
        {"offset", END, 32, 8, 1, CW_E_CORRUPT, "offset"},
        {"table of 2^63 bytes", END, 40, 8, UINT64_C(1) << 63, CW_E_CORRUPT, "seek table"},
        {"size of the end frame", END, 4, 4, 57, CW_E_CORRUPT, "end frame"},
};

/* Where a part begins, and how long what its checksum covers is. */
static uint8_t *
find_part(struct cw_buffer *shard, enum part part, size_t *sealed_nbytes_ret)
{
        uint8_t *at = (uint8_t *)shard->data;
        *sealed_nbytes_ret = (size_t)cw_load_le(at + 4, 4); /* of the header: 8 more, and 8 fewer for the checksum */
        if (part == HEADER)
                return at;
        at += 8 + cw_load_le(at + 4, 4);
        *sealed_nbytes_ret = 56;
        for (int i = part == END ? 3 : (int)part - FRAME_0; i > 0; i--)
                at += 8 + cw_load_le(at + 4, 4) + cw_load_le(at + 36, 4);
        return at;
}

Test(shard_damage, lies_are_found)
{
        for (size_t i = 0; i < CW_ARRAY_LEN(lies); i++) {
                const struct lie *lie = &lies[i];
                for (enum rig_way way = RIG_FILE; way < RIG_WAYS; way++) {
                        struct cw_buffer shard = make_shard();
                        struct cw_error err;
                        size_t sealed;
                        uint8_t *part = find_part(&shard, lie->part, &sealed);
                        cw_store_le(part + lie->offset, lie->value, lie->nbytes);
                        cw_shard_seal(part, sealed);
                        cw_status status = rig_verdict(shard.data, shard.n, way, &err);
                        cr_assert_eq(status, lie->wanted, "%s: status %d: %s", lie->what, (int)status,
                                     status == CW_OK ? "" : err.message);
                        cr_assert_not_null(strstr(err.message, lie->says), "%s: %s", lie->what, err.message);
                        cw_buffer_free(&shard);
                }
        }
}

/* Any byte of the seek table that our reader can judge, which is all but the checksums in its entries. */
Test(shard_damage, lying_seek_table_is_found)
{
        struct cw_buffer shard = make_shard();
        struct cw_error err;
        size_t sealed;
        uint8_t *end = find_part(&shard, END, &sealed), *table = end + CW_SHARD_FIXED_NBYTES;
        const size_t n = (size_t)((uint8_t *)shard.data + shard.n - table);
        cr_assert_eq(n, cw_shard_table_nbytes(3));
        for (size_t i = 0; i < n; i++) {
                const bool in_entries = i >= 8 && i < n - 9;
                table[i] ^= 1;
                cw_store_le(end + 48, cw_hash64(table, n), 8);
                cw_shard_seal(end, sealed);
                cw_status status = rig_verdict(shard.data, shard.n, RIG_FILE, &err);
                cr_assert_eq(status, in_entries && (i - 8) % 12 >= 8 ? CW_OK : CW_E_CORRUPT, "byte %zu", i);
                table[i] ^= 1;
        }
        cw_buffer_free(&shard);
}

/* A frame whose bytes are right but whose lengths do not add up: nobody who only counts looks at them. */
Test(shard_damage, wrong_lengths_are_found_when_unpacking)
{
        /* varints in a raw block of a zstd frame: 8 labels in all, one sequence ends */
        static const struct {
                uint8_t n, bytes[6];
                cw_status wanted;
        } cases[] = {
                {1, {16}, CW_OK},                                     /* 8, ends */
                {2, {16, 1}, CW_OK},                                  /* 8, ends; 0 more of one that goes on */
                {2, {6, 11}, CW_OK},                                  /* 3, ends; 5 and on */
                {1, {14}, CW_E_CORRUPT},                              /* 7 */
                {1, {18}, CW_E_CORRUPT},                              /* 9 */
                {1, {17}, CW_E_CORRUPT},                              /* 8 and on: none ends */
                {2, {7, 10}, CW_E_CORRUPT},                           /* one in the middle goes on */
                {2, {8, 8}, CW_E_CORRUPT},                            /* two end */
                {1, {0x80}, CW_E_CORRUPT},                            /* a varint cut off */
                {6, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}, CW_E_CORRUPT}, /* far too many */
        };
        static const int64_t ids[] = {0, 1, 2, 3, 4, 5, 6, 7};
        const struct cw_shard_header header = {.id_nbytes = 1};
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                const uint8_t n = cases[i].n;
                const size_t lengths[] = {8};
                struct cw_buffer sound = rig_pack(&header, 8, (struct rig_labels){ids, 8, lengths, 1}), shard = {0},
                                 out = {0};
                struct cw_shard_frame frame;
                struct cw_error err;
                const uint8_t *bytes = (const uint8_t *)sound.data;
                const size_t at = 8 + (size_t)cw_load_le(bytes + 4, 4);
                cr_assert_null(cw_shard_frame_load(bytes + at, 1, false, &frame));
                const uint8_t *data = bytes + at + 64 + frame.lengths_packed_nbytes;
                /* magic, single segment, content size, one last raw block */
                uint8_t packed[16] = {0x28, 0xB5, 0x2F, 0xFD, 0x20, n, (uint8_t)(n << 3 | 1), 0, 0};
                memcpy(packed + 9, cases[i].bytes, n);
                frame.lengths_nbytes = n;
                frame.lengths_packed_nbytes = 9u + n;
                frame.lengths_hash = cw_hash64(packed, 9u + n);
                uint8_t preamble[64];
                cw_shard_frame_store(&frame, preamble);
                cw_buffer_add(&shard, bytes, at);
                cw_buffer_add(&shard, preamble, 64);
                cw_buffer_add(&shard, packed, 9u + n);
                cw_buffer_add(&shard, data, frame.data_nbytes);
                cw_buffer_add(&shard, bytes + at, 64); /* no end: what is wanted is told before */
                cw_status status = rig_try_unpack(shard.data, shard.n, RIG_FILE, CW_UNPACK_RAW, &out, &err);
                const char *says = cases[i].wanted == CW_OK ? "frame 1" : "frame 0";
                cr_assert_not_null(strstr(err.message, says), "case %zu: status %d: %s", i, (int)status, err.message);
                cw_buffer_free(&sound);
                cw_buffer_free(&shard);
                cw_buffer_free(&out);
        }
}

Test(shard_damage, equal_names_are_refused)
{
        struct cw_buffer shard = make_shard();
        struct cw_error err;
        size_t sealed;
        uint8_t *header = find_part(&shard, HEADER, &sealed);
        uint8_t *name = memmem(header, sealed, "I-PER", 5);
        cr_assert_not_null(name);
        memcpy(name, "B-PER", 5);
        cw_shard_seal(header, sealed);
        cr_assert_eq(rig_verdict(shard.data, shard.n, RIG_FILE, &err), CW_E_DATA);
        cw_buffer_free(&shard);
}

Test(shard_damage, max_memory_is_heeded)
{
        enum { N = 3 << 20 };
        const struct cw_shard_header header = {.id_nbytes = 1};
        int64_t *ids = calloc(N, sizeof(*ids));
        struct cw_buffer shard = rig_pack(&header, CW_SHARD_PLAIN_MOST, (struct rig_labels){ids, N, NULL, 0});
        struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        struct cw_tally tally;
        struct cw_error err;
        const struct {
                uint64_t max_memory;
                cw_status wanted;
        } cases[] = {{1 << 20, CW_OK}, {(1 << 20) - 1, CW_E_LIMIT}};
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                options.max_memory = cases[i].max_memory;
                cr_assert_eq(cw_tally_init(&tally, &err), CW_OK);
                cr_assert_eq(rig_open(shard.data, shard.n, RIG_FILE, &options, &reader, &err), CW_OK);
                cr_assert_eq(rig_read(reader, &tally, &err), cases[i].wanted);
                cw_reader_close(&reader);
                cw_tally_free(&tally);
        }
        cw_buffer_free(&shard);
        free(ids);
}

/* ---- probing ------------------------------------------------------------------------------------------------- */

static int
probe(const void *data, size_t nbytes, bool whole)
{
        const struct cw_sample sample = {.name = "x", .raw = data, .raw_nbytes = nbytes, .raw_whole = whole};
        return cw_format_shard.probe(&sample);
}

Test(shard_damage, probe)
{
        struct cw_buffer shard = make_shard();
        cr_assert_eq(probe(shard.data, shard.n, true), 3);
        cr_assert_eq(probe(shard.data, 16, false), 3);
        cr_assert_eq(probe(shard.data, 9, true), 3);
        cr_assert_eq(probe(shard.data, 3, true), 0);
        cr_assert_eq(probe("", 0, true), 0);
        cr_assert_eq(probe("{\"tags\": [0, 1, 2]}\n", 20, true), 0);
        cr_assert_eq(probe("\x5C\x2A\x4D\x18\x08\0\0\0somebody's", 18, true), 0, "another's skippable frame");
        shard.data[8] = 'X';
        cr_assert_eq(probe(shard.data, shard.n, true), 3, "one damaged byte");
        shard.data[9] = 'X';
        cr_assert_eq(probe(shard.data, shard.n, true), 0);
        cw_buffer_free(&shard);
}

/* ---- memory ---------------------------------------------------------------------------------------------------- */

/* Makes each allocation fail in turn until none does; leaks are the sanitizer's to find. */
static void
check_failing_memory(cw_status (*run)(void))
{
        cw_status status = CW_E_MEMORY;
        for (long n = 1; status != CW_OK; n++) {
                cr_assert_lt(n, 1000);
                cw_memory_fail_at(n);
                status = run();
                cw_memory_fail_at(0);
                cr_assert(status == CW_E_MEMORY || status == CW_OK, "allocation %ld: status %d", n, (int)status);
        }
}

static struct cw_buffer sound;

static cw_status
run_writer(void)
{
        static const int64_t ids[] = {0, 1, 2, 3};
        const struct cw_shard_header header = {.id_nbytes = 1, .names = names, .n_names = 4};
        struct cw_buffer out = {0};
        cw_status status =
                rig_try_pack(&header, 3, 2, (struct rig_labels){ids, 4, NULL, 0}, SIZE_MAX, &out, NULL, NULL);
        cw_buffer_free(&out);
        return status;
}

static cw_status
run_unpack(void)
{
        struct cw_buffer out = {0};
        cw_status status = rig_try_unpack(sound.data, sound.n, RIG_FILE, CW_UNPACK_JSONL, &out, NULL);
        cw_buffer_free(&out);
        return status;
}

static cw_status
run_count(void)
{
        const struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        struct cw_tally tally;
        cw_status status = cw_tally_init(&tally, NULL);
        if (status != CW_OK)
                return status;
        status = rig_open(sound.data, sound.n, RIG_PIPE, &options, &reader, NULL);
        if (status == CW_OK)
                status = rig_read(reader, &tally, NULL);
        cw_reader_close(&reader);
        cw_tally_free(&tally);
        return status;
}

Test(shard_damage, failing_allocations)
{
        sound = make_shard();
        check_failing_memory(run_writer);
        check_failing_memory(run_count);
        check_failing_memory(run_unpack);
        cw_buffer_free(&sound);
        sound = make_phrase_shard();
        check_failing_memory(run_count);
        check_failing_memory(run_unpack);
        cw_buffer_free(&sound);
}
