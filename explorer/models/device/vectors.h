// Four numbers at a time.

#pragma once
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
