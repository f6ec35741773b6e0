// 3x3 convolutions with stride 1: Winograd's F(4x4, 3x3) (Lavin, Gray 2016, arXiv:1509.09308).
// A tile of 4x4 outputs depends on 6x6 inputs. Both transformed, a channel's share in it is 36 products, not 144, and
// they sum over the channels as 36 matrix products of (tiles, inputs) by (inputs, outputs).

#pragma once
#include "product.h"

// B^T d: a line of six inputs, `step` vectors apart.
INLINE void transform_input(const f4 *d, int step, f4 *v, int v_step) {
  f4 d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step], d5 = d[5 * step];
  f4 even = d4 - d2 * 4, odd = d3 - d1 * 4, outer = d4 - d2, twice = (d3 - d1) * 2;
  v[0] = d0 * 4 + (d4 - d2 * 5);
  v[v_step] = even + odd, v[2 * v_step] = even - odd;
  v[3 * v_step] = outer + twice, v[4 * v_step] = outer - twice;
  v[5 * v_step] = d1 * 4 + (d5 - d3 * 5);
}

// A^T m: six products to a line of four outputs.
INLINE void transform_output(const f4 *m, int step, f4 *y, int y_step) {
  f4 m0 = m[0], m1 = m[step], m2 = m[2 * step], m3 = m[3 * step], m4 = m[4 * step], m5 = m[5 * step];
  f4 plus = m1 + m2, minus = m1 - m2, far_plus = m3 + m4, far_minus = m3 - m4;
  y[0] = m0 + plus + far_plus;
  y[y_step] = minus + far_minus * 2;
  y[2 * y_step] = plus + far_plus * 4;
  y[3 * y_step] = minus + far_minus * 8 + m5;
}

// G g: three weights to six.
INLINE void transform_weights(const f4 *g, int step, f4 *u, int u_step) {
  f4 ends = g[0] + g[2 * step], far = g[0] * (1 / 24.f) + g[2 * step] * (1 / 6.f);
  u[0] = g[0] * 0.25f;
  u[u_step] = (ends + g[step]) * (-1 / 6.f), u[2 * u_step] = (ends - g[step]) * (-1 / 6.f);
  u[3 * u_step] = far + g[step] * (1 / 12.f), u[4 * u_step] = far - g[step] * (1 / 12.f);
  u[5 * u_step] = g[2 * step];
}

// Weights (outputs, inputs, 3, 3) as 36 matrices, each packed for a product.
EXPORT(pack_convolution)(const float *w, float *packed, int inputs, int outputs) {
  int size = padded(inputs) * padded(outputs);
  for (int n = 0; n < padded(outputs); n += 4)
    for (int i = 0; i < padded(inputs); i++) {
      float *to = packed + n / 8 * padded(inputs) * 8 + i * 8 + n % 8;
      f4 taps[9], lines[18], u[36];
      for (int tap = 0; tap < 9; tap++)
        for (int lane = 0; lane < 4; lane++)
          taps[tap][lane] = i < inputs && n + lane < outputs ? w[((n + lane) * inputs + i) * 9 + tap] : 0;
      for (int x = 0; x < 3; x++) transform_weights(taps + x, 3, lines + x, 3);
      for (int y = 0; y < 6; y++) transform_weights(lines + y * 3, 1, u + y * 6, 1);
      for (int k = 0; k < 36; k++) store(to + k * size, u[k]);
    }
}

// Where the 6x6 inputs of the tile with this corner lie. Past the border are zeros. With `doubled` every pixel stands
// for a square of four (nearest neighbour), which need not be written anywhere.
static void find_pixels(const float *x, int side, int doubled, int step, int top, int left, const float *zeros,
                        const float **pixels) {
  for (int i = 0; i < 36; i++) {
    int row = top + i / 6 - 1, column = left + i % 6 - 1;
    int inside = row >= 0 && row < side && column >= 0 && column < side;
    pixels[i] = inside ? x + ((row >> doubled) * (side >> doubled) + (column >> doubled)) * step : zeros;
  }
}

// y (side^2, outputs) = (convolution of x + bias + shift + residual) * factor; shift, one number for each output, and
// residual may be null. inputs and outputs are padded. `block` tiles are done at a time, so that what lies between the
// steps stays in the processor's cache. scratch: inputs + outputs + 36 * block * (inputs + outputs) numbers.
EXPORT(convolve)(const float *x, float *y, const float *weights, const float *bias, const float *shift,
                 const float *residual, float factor, int side, int doubled, int inputs, int outputs, int block,
                 float *scratch) {
  float *zeros = scratch, *added = zeros + inputs, *v = added + outputs, *m = v + 36 * block * inputs;
  int across = (side + 3) / 4, tiles = across * across;
  clear(zeros, inputs);
  for (int n = 0; n < outputs; n++) added[n] = bias[n] + (shift ? shift[n] : 0);

  for (int first = 0; first < tiles; first += block) {
    int count = least(block, tiles - first);
    for (int t = 0; t < count; t++) {
      const float *pixels[36];
      find_pixels(x, side, doubled, inputs, (first + t) / across * 4, (first + t) % across * 4, zeros, pixels);
      for (int c = 0; c < inputs; c += 4) {
        f4 lines[36], column[6], row[6];
        for (int j = 0; j < 6; j++) {
          for (int i = 0; i < 6; i++) column[i] = load(pixels[i * 6 + j] + c);
          transform_input(column, 1, lines + j, 6);
        }
        for (int i = 0; i < 6; i++) {
          transform_input(lines + i * 6, 1, row, 1);
          for (int j = 0; j < 6; j++) store(v + ((i * 6 + j) * block + t) * inputs + c, row[j]);
        }
      }
    }
    for (int k = 0; k < 36; k++)
      product_of(v + k * block * inputs, inputs, weights + k * inputs * outputs, m + k * block * outputs, outputs,
                 count, inputs, outputs, 0, 0, 1);
    for (int t = 0; t < count; t++) {
      int top = (first + t) / across * 4, left = (first + t) % across * 4;
      for (int n = 0; n < outputs; n += 4) {
        f4 lines[24], column[6], row[4];
        for (int j = 0; j < 6; j++) {
          for (int i = 0; i < 6; i++) column[i] = load(m + ((i * 6 + j) * block + t) * outputs + n);
          transform_output(column, 1, lines + j, 6);
        }
        for (int i = 0; i < 4; i++) {
          transform_output(lines + i * 6, 1, row, 1);
          for (int j = 0; j < 4; j++) {
            if (top + i >= side || left + j >= side) continue;
            int at = ((top + i) * side + left + j) * outputs + n;
            f4 out = row[j] + load(added + n);
            store(y + at, residual ? (out + load(residual + at)) * factor : out);
          }
        }
      }
    }
  }
}
