/* SPDX-License-Identifier: MIT */
/*
 * counterweight: class weights for token classification, from the labels of a corpus of any size.
 *
 * The library's only public header.  There are three steps: counting, weighing, writing; each of the first two gives an
 * opaque handle.  A whole program (`make test` takes it out of this comment, builds it against the installed library
 * and runs it):
 *
 *     #include <counterweight.h>
 *     #include <stdio.h>
 *
 *     int
 *     main(int argc, char **argv)
 *     {
 *             struct cw_read_options ro;
 *             struct cw_weigh_options wo;
 *             cw_counts *counts = NULL;
 *             cw_weights *weights = NULL;
 *             struct cw_error err;
 *             cw_read_options_init(&ro);
 *             cw_weigh_options_init(&wo);
 *             const char *const *inputs = (const char *const *)argv + 1;
 *             cw_status status = cw_count(inputs, (size_t)argc - 1, &ro, &counts, &err); // many threads
 *             if (status == CW_OK)
 *                     status = cw_weigh(counts, &wo, &weights, &err); // one
 *             if (status == CW_OK)
 *                     status = cw_weights_write(weights, CW_OUT_TOML, "weights.toml", NULL, &err);
 *             for (size_t i = 0; status == CW_OK && i < cw_counts_n_labels(counts); i++) {
 *                     const struct cw_label_count label = cw_counts_label(counts, i);
 *                     printf("%lld %s %.17g\n", (long long)label.id, label.name == NULL ? "" : label.name,
 *                            cw_weights_at(weights, i));
 *             }
 *             if (status != CW_OK)
 *                     fprintf(stderr, "%s\n", err.message);
 *             cw_weights_free(&weights);
 *             cw_counts_free(&counts);
 *             return cw_exit_code(status);
 *     }
 *
 * Threads: any function may be called from any thread.  Several threads may read a handle at once, but none while
 * another changes or frees it.  There is no global state, with one exception: while files are mapped, the library
 * handles SIGBUS (which a file that shrinks raises), hands other causes on to the former handler, and puts that back in
 * the end.
 * Ownership: what a function hands out through a `*_ret` parameter belongs to the caller: text is freed with
 * cw_free_text(), a handle with the cw_..._free() of its type, which sets it to NULL and takes NULL as well.  If the
 * function fails, `*_ret` is NULL.  Strings reached through a handle live as long as the handle.
 * Errors: every function that can fail returns a status; if `err` is not NULL, it gets one sentence for a person, with
 * file, place and cure.  CW_E_MEMORY is possible for all of them and not listed at each.
 * Binary interface: within a major version (the number in the library's SONAME) functions may be added; functions,
 * structs and enumerations are never changed.  Before 1.0 a minor version may do that.  Exported are the functions
 * below, no others.
 */
#ifndef COUNTERWEIGHT_H
#define COUNTERWEIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CW_VERSION_MAJOR 0
#define CW_VERSION_MINOR 1
#define CW_VERSION_PATCH 0
#define CW_VERSION_STRING "0.1.0"

#if defined(__GNUC__)
#define CW_API __attribute__((visibility("default")))
#define CW_MUST_USE __attribute__((warn_unused_result))
#define CW_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define CW_API
#define CW_MUST_USE
#define CW_PRINTF(fmt, args)
#endif

/* ---- status and error ------------------------------------------------------------------------------------- */

/** Verdicts, with the exit code of the program.  Damaged, cut off and not supported are three different things. */
typedef enum cw_status {
        CW_OK = 0,
        CW_E_USAGE,       /**< an option or argument is wrong (2) */
        CW_E_CORRUPT,     /**< the input is damaged: a checksum, a structure, a value is wrong (3) */
        CW_E_TRUNCATED,   /**< the input ends before it should (3) */
        CW_E_UNSUPPORTED, /**< the input is of a kind, or uses a feature, that is not read here (3) */
        CW_E_DATA,       /**< the input is sound but does not fit: no such column, unknown label, nothing counted (3) */
        CW_E_LIMIT,      /**< a block or record is larger than `max_memory` (3) */
        CW_E_IO,         /**< the system failed: cannot open, read, write; disk full (4) */
        CW_E_MEMORY,     /**< out of memory (4) */
        CW_E_INTERRUPTED /**< `cancel` was set (130) */
} cw_status;

/** Where and why.  Usually on the caller's stack; a function that fails fills all of it. */
struct cw_error {
        cw_status status;
        uint64_t row;         /**< line or record, from 1; 0 where there is none */
        uint64_t byte_offset; /**< in the file on disk; UINT64_MAX where not known */
        char shard[256];      /**< file name as the user gave it, cut to fit; "" for no file */
        char message[1024];   /**< the whole sentence, with file and place, without a newline */
};

/** The program's exit code for a status: 0, 2, 3, 4 or 130. */
CW_API int cw_exit_code(cw_status status);

/** The version of the library at run time, as CW_VERSION_STRING was at compile time. */
CW_API const char *cw_version(void);

/** Frees text that this library handed out.  NULL is fine. */
CW_API void cw_free_text(char *text);

/* ---- reading and counting --------------------------------------------------------------------------------- */

typedef enum cw_format_id {
        CW_FORMAT_AUTO = 0, /**< recognised by magic bytes, then content, then extension */
        CW_FORMAT_SHARD,
        CW_FORMAT_JSONL,
        CW_FORMAT_JSON,
        CW_FORMAT_CONLL,
        CW_FORMAT_COUNTS, /**< a counts file, which is an input like any data */
        CW_FORMAT_ARROW,  /**< Arrow IPC stream or file (Feather V2) */
        CW_FORMAT_PARQUET,
        CW_FORMAT_NPY, /**< NumPy .npy and .npz */
        CW_FORMAT_RAW  /**< bare integers of `dtype`; never recognised */
} cw_format_id;

typedef enum cw_unknown_policy { CW_UNKNOWN_ERROR = 0, CW_UNKNOWN_COUNT, CW_UNKNOWN_IGNORE } cw_unknown_policy;

/** What the data is sliced by.  Each slice has its own row of counts. */
typedef enum cw_slice_by {
        CW_BY_NOTHING = 0,
        CW_BY_SHARD,  /**< a slice is a file */
        CW_BY_FOLDER, /**< the files of a folder, without its sub-folders */
        CW_BY_COLUMN  /**< the rows with one value of another column: JSON lines, JSON, Arrow, Parquet */
} cw_slice_by;

/** Whether to count in how many sequences each label is, for CW_SCHEME_MEDIAN_FREQ.  This is slower: each label has to
 *  be looked at by itself. */
typedef enum cw_presence_policy {
        CW_PRESENCE_NO = 0,
        CW_PRESENCE_COUNT, /**< yes; counts files must have it */
        CW_PRESENCE_KEEP   /**< yes for data; for counts files if all of them have it */
} cw_presence_policy;

/** How far the counting is: for cw_read_options.progress. */
struct cw_progress {
        uint64_t bytes_done;  /**< of input, as on disk */
        uint64_t bytes_total; /**< 0 where not known (standard input) */
        uint64_t shards_done;
        uint64_t shards_total;
        double seconds; /**< since the counting began */
};

/** Tells of a damaged shard, a skipped row or the like while counting goes on.  One call at a time, in no fixed order. */
typedef void cw_notice_fn(void *user, const char *sentence);

