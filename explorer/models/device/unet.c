// What a U-Net is made of, in WebAssembly with plain SIMD: one exported function for each kind of operation.
// program.py says which of them follow one another, and where in the memory each finds its numbers; engine.js calls
// them. Nothing is kept between calls.
//
// Feature maps are float32 with the channels last, (pixels, padded(channels)): a vector then holds four channels of one
// pixel, whatever the width of the picture. Channels that pad are zeros, in maps and in weights. So that products can
// go four rows at a time, every map has room for a multiple of four rows; what is in the added ones is never read.

#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) void name
#define INLINE static inline __attribute__((always_inline))

typedef float f4 __attribute__((vector_size(16)));

INLINE f4 load(const float *p) { return (f4)wasm_v128_load(p); }
INLINE void store(float *p, f4 x) { wasm_v128_store(p, (v128_t)x); }
INLINE f4 all(float x) { return (f4)wasm_f32x4_splat(x); }
INLINE f4 all_at(const float *p) { return (f4)wasm_v128_load32_splat(p); }
INLINE float sum(f4 x) { return (x[0] + x[1]) + (x[2] + x[3]); }
INLINE int padded(int channels) { return (channels + 7) & ~7; }
INLINE int least(int a, int b) { return a < b ? a : b; }

static void clear(float *p, int count) {
  for (int i = 0; i < count; i++) p[i] = 0;
}

// e^x to the last bit or two: 2^n e^r with |r| <= log(2) / 2, e^r by a polynomial (Cephes' expf).
INLINE f4 exponential(f4 x) {
  x = (f4)wasm_f32x4_pmax(wasm_f32x4_pmin((v128_t)x, (v128_t)all(88)), (v128_t)all(-87));
  f4 n = (f4)wasm_f32x4_nearest((v128_t)(x * 1.44269504f));
  f4 r = x - n * 0.693359375f - n * -2.12194440e-4f;
  f4 p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  v128_t bits = wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4((v128_t)n), wasm_i32x4_splat(127));
  return (p * r * r + r + 1) * (f4)wasm_i32x4_shl(bits, 23);
}

INLINE f4 silu_of(f4 x) { return x / (exponential(-x) + 1); }

EXPORT(silu)(const float *x, float *y, int count) {
  for (int i = 0; i < count; i += 4) store(y + i, silu_of(load(x + i)));
}

// ---- Products: linear layers, 1x1 convolutions, and what the other operations come down to ----

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

// ---- 3x3 convolutions with stride 1: Winograd's F(4x4, 3x3) (Lavin, Gray 2016, arXiv:1509.09308) ----
// A tile of 4x4 outputs depends on 6x6 inputs. Both transformed, a channel's share in it is 36 products, not 144, and
// they sum over the channels as 36 matrix products of (tiles, inputs) by (inputs, outputs).

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

// A 3x3 convolution with stride 2 as a product: each output's 9 input pixels side by side, `block` outputs at a time.
// `before`: rows and columns of zeros above and at the left. side is that of the input. scratch: 9 * block * inputs.
EXPORT(halve)(const float *x, float *y, const float *weights, const float *bias, int side, int before, int inputs,
              int outputs, int block, float *scratch) {
  int half = side / 2, pixels = half * half;
  for (int first = 0; first < pixels; first += block) {
    int count = least(block, pixels - first);
    for (int p = 0; p < count; p++)
      for (int tap = 0; tap < 9; tap++) {
        int row = (first + p) / half * 2 + tap / 3 - before, column = (first + p) % half * 2 + tap % 3 - before;
        int inside = row >= 0 && row < side && column >= 0 && column < side;
        const float *from = x + (row * side + column) * inputs;
        float *to = scratch + (p * 9 + tap) * inputs;
        for (int c = 0; c < inputs; c += 4) store(to + c, inside ? load(from + c) : all(0));
      }
    product_of(scratch, 9 * inputs, weights, y + first * outputs, outputs, count, 9 * inputs, outputs, bias, 0, 1);
  }
}

// ---- Everything else ----

