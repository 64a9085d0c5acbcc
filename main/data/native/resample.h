/** The inner loop of augment/resize.ts: the same whole numbers, for vector units. */
#pragma once

#include <cstddef>
#include <cstdint>

namespace dartboard {

/** How an array is read as [outer, axis, inner], and which weights its axis gets; see `Axis` and `Taps` in resize.ts. */
struct Axis {
  const int32_t* first;
  const int32_t* count;
  const int32_t* weights;
  int64_t results;
  int64_t stride;
  int64_t offset;
  int64_t outer;
  int64_t outerStep;
  int64_t step;
  int64_t inner;
};

/** Whether all that `resample` would read and write lies within arrays of these sizes. */
bool fits(const Axis& axis, size_t weights, size_t source, size_t target);

/** Writes [outer, results, inner]. Nothing is checked: see `fits`. */
void resample(const uint8_t* source, uint8_t* target, const Axis& axis);

}  // namespace dartboard