/** How data is read and counted.  Set defaults with cw_read_options_init(), then change fields. */
struct cw_read_options {
        cw_format_id format;       /**< default CW_FORMAT_AUTO */
        const char *column;        /**< label column or dotted JSON key; NULL: chosen from the data */
        const char *labels_path;   /**< label map file; NULL: the names in the data */
        const char *labels_text;   /**< a label map itself, as such a file may hold it (`["O", "B-X"]`,
                                        `{"0": "O", "1": "B-X"}`); not together with labels_path */
        const char *split;         /**< split of a data set folder; NULL: the folder must not have several */
        const int64_t *ignore_ids; /**< ids left out of N, but reported; NULL with n_ignore_ids 1: {-100} */
        size_t n_ignore_ids;       /**< default 1; 0: no id is ignored */
        cw_unknown_policy unknown; /**< what to do with labels that the label map lacks; default CW_UNKNOWN_ERROR */
        const char *o_label;       /**< name of the majority label; default "O" */
        int n_threads;             /**< 1 to 1024; 0 (default): OMP_NUM_THREADS or all cores, fewer for little data */
        bool keep_going;           /**< leave damaged shards out, as a whole, and tell `notice` of each */
        bool skip_bad_rows;        /**< default false: the first bad row is an error */
        uint64_t max_memory;       /**< bytes one worker may allocate for one block; default 256 MiB, at least 1 MiB */
        const char *dtype; /**< of raw data: "i8" to "i64", "u8" to "u64", little-endian; or NumPy's ">i4", "<i4" */
        cw_presence_policy presence; /**< tokens of the sequences that contain a label; default CW_PRESENCE_NO */
        bool spans; /**< count which label follows which, for cw_counts_tagging(); as slow as presence; default false */
        bool per_shard; /**< keep a row of counts for each shard */
        cw_slice_by by; /**< keep a row of counts for each slice, and compare it with the rest; default CW_BY_NOTHING */
        const char *by_column; /**< with CW_BY_COLUMN: its name, of strings or integers */
        const char *cache;     /**< folder of the cache of counts by shard, made if need be.  NULL (default): none.  Its
                                faults fail no call, but are told to `notice` */
        uint64_t cache_max;    /**< bytes that the folder may hold; the least recently used go first; default 64 MiB */
        bool cache_verify;    /**< read every shard and compare its content with the digest made when it was counted (of
                                large columnar files at first a part); one that differs is told and counted again */
        double sample;        /**< share of the blocks to count, above 0 to 1: gives estimates, see cw_counts_sample();
                                   default 0: all blocks, exactly.  Only for cw_count(), without presence, spans,
                                   per_shard and by; does not use the cache */
        uint64_t sample_seed; /**< which blocks; default 1 */
        const char *output;   /**< file that the result is to replace; an input that is this file is refused, for it
                                   would be lost, or be counted by the next run; NULL (default): not known */
        const char *kernel;   /**< for counting: "scalar", "avx2", "avx512", "avx512icl"; NULL (default): the fastest */

        /* CoNLL dialect; each is recognised if NULL or false */
        const char *conll_field;     /**< "-1" (default), "4", or a name from the header row or global.columns */
        const char *conll_separator; /**< auto, tab, space, blank */
        const char *conll_comment;   /**< auto, none, or PREFIX[,PREFIX] */
        bool conll_header;           /**< the first row names the columns */

        /* calls back */
        void (*progress)(void *user, const struct cw_progress *p); /**< at most ten times a second; may be NULL */
        cw_notice_fn *notice;                                      /**< warnings as sentences; may be NULL */
        void *user;                                                /**< handed to both */
        const volatile int *cancel; /**< polled between blocks: if not 0, the call ends with CW_E_INTERRUPTED; may be
                                         NULL.  Set by a signal handler, or atomically by another thread */
};

CW_API void cw_read_options_init(struct cw_read_options *options);

/** Label counts of one or more shards, with names, ignored ids and where they came from. */
typedef struct cw_counts cw_counts;

/** What an estimate was made of: see cw_counts_sample(). */
struct cw_sample_info {
        double asked, share; /**< cw_read_options.sample; share of the blocks that was counted */
        uint64_t seed;
        uint64_t blocks, blocks_total, tokens; /**< blocks that were counted; all blocks; tokens that were counted */
};

/** One label of a result. */
struct cw_label_count {
        int64_t id;
        const char *name;         /**< UTF-8 as in the data, NULL where unknown */
        uint64_t tokens;          /**< 0: in the map, never seen */
        uint64_t sequences;       /**< that contain it; 0 without cw_read_options.presence */
        uint64_t sequence_tokens; /**< tokens of these sequences, of all labels */
};

/** Totals of a result. */
struct cw_totals {
        uint64_t tokens;    /**< N: tokens counted, O included, ignored ones not */
        uint64_t ignored;   /**< tokens with an ignored id */
        uint64_t unknown;   /**< tokens left out under CW_UNKNOWN_IGNORE */
        uint64_t sequences; /**< sentences, records, rows */
        uint64_t shards;
        uint64_t shards_reused; /**< those of them whose counts came from the cache */
        uint64_t bytes;         /**< of input, as on disk */
        uint64_t rows_skipped;  /**< bad rows, under skip_bad_rows */
        uint64_t shards_failed; /**< damaged shards left out, under keep_going */
        double seconds;         /**< time the counting took; 0 where counts were loaded */
        int n_threads;
        uint64_t shards_failed_before; /**< those of shards_failed that were left out when counts files were made */
};

/**
 * Counts every label of `inputs` (files, folders, counts files; "-" is standard input), in the order given.  The result
 * does not depend on the number of threads.
 *
 * It may fail with any status.  With keep_going, damaged shards do not fail the call: see cw_totals.shards_failed.
 */
CW_API CW_MUST_USE cw_status cw_count(const char *const *inputs, size_t n_inputs, const struct cw_read_options *options,
                                      cw_counts **counts_ret, struct cw_error *err);

/** Shards whose counts were not in the cache, since they are new or have changed: the names of the first 1000, in
 *  order.  cw_totals has their number.  None without a cache. */
CW_API size_t cw_counts_n_new_shards(const cw_counts *counts);
CW_API const char *cw_counts_new_shard(const cw_counts *counts, size_t index);
/** What the cache in `folder` holds, a line per shard: when it was last used, whether the file is still the one that
 *  was counted (current, changed, gone), its size and path.  Text for a person, or JSON.  A folder that is not there is
 *  empty; CW_E_IO if it is no folder, or may not be read. */
CW_API CW_MUST_USE cw_status cw_cache_list(const char *folder, bool json, char **text_ret, struct cw_error *err);
/** The same, after reading and comparing every file that is current (verified, wrong; unverified if the cache has no
 *  digest of its content).  Entries that are wrong are not used again; *n_wrong_ret is their number. */
CW_API CW_MUST_USE cw_status cw_cache_verify(const char *folder, bool json, char **text_ret, uint64_t *n_wrong_ret,
                                             struct cw_error *err);
/** Removes what the cache holds; *nbytes_ret is the number of bytes freed. */
CW_API CW_MUST_USE cw_status cw_cache_clear(const char *folder, uint64_t *nbytes_ret, struct cw_error *err);

/* ---- counting from memory ---------------------------------------------------------------------------------- */

