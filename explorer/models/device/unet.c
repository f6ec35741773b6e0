// What a U-Net is made of, in WebAssembly with plain SIMD: one exported function for each kind of operation.
// program.py says which of them follow one another, and where in the memory each finds its numbers; engine.js calls
// them. Nothing is kept between calls.
//
// Feature maps are float32 with the channels last, (pixels, padded(channels)): a vector then holds four channels of one
// pixel, whatever the width of the picture. Channels that pad are zeros, in maps and in weights. So that products can
// go four rows at a time, every map has room for a multiple of four rows; what is in the added ones is never read.

#include "product.h"
#include "vectors.h"
#include "winograd.h"

EXPORT(silu)(const float *x, float *y, int count) {
  for (int i = 0; i < count; i += 4) store(y + i, silu_of(load(x + i)));
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

// y (pixels, heads * size) = softmax(q k^T / sqrt(size)) v for each head, of x = q, k and v side by side. `block`
// queries at a time. scratch: (pixels + block) * padded(size) + padded(pixels) * (size + block) numbers.
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
