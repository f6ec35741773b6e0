/* A matrix product in float64, fast enough to train by: a forward pass and both of its gradients are this one loop. */
"use strict";
window.matmul = (() => {
  /* out[r][c] = sum over k of a[r][k] b[k][c], added to what is there if `add`. `a` has a row every aRow and a column every
     aCol numbers, so that a transposed matrix is one with the two exchanged; `b` likewise, `out` has its rows whole.
     rows is a multiple of 4 and cols one of 2: a block of 4 x 2 sums stays in the processor's registers. */
  function matmul(out, a, b, rows, inner, cols, aRow, aCol, bRow, bCol, add) {
    for (let r = 0; r < rows; r += 4) {
      for (let c = 0; c < cols; c += 2) {
        let s00 = 0, s01 = 0, s10 = 0, s11 = 0, s20 = 0, s21 = 0, s30 = 0, s31 = 0;
        let i0 = r * aRow, i1 = i0 + aRow, i2 = i1 + aRow, i3 = i2 + aRow, j0 = c * bCol, j1 = j0 + bCol;
        for (let k = 0; k < inner; k++) {
          const b0 = b[j0], b1 = b[j1], a0 = a[i0], a1 = a[i1], a2 = a[i2], a3 = a[i3];
          s00 += a0 * b0; s01 += a0 * b1;
          s10 += a1 * b0; s11 += a1 * b1;
          s20 += a2 * b0; s21 += a2 * b1;
          s30 += a3 * b0; s31 += a3 * b1;
          i0 += aCol; i1 += aCol; i2 += aCol; i3 += aCol; j0 += bRow; j1 += bRow;
        }
        const o0 = r * cols + c, o1 = o0 + cols, o2 = o1 + cols, o3 = o2 + cols;
        if (add) {
          s00 += out[o0]; s01 += out[o0 + 1];
          s10 += out[o1]; s11 += out[o1 + 1];
          s20 += out[o2]; s21 += out[o2 + 1];
          s30 += out[o3]; s31 += out[o3 + 1];
        }
        out[o0] = s00; out[o0 + 1] = s01;
        out[o1] = s10; out[o1 + 1] = s11;
        out[o2] = s20; out[o2 + 1] = s21;
        out[o3] = s30; out[o3 + 1] = s31;
      }
    }
  }

  return matmul;
})();