// Group normalisation with its scale and offset, then by (1 + scale) and shift if those are not null, then silu if
// `activate`. All of it but the silu is one product and one sum for each channel, once mean and variance are known.
// scratch: 2 * padded(channels).
EXPORT(normalise)(const float *x, float *y, const float *weight, const float *bias, const float *scale,
                  const float *shift, int pixels, int channels, int groups, float eps, int activate, float *scratch) {
  int step = padded(channels), size = channels / groups;
  float *slope = scratch, *offset = scratch + step;
  clear(offset, step);
  for (int pass = 0; pass < 2; pass++) {  // first the mean, then the squares of what differs from it: no cancellation
    for (int c = 0; c < step; c += 8) {
      f4 left = all(0), right = all(0), mean_left = load(offset + c), mean_right = load(offset + c + 4);
      for (int p = 0; p < pixels; p++) {
        f4 l = load(x + p * step + c) - mean_left, r = load(x + p * step + c + 4) - mean_right;
        left += pass ? l * l : l, right += pass ? r * r : r;
      }
      store(slope + c, left), store(slope + c + 4, right);
    }
    for (int first = 0; first < channels; first += size) {
      float total = 0;
      for (int c = first; c < first + size; c++) total += slope[c];
      total /= (float)pixels * size;
      for (int c = first; c < first + size; c++) *((pass ? slope : offset) + c) = total;
    }
  }
  for (int c = 0; c < step; c++) {
    float factor = c < channels ? weight[c] / __builtin_sqrtf(slope[c] + eps) : 0;
    float added = c < channels ? bias[c] - offset[c] * factor : 0;
    float more = scale && c < channels ? 1 + scale[c] : 1;
    slope[c] = factor * more, offset[c] = added * more + (shift && c < channels ? shift[c] : 0);
  }
  for (int p = 0; p < pixels; p++)
    for (int c = 0; c < step; c += 4) {
      f4 out = load(x + p * step + c) * load(slope + c) + load(offset + c);
      store(y + p * step + c, activate ? silu_of(out) : out);
    }
}

// Each row (count numbers, room for padded(count)) to its softmax after a factor.
static void softmax(float *row, int count, float factor) {
  for (int i = count; i < padded(count); i++) row[i] = -1e30f;
  f4 most = load(row), total = all(0);
  for (int i = 4; i < count; i += 4) most = (f4)wasm_f32x4_pmax((v128_t)most, (v128_t)load(row + i));
  float highest = most[0];
  for (int i = 1; i < 4; i++) highest = most[i] > highest ? most[i] : highest;
  for (int i = 0; i < padded(count); i += 4) {
    f4 e = exponential((load(row + i) - highest) * factor);
    store(row + i, e), total += e;
  }
  float inverse = 1 / sum(total);
  for (int i = 0; i < count; i += 4) store(row + i, load(row + i) * inverse);
}

// y (pixels, heads * size) = softmax(q k^T / sqrt(size)) v for each head, of x = q, k and v side by side. `block` queries
// at a time. scratch: (pixels + block) * padded(size) + padded(pixels) * (size + block) numbers.
EXPORT(attend)(const float *x, float *y, int pixels, int heads, int size, int block, float *scratch) {
  int inner = heads * size, x_step = padded(3 * inner), y_step = padded(inner), columns = padded(pixels);
  float *keys = scratch, *values = keys + size * columns, *scores = values + pixels * padded(size);
  float *out = scores + block * columns;
  for (int head = 0; head < heads; head++) {
    const float *q = x + head * size, *k = q + inner, *v = k + inner;
    float *to = keys;
    for (int first = 0; first < columns; first += 8)
      for (int i = 0; i < size; i++)
        for (int p = first; p < first + 8; p++) *to++ = p < pixels ? k[p * x_step + i] : 0;
    to = values;
    for (int first = 0; first < size; first += 8)
      for (int p = 0; p < pixels; p++)
        for (int i = first; i < first + 8; i++) *to++ = i < size ? v[p * x_step + i] : 0;
    for (int first = 0; first < pixels; first += block) {
      int count = least(block, pixels - first);
      product_of(q + first * x_step, x_step, keys, scores, columns, count, size, columns, 0, 0, 1);
      for (int p = 0; p < count; p++) softmax(scores + p * columns, pixels, 1 / __builtin_sqrtf(size));
      product_of(scores, columns, values, out, padded(size), count, pixels, padded(size), 0, 0, 1);
      for (int p = 0; p < count; p++)
        for (int i = 0; i < size; i++) y[(first + p) * y_step + head * size + i] = out[p * padded(size) + i];
    }
  }
  for (int p = 0; p < pixels; p++) clear(y + p * y_step + inner, y_step - inner);
}

// The channels of both, one after the other.
EXPORT(concatenate)(const float *a, int a_channels, const float *b, int b_channels, float *y, int pixels) {
  int a_step = padded(a_channels), b_step = padded(b_channels), step = padded(a_channels + b_channels);
  for (int p = 0; p < pixels; p++, a += a_step, b += b_step, y += step) {
    clear(y + step - 8, 8);
    for (int c = 0; c < a_channels; c++) y[c] = a[c];
    for (int c = 0; c < b_channels; c++) y[a_channels + c] = b[c];
  }
}
