/* What is left of the picture at t = T under both schedules, and how many steps were spent on next to nothing. */
const { explorer, noising, normal } = window;
const SIZE = 64, LITTLE = 0.01;
const rows = [...element.querySelectorAll("[data-row]")].map((row) => ({
  row, left: explorer.painter(row.querySelector('[data-part="left"]')), end: explorer.painter(row.querySelector('[data-part="end"]')),
}));
const scientific = (x) => x.toExponential(1).replace(/e-(\d+)/, (_, power) => ` · 10⁻${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`);
let drawn = {};

explorer.on(element, explorer.eachFrame(() => {
  const { picture, seed, schedule, T } = explorer.state;
  if (!picture || !schedule) return;
  if (drawn.picture === picture && drawn.seed === seed && drawn.schedule === schedule) return;
  drawn = { picture, seed, schedule };
  const x0 = noising.pool(picture, SIZE), eps = normal.standardNormal(x0.length, seed, normal.START, 0);
  for (const { row, left, end } of rows) {
    const { name, alphaBar } = explorer.state[row.dataset.row], bar = alphaBar[T];
    const wasted = alphaBar.filter((value) => value < LITTLE).length;
    left(x0, eps, Math.sqrt(bar), 0);
    end(x0, eps, Math.sqrt(bar), Math.sqrt(1 - bar));
    const put = (part, text) => { row.querySelector(`[data-number="${part}"]`).textContent = text; };
    put("name", name);
    for (const picture of row.querySelectorAll("canvas")) explorer.describe(picture, `${name}, √ᾱ = ${Math.sqrt(bar).toPrecision(2)}`);
    put("bar", bar && bar < 1e-3 ? scientific(bar) : bar.toFixed(3));
    put("wasted", `${wasted} / ${T}`);
    row.querySelector('[data-meter="bar"]').value = Math.sqrt(bar);
    row.querySelector('[data-meter="wasted"]').value = wasted / T;
  }
}));
