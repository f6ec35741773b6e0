/* Numbers as they are shown: with so many digits that one sees whether two are the same. */
"use strict";
window.digits = (() => {
  const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  const SHOWN = 7, NOTHING = 1e-24; // what is below may be a rounding error's square
  const signed = (text) => text.replace("-", "−");
  const power = (exponent) => `·10${Array.from(String(exponent), (digit) => RAISED[digit]).join("")}`;
  const exponentOf = (value) => Number(value.toExponential().split("e")[1]);

  /* A number with `count` digits; as a multiple of a power of ten where it is very small or large. */
  function exact(value, count = SHOWN) {
    if (Math.abs(value) < NOTHING) return "0";
    const [mantissa, exponent] = value.toExponential(count - 1).split("e").map(Number);
    return signed(exponent < -4 || exponent >= count ? mantissa.toFixed(count - 1) + power(exponent) : value.toPrecision(count));
  }

  /* [the number, the other one, its error]: in one unit, to two digits of the smaller of the error and the other one. */
  function estimate(value, other, error) {
    const real = (...numbers) => numbers.filter((each) => !(Math.abs(each) < NOTHING)).map(exponentOf);
    const exponent = Math.max(...real(value, other, error), -300), unit = exponent < -3 ? 10 ** exponent : 1;
    const least = Math.min(...real(other, error), exponent) - (unit === 1 ? 0 : exponent), tail = unit === 1 ? "" : power(exponent);
    return [value, other, error].map((each) => (Math.abs(each) < NOTHING ? "0" : signed((each / unit).toFixed(Math.min(SHOWN, Math.max(0, 1 - least)))) + tail));
  }

  return { NOTHING, exact, estimate };
})();
