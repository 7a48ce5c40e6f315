/* SPDX-License-Identifier: MIT */
/* Of 100 Hz, and in nanoseconds: what linux/jiffies.h and linux/math64.h need; jiffies are
 * simulated. */
#ifndef HITLESS_GENERATED_TIMECONST_H
#define HITLESS_GENERATED_TIMECONST_H

#define HZ_TO_MSEC_MUL32 0xA0000000ULL
#define HZ_TO_MSEC_ADJ32 0
#define HZ_TO_MSEC_SHR32 28
#define MSEC_TO_HZ_MUL32 0xCCCCCCCDULL
#define MSEC_TO_HZ_ADJ32 0x733333333ULL
#define MSEC_TO_HZ_SHR32 35
#define HZ_TO_MSEC_NUM 10
#define HZ_TO_MSEC_DEN 1
#define MSEC_TO_HZ_NUM 1
#define MSEC_TO_HZ_DEN 10
#define HZ_TO_USEC_NUM 10000
#define HZ_TO_USEC_DEN 1
#define USEC_TO_HZ_NUM 1
#define USEC_TO_HZ_DEN 10000
#define HZ_TO_USEC_MUL32 0x9C400000ULL
#define HZ_TO_USEC_ADJ32 0
#define HZ_TO_USEC_SHR32 18
#define USEC_TO_HZ_MUL32 0xD1B71759ULL
#define USEC_TO_HZ_ADJ32 0x1FFF2E48E8A7ULL
#define USEC_TO_HZ_SHR32 45
#define HZ_TO_NSEC_NUM 10000000
#define HZ_TO_NSEC_DEN 1
#define NSEC_TO_HZ_NUM 1
#define NSEC_TO_HZ_DEN 10000000

#endif
