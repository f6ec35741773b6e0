// Products: linear layers, 1x1 convolutions, and what the other operations come down to.

#pragma once
#include "vectors.h"

// Weights (outputs, inputs, taps) as a product reads them, without a gap: eight outputs at a time, of each its row
// number tap * padded(inputs) + input. Done once; so is everything that is called pack.
EXPORT(pack_product)(const float *w, float *packed, int inputs, int outputs, int taps) {
  for (int first = 0; first < outputs; first += 8)
    for (int tap = 0; tap < taps; tap++)
      for (int i = 0; i < padded(inputs); i++)
        for (int n = first; n < first + 8; n++)
          *packed++ = i < inputs && n < outputs ? w[(n * inputs + i) * taps + tap] : 0;
}

// c (rows, columns) = (a (rows, inner) b (inner, columns) + bias + residual) * factor; bias and residual may be null.
// b is packed, columns a multiple of 8. Four rows by eight columns are as many sums as fit into the 16 vector registers
// of a processor beside what is multiplied: of each number loaded, most is made.
INLINE void product_of(const float *a, int a_step, const float *b, float *c, int c_step, int rows, int inner,
                       int columns, const float *bias, const float *residual, float factor) {
  for (int n = 0; n < columns; n += 8, b += 8 * inner) {
    f4 left = bias ? load(bias + n) : all(0), right = bias ? load(bias + n + 4) : all(0);
    for (int m = 0; m < rows; m += 4) {
      const float *a0 = a + m * a_step, *a1 = a0 + a_step, *a2 = a1 + a_step, *a3 = a2 + a_step, *w = b;
      f4 sums[8] = {left, right, left, right, left, right, left, right};
      for (int k = 0; k < inner; k++, w += 8) {
        f4 w0 = load(w), w1 = load(w + 4), x;
        x = all_at(a0 + k), sums[0] += x * w0, sums[1] += x * w1;
        x = all_at(a1 + k), sums[2] += x * w0, sums[3] += x * w1;
        x = all_at(a2 + k), sums[4] += x * w0, sums[5] += x * w1;
        x = all_at(a3 + k), sums[6] += x * w0, sums[7] += x * w1;
      }
      for (int i = 0; i < 8; i++) {
        int at = (m + i / 2) * c_step + n + i % 2 * 4;
        store(c + at, residual ? (sums[i] + load(residual + at)) * factor : sums[i]);
      }
    }
  }
}

EXPORT(product)(const float *a, const float *b, float *c, int rows, int inner, int columns, const float *bias,
                const float *residual, float factor) {
  product_of(a, inner, b, c, columns, rows, inner, columns, bias, residual, factor);
}
