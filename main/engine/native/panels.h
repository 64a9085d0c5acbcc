/** Products of a few rows by a matrix that is used again and again, which lies in panels for it. */
#pragma once

#include <algorithm>
#include <cstdint>

#include "vector.h"
#include "workers.h"

namespace dartboard {

/** Vectors of columns side by side in a panel. */
constexpr int PANEL_VECTORS = 3;
constexpr int64_t PANEL_COLUMNS = PANEL_VECTORS * LANES;

inline int64_t panelsOf(int64_t columns) { return (columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS; }

/** b [depth, columns], or its transpose where `turned`, as panels [panelsOf(columns), depth, PANEL_COLUMNS], zeros behind the last column. */
inline void packPanels(const float* b, bool turned, int64_t depth, int64_t columns, float* to) {
  forEach(panelsOf(columns), [&](int64_t panel) {
    const int64_t first = panel * PANEL_COLUMNS;
    const int64_t there = std::min(PANEL_COLUMNS, columns - first);
    float* const out = to + panel * depth * PANEL_COLUMNS;
    if (!turned) {
      for (int64_t k = 0; k < depth; k++) {
        const float* const row = b + k * columns + first;
        std::fill(std::copy(row, row + there, out + k * PANEL_COLUMNS), out + (k + 1) * PANEL_COLUMNS, 0.0f);
      }
      return;
    }
    // A row of b is a column of the panel. Line by line of what is read, so that both sides stay in the cache.
    for (int64_t begin = 0; begin < depth; begin += LANES) {
      const int64_t end = std::min(depth, begin + LANES);
      for (int64_t j = 0; j < PANEL_COLUMNS; j++) {
        const float* const column = b + (first + j) * depth;
        for (int64_t k = begin; k < end; k++) out[k * PANEL_COLUMNS + j] = j < there ? column[k] : 0.0f;
      }
    }
  });
}

namespace detail {

/** ROWS rows of a by one panel. Meanwhile `ahead`, the part of the next panel that is due, is brought into the cache. */
template <int ROWS>
inline void multiplyPanel(const float* a, const float* panel, const float* ahead, int64_t depth, int64_t columns,
                          int64_t there, float* out) {
  constexpr int64_t DUE = PANEL_COLUMNS / 8;
  Vector sum[ROWS][PANEL_VECTORS];
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < PANEL_VECTORS; j++) sum[i][j] = Vector{};
  for (int64_t k = 0; k < depth; k++, panel += PANEL_COLUMNS) {
    Vector weight[PANEL_VECTORS];
    for (int j = 0; j < PANEL_VECTORS; j++) weight[j] = load(panel + j * LANES);
    __builtin_prefetch(ahead + k * DUE);
    for (int i = 0; i < ROWS; i++) {
      const float factor = a[i * depth + k];
      for (int j = 0; j < PANEL_VECTORS; j++) sum[i][j] += factor * weight[j];
    }
  }
  for (int j = 0; j < PANEL_VECTORS; j++) {
    const int64_t lanes = std::min<int64_t>(LANES, there - j * LANES);
    for (int i = 0; i < ROWS && lanes > 0; i++)
      store(out + i * columns + j * LANES, sum[i][j], static_cast<int>(lanes));
  }
}

}  // namespace detail

/**
 * out [rows, columns] = a [rows, depth] times a matrix [depth, columns] in panels. A panel stays in the second cache while all rows go over it, and the
 * next one comes in meanwhile: with rows so few, fetching a matrix takes as long as multiplying by it. Every sum is taken in the order of
 * the depth by one thread, so the result does not depend on their number.
 */
inline void multiplyPanels(const float* a, const float* panels, int64_t rows, int64_t depth, int64_t columns,
                           float* out) {
  constexpr int ROWS = 8;
  const int64_t size = depth * PANEL_COLUMNS;
  const int64_t count = panelsOf(columns);
  forEachNeighbour(count, [&](int64_t p) {
    const float* const panel = panels + p * size;
    // Behind the last one there is nothing to fetch.
    const float* const next = p + 1 < count ? panel + size : panel;
    const int64_t there = std::min(PANEL_COLUMNS, columns - p * PANEL_COLUMNS);
    float* const to = out + p * PANEL_COLUMNS;
    int64_t r = 0;
    for (; r + ROWS <= rows; r += ROWS)
      detail::multiplyPanel<ROWS>(a + r * depth, panel, next + (r / ROWS % 8) * (size / 8), depth, columns, there,
                                  to + r * columns);
    for (; r + 4 <= rows; r += 4)
      detail::multiplyPanel<4>(a + r * depth, panel, next, depth, columns, there, to + r * columns);
    for (; r < rows; r++)
      detail::multiplyPanel<1>(a + r * depth, panel, next, depth, columns, there, to + r * columns);
  });
}

}  // namespace dartboard