/*
 * Data that is in memory already is counted in place:
 *
 *     cw_counter *counter = NULL;
 *     if (cw_counter_new(&ro, &counter, &err) == CW_OK &&
 *         cw_counter_add_ids(counter, ids, n_ids, "i64", &err) == CW_OK &&        // as often as there is something
 *         cw_counter_add_arrow(counter, &stream, &err) == CW_OK &&
 *         cw_counter_finish(&counter, &counts, &err) == CW_OK)
 *             ...
 *     cw_counter_free(&counter);
 *
 * These options apply: column (of Arrow), labels_path, labels_text, ignore_ids, unknown, o_label, n_threads,
 * max_memory, kernel, progress, notice, cancel.  presence, spans and sample are refused (CW_E_USAGE), those about files
 * ignored.  Names in an Arrow stream must agree with those of the options and of other streams.  A function that fails
 * has counted nothing of what it was given (but after CW_E_MEMORY only cw_counter_free() may follow).  A place in a
 * sentence is the number of the label among all that were added other than by streams, or the row of the stream.
 *
 * Threads: one at a time.  Large arrays and streams are counted on `n_threads` threads inside the call.
 */
typedef struct cw_counter cw_counter;

/** `options`, and what it points to, must live until the counter is freed.  CW_E_USAGE; CW_E_DATA or CW_E_IO for the
 *  label map. */
CW_API CW_MUST_USE cw_status cw_counter_new(const struct cw_read_options *options, cw_counter **counter_ret,
                                            struct cw_error *err);

/** Counts ids[0 .. n_ids-1], which need not be aligned.  `dtype`: "i8", "i16", "i32", "i64", "u8" to "u64" in this
 *  machine's byte order, or as NumPy has it ("<i4", ">u2", "|b1").  CW_E_USAGE (no such dtype), CW_E_DATA (an id of
 *  2^63 or more), CW_E_LIMIT, CW_E_INTERRUPTED. */
CW_API CW_MUST_USE cw_status cw_counter_add_ids(cw_counter *counter, const void *ids, size_t n_ids, const char *dtype,
                                                struct cw_error *err);

/** Counts `n_tokens` tokens of one id. */
CW_API CW_MUST_USE cw_status cw_counter_add_tokens(cw_counter *counter, int64_t id, uint64_t n_tokens,
                                                   struct cw_error *err);

/** Counts `n_tokens` tokens of the label name[0 .. name_nbytes-1].  Without a label map, names get ids when counting
 *  ends: O first, then in the order of their bytes; names and ids cannot be mixed then.  A NUL within a name is found
 *  when counting ends: CW_E_DATA. */
CW_API CW_MUST_USE cw_status cw_counter_add_name(cw_counter *counter, const char *name, size_t name_nbytes,
                                                 uint64_t n_tokens, struct cw_error *err);

/** How to look into an interpreter's lists of integers; in CPython: PyList_Size, PyList_GetItem, PyLong_AsLongLong,
 *  PyErr_Occurred.  Called only in the caller's thread. */
struct cw_list_calls {
        ptrdiff_t (*size)(void *list);
        void *(*item)(void *list, ptrdiff_t index); /**< borrowed: valid until the next call, not released */
        long long (*integer)(void *object);
        void *(*failure)(void); /**< called when one of these gave NULL or -1; not NULL: that call failed */
};

/** Counts the integers in a list of lists.  For bindings, where each call costs: this is one call for a thousand lists.
 *  CW_E_DATA if one of `calls` failed (the interpreter knows why), CW_E_INTERRUPTED. */
CW_API CW_MUST_USE cw_status cw_counter_add_lists(cw_counter *counter, void *lists, const struct cw_list_calls *calls,
                                                  struct cw_error *err);

/** `n` sequences end here.  Affects cw_totals.sequences only. */
CW_API void cw_counter_end_sequences(cw_counter *counter, uint64_t n);

#ifndef ARROW_FLAG_DICTIONARY_ORDERED
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
#endif

/* The Arrow C data interface and C stream interface, as published (arrow.apache.org/docs/format/CDataInterface.html);
 * the same guards as in every header that has them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
struct ArrowSchema {
        const char *format;
        const char *name;
        const char *metadata;
        int64_t flags;
        int64_t n_children;
        struct ArrowSchema **children;
        struct ArrowSchema *dictionary;
        void (*release)(struct ArrowSchema *);
        void *private_data;
};

struct ArrowArray {
        int64_t length;
        int64_t null_count;
        int64_t offset;
        int64_t n_buffers;
        int64_t n_children;
        const void **buffers;
        struct ArrowArray **children;
        struct ArrowArray *dictionary;
        void (*release)(struct ArrowArray *);
        void *private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
        int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
        int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
        const char *(*get_last_error)(struct ArrowArrayStream *);
        void (*release)(struct ArrowArrayStream *);
        void *private_data;
};
#endif

/**
 * Counts the label column of an Arrow stream in place: lists, large lists, fixed-size lists (of lists) of integers of
 * any width, or one integer per row; strings, large strings, string views; dictionaries of either; with nulls and
 * offsets.  The column is chosen as in files, or named by `options->column`; label names come from the schema's
 * metadata key `huggingface`.  If the stream's arrays are not structs, they are the column.
 *
 * The stream is released in any case (`stream->release` is NULL afterwards).  Its functions are called by one thread at
 * a time, not always the caller's; its arrays are released from any thread.  The producer is trusted: buffer sizes
 * cannot be checked.  CW_E_DATA (no such column, two candidates, names that disagree), CW_E_UNSUPPORTED (a type),
 * CW_E_CORRUPT (breaks the interface), CW_E_IO (the stream failed; the sentence quotes it), CW_E_LIMIT,
 * CW_E_INTERRUPTED.
 */
CW_API CW_MUST_USE cw_status cw_counter_add_arrow(cw_counter *counter, struct ArrowArrayStream *stream,
                                                  struct cw_error *err);

/** Ends the counting: *counts_ret is as from cw_count().  Frees the counter, also on failure.  CW_E_DATA (an unknown
 *  label under CW_UNKNOWN_ERROR; names and ids mixed without a label map). */
CW_API CW_MUST_USE cw_status cw_counter_finish(cw_counter **counter, cw_counts **counts_ret, struct cw_error *err);

CW_API void cw_counter_free(cw_counter **counter);

/** All of the above for one array.  `n_sequences` becomes cw_totals.sequences. */
CW_API CW_MUST_USE cw_status cw_count_ids(const void *ids, size_t n_ids, const char *dtype, uint64_t n_sequences,
                                          const struct cw_read_options *options, cw_counts **counts_ret,
                                          struct cw_error *err);

/* ---- counts ------------------------------------------------------------------------------------------------- */

