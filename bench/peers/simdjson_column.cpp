// SPDX-License-Identifier: MIT
//
// The fastest that people have for one column of JSON Lines: simdjson's on-demand reader, one thread.
//
//     simdjson_column FILE.jsonl KEY TURNS      prints {"seconds", "counts": [[id, n], ...]}
//
// The lists of integers under KEY are read in its tightest loop: iterate_many() over the whole file, the key looked up,
// each number added to an array of bins.  The seconds are those of that loop alone, the best of TURNS: neither starting nor
// reading the file, which is in memory by then, is in them.
//
// Its reader for documents one after the other, without the thread that it can have look ahead: this is one core.

#undef SIMDJSON_THREADS_ENABLED
#include <simdjson.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

constexpr std::int64_t bias = 128; // ids from -128 on have a bin of their own, as counterweight's have
constexpr std::size_t n_bins = 1 << 12;

using bins = std::vector<std::uint64_t>;

void
count(simdjson::ondemand::parser &parser, const simdjson::padded_string &text, std::string_view key, bins &counts)
{
        simdjson::ondemand::document_stream stream = parser.iterate_many(text);
        for (auto document : stream) {
                simdjson::ondemand::array labels = document.find_field(key).get_array();
                for (auto label : labels) {
                        const std::int64_t id = label.get_int64();
                        counts.at(static_cast<std::size_t>(id + bias))++;
                }
        }
        if (stream.truncated_bytes() != 0)
                throw simdjson::simdjson_error(simdjson::TAPE_ERROR);
}

} // namespace

int
main(int argc, char **argv)
{
        if (argc != 4) {
                std::fprintf(stderr, "usage: simdjson_column FILE.jsonl KEY TURNS\n");
                return 2;
        }
        try {
                const simdjson::padded_string text = simdjson::padded_string::load(argv[1]);
                simdjson::ondemand::parser parser;
                bins counts;
                const int turns = std::atoi(argv[3]);
                double best = 0;
                for (int turn = 0; turn < turns; turn++) {
                        counts.assign(n_bins, 0);
                        const auto started = std::chrono::steady_clock::now();
                        count(parser, text, argv[2], counts);
                        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
                        best = turn == 0 || took.count() < best ? took.count() : best;
                }
                std::printf("{\"seconds\": %.6f, \"counts\": [", best);
                const char *comma = "";
                for (std::size_t i = 0; i < n_bins; i++) {
                        if (counts[i] == 0)
                                continue;
                        std::printf("%s[%lld, %llu]", comma, static_cast<long long>(i) - bias,
                                    static_cast<unsigned long long>(counts[i]));
                        comma = ", ";
                }
                std::printf("]}\n");
        } catch (const std::exception &error) {
                std::fprintf(stderr, "simdjson_column: %s\n", error.what());
                return 1;
        }
        return 0;
}
