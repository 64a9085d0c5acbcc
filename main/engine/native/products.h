/** Matrix products of small tiles that lie in the cache; rows are pixels. */
#pragma once

#include "vector.h"

namespace dartboard {

/** A matrix in scratch memory: `stride` floats from one row to the next, a multiple of 16. */
struct Matrix {
  float* data;
  int64_t stride;
  float* row(int64_t i) const { return data + i * stride; }
};

namespace detail {

template <int ROWS, int BLOCKS>
inline void multiplyBlock(const Matrix& a, const Matrix& b, const Matrix& out, int64_t row, int64_t column,
                          int64_t depth) {
  Vector sum[ROWS][BLOCKS];
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < BLOCKS; j++) sum[i][j] = Vector{};
  const float* left = a.row(row);
  const float* right = b.data + column;
  for (int64_t k = 0; k < depth; k++, right += b.stride) {
    Vector weight[BLOCKS];
    for (int j = 0; j < BLOCKS; j++) weight[j] = load(right + j * LANES);
    for (int i = 0; i < ROWS; i++) {
      const float factor = left[i * a.stride + k];
      for (int j = 0; j < BLOCKS; j++) sum[i][j] += factor * weight[j];
    }
  }
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < BLOCKS; j++) store(out.row(row + i) + column + j * LANES, sum[i][j]);
}

template <int ROWS, int BLOCKS>
inline void multiplyColumns(const Matrix& a, const Matrix& b, const Matrix& out, int64_t rows, int64_t column,
                            int64_t depth) {
  for (int64_t row = 0; row < rows; row += ROWS) multiplyBlock<ROWS, BLOCKS>(a, b, out, row, column, depth);
}

template <int ROWS, int BLOCKS>
inline void addOuterBlock(const Matrix& a, const Matrix& b, const Matrix& sum, int64_t row, int64_t column,
                          int64_t pixels) {
  Vector part[ROWS][BLOCKS];
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < BLOCKS; j++) part[i][j] = Vector{};
  const float* left = a.data + row;
  const float* right = b.data + column;
  for (int64_t p = 0; p < pixels; p++, left += a.stride, right += b.stride) {
    Vector values[BLOCKS];
    for (int j = 0; j < BLOCKS; j++) values[j] = load(right + j * LANES);
    for (int i = 0; i < ROWS; i++)
      for (int j = 0; j < BLOCKS; j++) part[i][j] += left[i] * values[j];
  }
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < BLOCKS; j++) {
      float* to = sum.row(row + i) + column + j * LANES;
      store(to, load(to) + part[i][j]);
    }
}

template <int ROWS, int BLOCKS>
inline void addOuterColumns(const Matrix& a, const Matrix& b, const Matrix& sum, int64_t rows, int64_t column,
                            int64_t pixels) {
  for (int64_t row = 0; row < rows; row += ROWS) addOuterBlock<ROWS, BLOCKS>(a, b, sum, row, column, pixels);
}

}  // namespace detail

/** Rows that are computed beyond the last one asked for, at most: `multiply` works in blocks. */
constexpr int64_t SPARE_ROWS = 16;

/** out [rows, columns] = a [rows, depth] b [depth, columns]; columns a multiple of 16; a and out have SPARE_ROWS more. */
inline void multiply(const Matrix& a, const Matrix& b, const Matrix& out, int64_t rows, int64_t depth,
                     int64_t columns) {
  int64_t column = 0;
  for (; column + 3 * LANES <= columns; column += 3 * LANES)
    detail::multiplyColumns<8, 3>(a, b, out, rows, column, depth);
  if (column + 2 * LANES <= columns) {
    detail::multiplyColumns<12, 2>(a, b, out, rows, column, depth);
    column += 2 * LANES;
  }
  if (column + LANES <= columns) detail::multiplyColumns<16, 1>(a, b, out, rows, column, depth);
}

/**
 * sum [rows, columns] += a^T b, with a [pixels, rows] and b [pixels, columns]; columns a multiple of 16. The rows are rounded up
 * to a multiple of 16 at most, so a and sum are to be as large.
 */
inline void addOuter(const Matrix& a, const Matrix& b, const Matrix& sum, int64_t pixels, int64_t rows,
                     int64_t columns) {
  int64_t column = 0;
  for (; column + 3 * LANES <= columns; column += 3 * LANES)
    detail::addOuterColumns<8, 3>(a, b, sum, rows, column, pixels);
  if (column + 2 * LANES <= columns) {
    detail::addOuterColumns<8, 2>(a, b, sum, rows, column, pixels);
    column += 2 * LANES;
  }
  if (column + LANES <= columns) detail::addOuterColumns<16, 1>(a, b, sum, rows, column, pixels);
}

}  // namespace dartboard