/** Labels of the label map and those in the data, by ascending id: one (index < cw_counts_n_labels()) or all. */
CW_API size_t cw_counts_n_labels(const cw_counts *counts);
CW_API struct cw_label_count cw_counts_label(const cw_counts *counts, size_t index);
CW_API void cw_counts_labels(const cw_counts *counts, struct cw_label_count *labels_ret);
/** Whether the counts were made with cw_read_options.presence. */
CW_API bool cw_counts_has_presence(const cw_counts *counts);
/** Ignored ids that occurred, ascending; `name` is NULL. */
CW_API size_t cw_counts_n_ignored(const cw_counts *counts);
CW_API struct cw_label_count cw_counts_ignored(const cw_counts *counts, size_t index);
CW_API struct cw_totals cw_counts_totals(const cw_counts *counts);
/** Whether the counts are estimates: all tokens, sequences and so on are then what is expected in all blocks. */
CW_API bool cw_counts_sample(const cw_counts *counts, struct cw_sample_info *info_ret);
/** 95 % interval of the estimated tokens of label `index`.  False for a label without tokens, and if it is not known. */
CW_API bool cw_counts_interval(const cw_counts *counts, size_t index, double *low_ret, double *high_ret);

/** One slice of the data, under cw_read_options.by. */
struct cw_slice {
        const char *name; /**< of the file or folder, or the value of the column */
        uint64_t tokens, ignored, sequences;
        double jensen_shannon; /**< divergence of its label mix from that of the rest, in bits: 0 same, 1 disjoint */
        double p;              /**< probability of as much by chance, given how the slices differ among themselves */
        bool outlier;          /**< it stands out from the others; the rule is in src/weigh/slices.h */
};

/** Slices in the order of the data, those of a column by value.  slice < cw_counts_n_slices(). */
CW_API size_t cw_counts_n_slices(const cw_counts *counts);
CW_API struct cw_slice cw_counts_slice(const cw_counts *counts, size_t slice);
/** Tokens of the label at `index` of cw_counts_label(). */
CW_API uint64_t cw_counts_slice_tokens(const cw_counts *counts, size_t slice, size_t index);
/** What outputs say about where the figures came from, shell-quoted; copied; NULL for none.  `command` is the command
 *  with its options, `inputs` what it read.  A weights table holds only the command, so that the same data gives the
 *  same table wherever it lies and however it is cut into files; a fingerprint tells which data it was.  JSON outputs
 *  hold both. */
CW_API CW_MUST_USE cw_status cw_counts_set_command(cw_counts *counts, const char *command, const char *inputs,
                                                   struct cw_error *err);
CW_API void cw_counts_free(cw_counts **counts);

/* ---- tagging scheme ---------------------------------------------------------------------------------------- */

/** What the labels are as tags of spans. */
struct cw_tagging {
        const char *scheme;   /**< "IOB1", "IOB2", "BIOES", "BILOU", "BMES", "IO", or "none": no such prefixes */
        uint64_t spans;       /**< including those with an invalid beginning, as conlleval does */
        uint64_t span_tokens; /**< of all spans */
        uint64_t invalid;     /**< transitions that the scheme does not allow */
        size_t n_without_b;   /**< types with inner tokens, but without a B- in the data */
};

/** Whether the counts were made with cw_read_options.spans. */
CW_API bool cw_counts_has_spans(const cw_counts *counts);
/** CW_E_USAGE if they were not. */
CW_API CW_MUST_USE cw_status cw_counts_tagging(const cw_counts *counts, struct cw_tagging *tagging_ret,
                                               struct cw_error *err);
/** The same in sentences, with the most frequent invalid transitions.  Fails likewise. */
CW_API CW_MUST_USE cw_status cw_tagging_text(const cw_counts *counts, char **text_ret, struct cw_error *err);

/* ---- weighing --------------------------------------------------------------------------------------------- */

typedef enum cw_scheme {
        CW_SCHEME_INVERSE_SQRT = 0,
        CW_SCHEME_INVERSE,
        CW_SCHEME_EFFECTIVE,
        CW_SCHEME_POWER,
        CW_SCHEME_MEDIAN_FREQ,
        CW_SCHEME_ENET,
        CW_SCHEME_LOG,
        CW_SCHEME_COMPLEMENT,
        CW_SCHEME_POS_WEIGHT,
        CW_SCHEME_NONE
} cw_scheme;

/** What the raw weights are divided by: a statistic of the raw weights of the entity labels seen. */
typedef enum cw_normalizer {
        CW_NORMALIZE_MEAN = 0, /**< the plain mean becomes 1 */
        CW_NORMALIZE_MEDIAN,
        CW_NORMALIZE_GEOMEAN,
        CW_NORMALIZE_TOKEN, /**< the mean over entity tokens: sum n w / sum n = 1 */
        CW_NORMALIZE_MIN,   /**< the smallest becomes 1 */
        CW_NORMALIZE_MAX,   /**< the largest becomes 1 */
        CW_NORMALIZE_NONE
} cw_normalizer;

/** Where O's weight comes from. */
typedef enum cw_o_policy {
        CW_O_NUMBER = 0, /**< cw_weigh_options.o_weight */
        CW_O_AUTO,       /**< so that entities keep their unweighted share of the loss; at most 1 */
        CW_O_FORMULA     /**< what the scheme gives, at most 1 */
} cw_o_policy;

typedef enum cw_unseen_policy {
        CW_UNSEEN_ONE = 0, /**< weight 1.0 and a warning (default) */
        CW_UNSEEN_ZERO,
        CW_UNSEEN_MAX,  /**< the largest entity weight */
        CW_UNSEEN_OMIT, /**< not written */
        CW_UNSEEN_ERROR
} cw_unseen_policy;

/** What cw_weigh() computes from the counts.  Formulas: src/weigh/emit.h. */
typedef enum cw_emit {
        CW_EMIT_WEIGHTS = 0,
        CW_EMIT_COUNTS,
        CW_EMIT_PRIORS,
        CW_EMIT_LOGIT_BIAS,   /**< logit adjustment */
        CW_EMIT_LOG_COUNTS,   /**< Balanced Softmax */
        CW_EMIT_LDAM_MARGINS, /**< the largest is 0.5 */
        CW_EMIT_SAMPLING      /**< probabilities, their sum is 1 */
} cw_emit;

/** A number for one label, which is given by its name or its id in decimal. */
struct cw_label_setting {
        const char *label;
        double value;
};

/** How counts become weights.  Formulas: src/weigh/schemes.h.  The steps are, in this order: smooth, min_count,
 *  tie_prefixes, scheme, boosts, max_ratio, normalize, min_weight and max_weight, O's weight, sets, unseen.  Set
 *  defaults with cw_weigh_options_init(), then change fields. */
struct cw_weigh_options {
        cw_scheme scheme;  /**< default CW_SCHEME_INVERSE_SQRT */
        double beta;       /**< of `effective`: 0 <= beta < 1; default 0.999 */
        double prototypes; /**< of `effective`: at least 1, beta is 1 - 1/prototypes; default 0: use beta */
        bool beta_auto;    /**< of `effective`: prototypes becomes the median of the entity counts; default false */
        double alpha;      /**< of `power`: exponent, 0 to 1; default 0.5 */
        double enet_k;     /**< of `enet`: above 1, at most 1e6; default 1.02 */
        double mu;         /**< of `log`: above 0, at most 1e6; default 0.15 */

        double smooth;     /**< tokens added to each label that was seen, at least 0; default 0 */
        double min_count;  /**< labels seen count as at least so many tokens, at least 0; default 0 */
        bool tie_prefixes; /**< pool B-X, I-X and the like: they share n, and so the weight; default false */
        const struct cw_label_setting *boosts; /**< factors of the scheme's weights, above 0; default NULL */
        size_t n_boosts;
        double max_ratio; /**< bound of largest / smallest entity weight, at least 1; default 0: no bound */

