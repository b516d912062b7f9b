/* SPDX-License-Identifier: MIT */
/*
 * IS_TSAN: 1 where ThreadSanitizer watches, which cannot follow some of what tests do on purpose.
 */
#ifndef CW_TESTS_IS_TSAN_H
#define CW_TESTS_IS_TSAN_H

#if defined(__SANITIZE_THREAD__)
#define IS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define IS_TSAN 1
#endif
#endif
#ifndef IS_TSAN
#define IS_TSAN 0
#endif

#endif