        cw_normalizer normalize; /**< default CW_NORMALIZE_MEAN */
        bool norm_over_all; /**< O takes part in the normaliser, and CW_O_FORMULA is divided by it; default false */
        double min_weight;  /**< entity weights are raised to this, at least 0; default 0 */
        double max_weight;  /**< and lowered to this, above 0; default 0: no bound */

        cw_o_policy o_policy;                /**< default CW_O_NUMBER */
        double o_weight;                     /**< weight of the O label under CW_O_NUMBER: 0 to 1; default 1.0 */
        const char *o_label;                 /**< name of the majority label; default "O" */
        const struct cw_label_setting *sets; /**< final weights, at least 0 (O: at most 1); default NULL */
        size_t n_sets;
        cw_unseen_policy unseen; /**< for labels of the map without a token; default CW_UNSEEN_ONE */

        cw_emit emit; /**< default CW_EMIT_WEIGHTS; the others use only smooth, min_count, alpha, tau and unseen
                           (CW_UNSEEN_OMIT), and refuse any other option that is set */
        double tau;   /**< of CW_EMIT_LOGIT_BIAS: 0 to 1e6; default 1.  CW_EMIT_SAMPLING has `alpha` */
};

CW_API void cw_weigh_options_init(struct cw_weigh_options *options);
/** CW_E_USAGE for an option out of range, or two that exclude each other.  Needs no data; the labels of `boosts` and
 *  `sets` are looked up by cw_weigh(). */
CW_API CW_MUST_USE cw_status cw_weigh_options_check(const struct cw_weigh_options *options, struct cw_error *err);

/** Scheme by name ("inverse-sqrt", "sqrt", "balanced", ...; `-` and `_` alike).  False if there is no such name. */
CW_API bool cw_scheme_from_name(const char *name, cw_scheme *scheme_ret);
CW_API const char *cw_scheme_name(cw_scheme scheme);
/** For index 0, 1, ... until NULL. */
CW_API const char *cw_scheme_name_at(size_t index);
/** "weights", "counts", "priors", "logit-bias", ...; NULL if there is no such quantity. */
CW_API const char *cw_emit_name(cw_emit emit);
/** "mean", "median", ...; NULL if there is no such normaliser. */
CW_API const char *cw_normalizer_name(cw_normalizer normalizer);

/** A weight for each label, with a diagnosis, and a copy of the counts. */
typedef struct cw_weights cw_weights;

/** What the weights do to the loss.  Shares are in [0, 1]; the loss mass of a label is n w, its tokens times its weight. */
struct cw_diagnosis {
        double entity_share_unweighted; /**< entity tokens / all tokens */
        double entity_share_weighted;   /**< sum of n w over entity labels / sum of n w over all */
        bool mutes;                     /**< the second share is below 80 % of the first */
        double loss_scale;              /**< sum of n w / sum of n over all labels */
        double weight_ratio;            /**< largest / smallest weight of the seen entity labels */
        double effective_classes;       /**< exp(entropy of n w over entity labels) */
        int64_t owner_id;               /**< the label that makes up more than half of the normaliser's sum ... */
        double owner_share;             /**< ... and its share; 0 if there is no such label */
        double share_without_owner;     /**< entity_share_weighted if it were not in the data; NaN if there is none */
        size_t n_saturated;             /**< labels within 1 % of the limit of `effective`; 0 for other schemes */
        double saturated_from;          /**< tokens from which on a label is that near; 0 for other schemes */
        double saturating_prototypes;   /**< prototypes that would tell them apart; 0: none would, or none are */
        size_t n_rare;                  /**< seen labels with fewer than 50 tokens */
        size_t n_in_one_sequence;       /**< labels with all of several tokens in one sequence; 0 without presence */
        double o_weight_auto;           /**< the O weight at which entities keep their unweighted share; at most 1 */
        size_t n_observed;              /**< labels with a token, O included */
        size_t n_unseen;                /**< labels without one that do not share the weight of another either */
        bool has_o;

        /* entity_share_weighted as it would be with one of these cures; NaN if that cannot be weighed */
        double share_o_auto;           /**< with CW_O_AUTO */
        double share_normalize_token;  /**< with CW_NORMALIZE_TOKEN */
        double share_normalize_median; /**< with CW_NORMALIZE_MEDIAN */
        double min_count_advised;      /**< a min_count that raises the rarest labels and few others; 0: none does */
        double share_min_count;        /**< with that */
};

/** CW_E_USAGE (a parameter out of range), CW_E_DATA (nothing counted; no entity label seen; an unseen label under
 *  CW_UNSEEN_ERROR; a label of `boosts` or `sets` that is not there; presence needed, but not counted). */
CW_API CW_MUST_USE cw_status cw_weigh(const cw_counts *counts, const struct cw_weigh_options *options,
                                      cw_weights **weights_ret, struct cw_error *err);
/** Weight of the label at `index` of cw_counts_label(), or all at once, after every step.  NaN if omitted. */
CW_API double cw_weights_at(const cw_weights *weights, size_t index);
CW_API void cw_weights_all(const cw_weights *weights, double *weights_ret);
/** The same for one slice; NaN also if it cannot be weighed, since no entity label is in it. */
CW_API double cw_weights_slice_at(const cw_weights *weights, size_t slice, size_t index);
CW_API const cw_counts *cw_weights_counts(const cw_weights *weights);
/** The options that they were made with; valid as long as the handle. */
CW_API const struct cw_weigh_options *cw_weights_options(const cw_weights *weights);
/** 95 % interval of a weight.  Of exact counts: over corpora like this one, by the chance of its own count alone, that
 *  is the scheme at the two ends of the Poisson interval of n (exact up to 30 tokens, Wilson and Hilferty's
 *  approximation above, within 0.02 %), with N, K and the normaliser held.  False if the weight is not made by the
 *  scheme.  Of an estimate: for the weight of all the data, by how blocks differ.  False for a label that is in none of
 *  them. */
CW_API bool cw_weights_interval(const cw_weights *weights, size_t index, double *low_ret, double *high_ret);
CW_API struct cw_diagnosis cw_weights_diagnosis(const cw_weights *weights);
CW_API void cw_weights_free(cw_weights **weights);

/** The diagnosis in sentences, one per line, with the effect of each cure that is named. */
CW_API CW_MUST_USE cw_status cw_diagnosis_text(const cw_weights *weights, char **text_ret, struct cw_error *err);

/** The arithmetic of one weight, number by number.  `label` is a name or an id in decimal.  CW_E_DATA for a label that
 *  is not there (the sentence names the nearest). */
CW_API CW_MUST_USE cw_status cw_explain(const cw_weights *weights, const char *label, char **text_ret,
                                        struct cw_error *err);

/* ---- comparing schemes -------------------------------------------------------------------------------------- */

/** The weights of all schemes for one set of counts. */
typedef struct cw_comparison cw_comparison;

/** Weighs by every scheme in turn, with all other `options`; a scheme that needs what was not counted is left out.
 *  Fails as cw_weigh(). */
CW_API CW_MUST_USE cw_status cw_compare(const cw_counts *counts, const struct cw_weigh_options *options,
                                        cw_comparison **comparison_ret, struct cw_error *err);
CW_API const cw_counts *cw_comparison_counts(const cw_comparison *comparison);
/** Schemes that were weighed, in the order of cw_scheme_name_at(). */
CW_API size_t cw_comparison_n_schemes(const cw_comparison *comparison);
/** The weights of one, which belong to the comparison; index < cw_comparison_n_schemes(). */
CW_API const cw_weights *cw_comparison_weights(const cw_comparison *comparison, size_t index);
CW_API void cw_comparison_free(cw_comparison **comparison);

/* ---- writing ---------------------------------------------------------------------------------------------- */

typedef enum cw_output_format {
        CW_OUT_TOML = 0,    /**< tables [class_weights] and [class_weights_info] */
        CW_OUT_JSON,        /**< everything; of counts it is the counts file */
        CW_OUT_CSV,         /**< RFC 4180: id, label, tokens, share, weight */
        CW_OUT_MARKDOWN,    /**< the same as a table for people */
        CW_OUT_YAML,        /**< the two tables of TOML, keys are integers; weights only */
        CW_OUT_TSV,         /**< NeMo's label stats: id, share, tokens, then the weight; two tabs between */
        CW_OUT_NPY,         /**< float32 vector, index = id, for numpy.load(); weights only */
        CW_OUT_SAFETENSORS, /**< F32 `class_weights`, I64 `counts`, the facts in `__metadata__`; weights only */
        CW_OUT_C,           /**< a C header with a float array; weights only */
        CW_OUT_TXT,         /**< a vector for numpy.loadtxt(), float64, one value per line; of counts: the priors n/N */
        CW_OUT_JSON_BY_NAME /**< {"O": 1.0, ...}: names to float64 and nothing else; weights only */
} cw_output_format;

struct cw_write_options {
        const char *table; /**< TOML table name, a bare or dotted key; default "class_weights" */
};

CW_API void cw_write_options_init(struct cw_write_options *options);

/** Output format by its name or by the extension of a path.  False if none fits. */
CW_API bool cw_output_format_from_name(const char *name, cw_output_format *format_ret);
CW_API bool cw_output_format_from_path(const char *path, cw_output_format *format_ret);
/** Whether it is binary, not text. */
CW_API bool cw_output_format_is_binary(cw_output_format format);
/** Whether it is a dense vector from id 0 to the largest id: index = id.  Ids between that are no labels get what
 *  unseen labels get.  A negative id (CW_E_DATA) and an omitted label (CW_E_USAGE) are refused. */
CW_API bool cw_output_format_is_vector(cw_output_format format);
/** Whether it can say that a result is an estimate; the other formats refuse estimates (CW_E_USAGE). */
CW_API bool cw_output_format_says_estimate(cw_output_format format);
/** Whether cw_counts_render() takes it. */
CW_API bool cw_output_format_takes_counts(cw_output_format format);

/** Renders to memory.  `options` may be NULL.  *text_ret ends with a NUL that *nbytes_ret leaves out. */
CW_API CW_MUST_USE cw_status cw_weights_render(const cw_weights *weights, cw_output_format format,
                                               const struct cw_write_options *options, char **text_ret,
                                               size_t *nbytes_ret, struct cw_error *err);
/** As cw_weights_render(), for counts.  JSON is the counts file. */
CW_API CW_MUST_USE cw_status cw_counts_render(const cw_counts *counts, cw_output_format format, char **text_ret,
                                              size_t *nbytes_ret, struct cw_error *err);

/** JSON, CSV or Markdown.  CSV has a row per label; Markdown has that table and another with a row per scheme. */
CW_API CW_MUST_USE cw_status cw_comparison_render(const cw_comparison *comparison, cw_output_format format,
                                                  char **text_ret, size_t *nbytes_ret, struct cw_error *err);
/** The label map of the counts: CW_OUT_JSON is {"id2label": ..., "label2id": ...}, CW_OUT_TOML a table [id2label],
 *  CW_OUT_TXT a name per line (ids must be 0, 1, 2 ...).  Each can be read as a label map again.  CW_E_DATA if a label
 *  has no name, or one that the format cannot hold; CW_E_USAGE for another format. */
CW_API CW_MUST_USE cw_status cw_labels_render(const cw_counts *counts, cw_output_format format, char **text_ret,
                                              size_t *nbytes_ret, struct cw_error *err);

/** Writes `nbytes` bytes to `path` atomically: temporary file beside it, fsync, rename.  Whatever fails, an old file of
 *  that name stays whole.  `path` "-" is standard output. */
CW_API CW_MUST_USE cw_status cw_write_file(const char *path, const void *data, size_t nbytes, struct cw_error *err);

/** cw_weights_render() and cw_write_file() in one. */
CW_API CW_MUST_USE cw_status cw_weights_write(const cw_weights *weights, cw_output_format format, const char *path,
                                              const struct cw_write_options *options, struct cw_error *err);

/**
 * Replaces the tables [TABLE] and [TABLE_info] of the TOML file `path`, or appends them; every other byte stays.  With
 * `dry_run` nothing is written.  *diff_ret is the unified diff, "" if nothing changes; *changed_ret says whether a byte
 * differs; both pointers may be NULL.  CW_E_DATA if the file is not valid TOML (with the line), CW_E_IO; the old file
 * is whole then.
 */
CW_API CW_MUST_USE cw_status cw_weights_update_toml(const cw_weights *weights, const char *path,
                                                    const struct cw_write_options *options, bool dry_run,
                                                    char **diff_ret, bool *changed_ret, struct cw_error *err);

/* ---- drift: two sets of counts or weights ------------------------------------------------------------------ */

/** What changed from A to B.  The label mix is compared if both sides have tokens, the weights if both have weights.
 *  Formulas: src/weigh/drift.h. */
struct cw_drift_figures {
        bool has_tokens; /**< both sides do; else l_infinity to g_log10_p mean nothing */
        uint64_t tokens_a, tokens_b;
        double l_infinity;     /**< largest difference of a label's share ... */
        size_t l_infinity_at;  /**< ... and the label's index */
        double jensen_shannon; /**< divergence in bits: 0 the same mix, 1 no label in common */
        double psi;            /**< population stability index; an unseen label counts as half a token */
        double g;              /**< G statistic ... */
        uint64_t g_degrees;    /**< ... its degrees of freedom ... */
        double g_p, g_log10_p; /**< ... and the probability of as much or more by chance */
        size_t n_appeared;     /**< labels seen in B only; without tokens: that only B has */
        size_t n_vanished;     /**< labels seen in A only; likewise */
        size_t n_renumbered;   /**< labels of the same name with another id */
        bool has_weights;
        double weight_ratio;  /**< largest of w_B/w_A and w_A/w_B, at least 1; labels weighed 0 on one side left out */
        double weight_change; /**< largest |w_B - w_A| */
        size_t n_weight_zeroed; /**< labels weighed 0 on one side only, which have no ratio */
        bool logarithms; /**< the weights are logarithms (logit-bias, log-counts): ratios are e to their difference */
};

/** One label of either side. */
struct cw_drift_label {
        const char *name; /**< NULL where neither side has one */
        int64_t id_a, id_b;
        bool in_a, in_b; /**< the side has it, seen or not; else its id there means nothing */
        uint64_t tokens_a, tokens_b;
        double share_a, share_b;   /**< of all tokens of the side; NaN where it has no tokens */
        double weight_a, weight_b; /**< NaN where there is none */
        double ratio; /**< weight_b / weight_a, of logarithms e to their difference; NaN where there is none */
        bool appeared, vanished;
};

/** What is known of a side. */
struct cw_drift_side {
        const char *path;
        const char *kind;   /**< "counts", "weights", or the quantity that the file holds, as --emit names it */
        const char *recipe; /**< scheme of the weights, as its file says; NULL where the counts were weighed here */
};

typedef struct cw_drift cw_drift;

/** Compares the files `path_a` and `path_b`: weights as TOML (table `table`, NULL: "class_weights") or JSON, counts
 *  files, or any data, which is counted.  Counts are weighed with the options `weigh`; if the other file holds another
 *  quantity (--emit), they become that quantity, made as the file says.  Two different quantities are not compared:
 *  has_weights is false then.  Labels are matched by name if both have one, else by id.  Fails as cw_count() and
 *  cw_weigh(), and with CW_E_DATA for a file that holds neither weights nor counts. */
CW_API CW_MUST_USE cw_status cw_drift_files(const char *path_a, const char *path_b, const struct cw_read_options *read,
                                            const struct cw_weigh_options *weigh, const char *table,
                                            cw_drift **drift_ret, struct cw_error *err);
CW_API struct cw_drift_figures cw_drift_figures(const cw_drift *drift);
CW_API struct cw_drift_side cw_drift_side(const cw_drift *drift, bool b);
/** Labels, those whose weight moved most first. */
CW_API size_t cw_drift_n_labels(const cw_drift *drift);
CW_API struct cw_drift_label cw_drift_label(const cw_drift *drift, size_t index);
/** A figure by name ("js", "psi", ...).  False if there is no such figure; NaN if the files lack what it needs. */
CW_API bool cw_drift_metric(const cw_drift *drift, const char *name, double *value_ret);
/** For index 0, 1, ... until NULL. */
CW_API const char *cw_drift_metric_name_at(size_t index);
/** JSON, CSV or Markdown, as cw_weights_render(). */
CW_API CW_MUST_USE cw_status cw_drift_render(const cw_drift *drift, cw_output_format format, char **text_ret,
                                             size_t *nbytes_ret, struct cw_error *err);
CW_API void cw_drift_free(cw_drift **drift);

/* ---- checking ----------------------------------------------------------------------------------------------- */

/** A weights file compared with the data: are its weights still those of the data?  Labels are matched by id, since a
 *  trainer uses ids. */
typedef struct cw_check cw_check;

/** Reads the weights file `path`: TOML (table `table`, NULL: "class_weights") or JSON.  CW_E_DATA, CW_E_CORRUPT,
 *  CW_E_TRUNCATED, CW_E_UNSUPPORTED, CW_E_IO. */
CW_API CW_MUST_USE cw_status cw_check_open(const char *path, const char *table, cw_check **check_ret,
                                           struct cw_error *err);
/** The options that the weights were made with, as the file says; they point into the check.  *known_ret is false if it
 *  does not say: then they are the defaults.  CW_E_DATA if what it says cannot be followed. */
CW_API CW_MUST_USE cw_status cw_check_recipe(const cw_check *check, struct cw_weigh_options *options_ret,
                                             bool *known_ret, struct cw_error *err);
/** The command that the weights were made with (cw_counts_set_command()); NULL if the file does not say. */
CW_API const char *cw_check_command(const cw_check *check);

/** Compares the file with `weights`, which were made from the data.  *holds_ret is true if every label has a weight on
 *  both sides or on none, no weight differs by more than `atol` + `rtol` times the one in the file (equal in float32 is
 *  equal), and no id has another name.  Other quantities (cw_emit) likewise; but logarithms may differ by `atol` +
 *  `rtol`, logit biases by `atol` + `rtol` times tau, so that `rtol` is about a relative change of the number behind
 *  the logarithm.  CW_E_USAGE (a tolerance below 0; `weights` of another quantity than the file). */
CW_API CW_MUST_USE cw_status cw_check_compare(cw_check *check, const cw_weights *weights, double rtol, double atol,
                                              bool *holds_ret, struct cw_error *err);
/** What cw_check_compare() found, as text for a person or as JSON. */
CW_API CW_MUST_USE cw_status cw_check_render(const cw_check *check, bool json, char **text_ret, struct cw_error *err);
CW_API void cw_check_free(cw_check **check);

/* ---- growth: weights as the data grows ---------------------------------------------------------------------- */

/** Where to look: a share of the tokens, above 0 to 1, or a number of them. */
struct cw_growth_at {
        double value;
        bool is_tokens;
};

/** Set defaults with cw_growth_options_init(), then change fields. */
struct cw_growth_options {
        const struct cw_growth_at *at; /**< checkpoints; NULL (default): `n_points` of them, evenly on a log scale */
        size_t n_at;
        int n_points; /**< 2 to 1000; default 20.  If all inputs are counts files, each is a step instead, unless ... */
        bool points_given; /**< ... this is set; default false */
        double settle;     /**< a weight has settled when it stays within this share of its final value; default 0.05 */
        bool shuffle;  /**< shards in a random order (pieces of a single shard); default false: in that of the data */
        uint64_t seed; /**< of the order; default 1 */
        int repeats;   /**< random orders for the band, 2 to 1000; 1: no band; 0 (default): 20 with `shuffle`, else 1 */
        bool one_scheme; /**< only the one of the weighing options; default false: all of them */
};

CW_API void cw_growth_options_init(struct cw_growth_options *options);

/** A checkpoint: the border between two pieces of the data that is nearest to what was asked for. */
struct cw_growth_point {
        double share;    /**< of all tokens */
        uint64_t tokens; /**< exactly so many */
        size_t n_labels; /**< seen so far, O included */
};

/** Why a weight moved: the main cause. */
typedef enum cw_growth_cause {
        CW_CAUSE_NONE = 0,
        CW_CAUSE_FIRST_SEEN,  /**< the label itself was first seen */
        CW_CAUSE_NEWCOMER,    /**< another label was first seen, and takes part in the normaliser */
        CW_CAUSE_COMPOSITION, /**< its own share of the tokens changed */
        CW_CAUSE_NORMALIZER,  /**< the shares of the others changed, and so the normaliser */
        CW_CAUSE_SATURATION   /**< more tokens of the same mix, for schemes that depend on counts, not on shares */
} cw_growth_cause;

/** "composition", ... */
CW_API const char *cw_growth_cause_name(cw_growth_cause cause);

/** One label under one scheme.  Checkpoints are numbered from 0. */
struct cw_growth_label {
        bool moves;        /**< an entity label that was seen; else the rest means nothing */
        size_t first_seen; /**< the checkpoint at which it first has a token */
        bool settled;      /**< by the checkpoint cw_growth_scheme.since */
        size_t settled_at; /**< the checkpoint from which on it is within the tolerance of its final value */
        double still;      /**< largest distance from its final value from cw_growth_scheme.since on: 0.09 is 9 % */
        size_t move_at;    /**< the checkpoint after its largest move; 0: it never moved ... */
        double move;       /**< ... and the factor of that move */
        cw_growth_cause cause;
};

/** One scheme. */
struct cw_growth_scheme {
        cw_scheme scheme;
        size_t n_moving;   /**< labels that have a weight to settle */
        size_t n_settled;  /**< those that have */
        size_t settled_at; /**< the checkpoint by which the last of these has */
        size_t since;      /**< the last checkpoint at or before 80 % of the data */
};

/** Where the label mix shifts, if it does: the best place to cut the data in two, by the G statistic.  It counts as a
 *  shift if none of 99 random orders of the pieces can be cut as well (p = 0.01). */
struct cw_growth_drift {
        bool any;
        double share;          /**< of the tokens, before it */
        uint64_t tokens;       /**< before it */
        const char *shard;     /**< in which, or at the start of which, it is */
        double jensen_shannon; /**< divergence of after from before, in bits */
        size_t n_labels;       /**< labels that carry it */
};

struct cw_growth_drift_label {
        size_t label;         /**< index */
        double before, after; /**< its share of the tokens */
        double carries;       /**< its share of the divergence */
};

typedef struct cw_growth cw_growth;

/** Counts `inputs` once, as cw_count() does, keeps the counts of pieces of the data, and weighs at checkpoints.  The
 *  weights at the last one are those of cw_weigh() for all the data.  Counts files are inputs too: one with rows of
 *  shards is as many steps.  CW_SCHEME_MEDIAN_FREQ is among the schemes if read->presence is set, or all inputs are
 *  counts files that have it; with one_scheme it is counted for anyway (rows of shards in counts files must have it).
 *  Fails as cw_count() and cw_weigh(). */
CW_API CW_MUST_USE cw_status cw_growth_run(const char *const *inputs, size_t n_inputs,
                                           const struct cw_read_options *read, const struct cw_weigh_options *weigh,
                                           const struct cw_growth_options *options, cw_growth **growth_ret,
                                           struct cw_error *err);
CW_API const cw_counts *cw_growth_counts(const cw_growth *growth);
/** As cw_counts_set_command(). */
CW_API CW_MUST_USE cw_status cw_growth_set_command(cw_growth *growth, const char *command, const char *inputs,
                                                   struct cw_error *err);
CW_API size_t cw_growth_n_points(const cw_growth *growth);
CW_API struct cw_growth_point cw_growth_point(const cw_growth *growth, size_t index);
CW_API size_t cw_growth_n_schemes(const cw_growth *growth);
CW_API struct cw_growth_scheme cw_growth_scheme(const cw_growth *growth, size_t scheme);
/** Labels are those of cw_growth_counts(). */
CW_API struct cw_growth_label cw_growth_label(const cw_growth *growth, size_t scheme, size_t label);
/** NaN if the label was left out, or nothing could be weighed yet. */
CW_API double cw_growth_weight(const cw_growth *growth, size_t scheme, size_t label, size_t point);
/** The 5 % and 95 % quantiles of the random orders.  False if there is no band. */
CW_API bool
cw_growth_band(const cw_growth *growth, size_t scheme, size_t label, size_t point, double *low_ret, double *high_ret);
CW_API struct cw_growth_drift cw_growth_drift(const cw_growth *growth);
CW_API struct cw_growth_drift_label cw_growth_drift_label(const cw_growth *growth, size_t index);
/** The outcome in sentences: a line per scheme, and where the mix shifts. */
CW_API CW_MUST_USE cw_status cw_growth_text(const cw_growth *growth, char **text_ret, struct cw_error *err);
/** JSON, CSV or Markdown, as cw_weights_render(). */
CW_API CW_MUST_USE cw_status cw_growth_render(const cw_growth *growth, cw_output_format format, char **text_ret,
                                              size_t *nbytes_ret, struct cw_error *err);
CW_API void cw_growth_free(cw_growth **growth);

/* ---- pictures ----------------------------------------------------------------------------------------------- */

/* Drawn by gnuplot, which must be installed.  `path` ends in .svg, .png or .pdf, and is replaced whole or not at all. */

/** Whether a picture can be drawn, as far as can be told beforehand: CW_E_USAGE for another extension, CW_E_IO if
 *  gnuplot is not installed. */
CW_API CW_MUST_USE cw_status cw_plot_check(const char *path, struct cw_error *err);
/** The first scheme of a growth, a line per label.  Fails as cw_plot_check() and cw_write_file(), and with CW_E_DATA
 *  for a single checkpoint. */
CW_API CW_MUST_USE cw_status cw_growth_plot(const cw_growth *growth, const char *path, struct cw_error *err);
/** The labels whose weights moved most, or whose shares did if there are no weights. */
CW_API CW_MUST_USE cw_status cw_drift_plot(const cw_drift *drift, const char *path, struct cw_error *err);
/** Weights over tokens, a line per scheme.  CW_E_USAGE for an estimate. */
CW_API CW_MUST_USE cw_status cw_comparison_plot(const cw_comparison *comparison, const char *path,
                                                struct cw_error *err);

/* ---- looking at data; native shards ------------------------------------------------------------------------ */

/** What each of `inputs` is: format, codec, label column and why, label names, frames; verifies checksums.  Text for a
 *  person, or JSON. */
CW_API CW_MUST_USE cw_status cw_inspect(const char *const *inputs, size_t n_inputs,
                                        const struct cw_read_options *options, bool json, char **text_ret,
                                        struct cw_error *err);

/** What the bodies of a native shard are. */
typedef enum cw_pack_encoding {
        CW_PACK_AUTO = 0, /**< phrases unless they make the shard larger, else ids */
        CW_PACK_IDS,      /**< the plain array of ids, compressed */
        CW_PACK_PHRASES   /**< a byte for each frequent run of labels; counted without being decoded */
} cw_pack_encoding;

struct cw_pack_options {
        cw_pack_encoding encoding; /**< default CW_PACK_AUTO */
        int level; /**< zstd level, 1 to 19; default 0: 3 for ids; for phrases none, but 19 in a shard of one frame,
                        where it costs nothing */
        uint32_t frame_nbytes; /**< size of the ids of a frame, at most 1 MiB; default 1 MiB */
};

CW_API void cw_pack_options_init(struct cw_pack_options *options);

/** What cw_pack() wrote. */
struct cw_pack_summary {
        uint64_t labels, sequences, frames, bytes_in, bytes_out;
        unsigned id_nbytes;        /**< width of an id: 1, 2, 4 or 8 */
        cw_pack_encoding encoding; /**< CW_PACK_IDS or CW_PACK_PHRASES */
        unsigned phrases;          /**< in the dictionary */
};

/** Writes all labels of `inputs`, in order, as one native shard, with label names and sequence borders.  `output` is
 *  written atomically; "-" is standard output.  `summary_ret` may be NULL. */
CW_API CW_MUST_USE cw_status cw_pack(const char *const *inputs, size_t n_inputs, const struct cw_read_options *options,
                                     const struct cw_pack_options *pack, const char *output,
                                     struct cw_pack_summary *summary_ret, struct cw_error *err);

typedef enum cw_unpack_format {
        CW_UNPACK_JSONL = 0, /**< one record per sequence, under the key that the labels had when packed */
        CW_UNPACK_RAW,       /**< the plain little-endian id array */
        CW_UNPACK_TEXT       /**< one label per line, an empty line after each sequence */
} cw_unpack_format;

/** Writes the labels of the native shard `input` to `output`, in the order in which cw_pack() read them. */
CW_API CW_MUST_USE cw_status cw_unpack(const char *input, cw_unpack_format format, const char *output,
                                       const struct cw_read_options *options, struct cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
