/* The losses of many draws over t, in the language that is chosen: the draws, their mean in parts of the time, and the
   mean of all; of noise, that is L_simple. Before the first draw, a place to say what one expects. */
"use strict";
// needs: plotting.js, bound.js, sketch.js
window.losses = (box) => {
  const { explorer, plotting, bound } = window, PARTS = 20;
  const $ = (selector) => box.querySelector(selector), plot = $('[data-part="plot"]'), pad = $('[data-part="pad"]'), floor = $(".dx-floor"), words = box.dataset;
  const expected = $('[data-part="expected"]'), sketch = window.sketch(pad, () => { strokes++; show(); });
  let round = 0, strokes = 0; // how often they began anew; of the sketch
  let draws = []; // {t, loss, exact}: of each target; exact is the perfect denoiser's, or null
  let target = "epsilon", axis = "";

  const of = (draw, name) => draw[name][target];
  const mean = (list, name) => bound.mean(list.length, (i) => of(list[i], name));

  /* The means of the draws in equal parts of 1..T, where there are any. */
  function parts(name, T) {
    const places = Array.from({ length: PARTS }, (_, k) => draws.filter(({ t }) => Math.min(PARTS - 1, Math.floor(PARTS * (t - 1) / T)) === k));
    const filled = places.map((list, k) => ({ x: T * (k + 0.5) / PARTS, list: list.filter((draw) => draw[name] !== null) })).filter(({ list }) => list.length);
    return { x: filled.map(({ x }) => x), y: filled.map(({ list }) => mean(list, name)) };
  }

  /* As high in the mean as the draws are: nobody can know the scale beforehand. */
  const drawn = (T, whole) => sketch.curve(T, whole === null ? 1 : whole / sketch.mean);

  const overall = () => (draws.length ? mean(draws, "loss") : null);

  function figure(T) {
    const colour = explorer.colour, whole = overall();
    const line = (name, shade, dash) => ({ ...parts(name, T), name: words[name === "exact" ? "exact" : "mean"], mode: "lines+markers", line: { color: colour(shade), dash }, marker: { color: colour(shade), size: 5 } });
    const data = [
      { x: draws.map(({ t }) => t), y: draws.map((draw) => of(draw, "loss")), name: words.draws, mode: "markers", marker: { color: colour("network"), size: 6, opacity: draws.length > 50 ? 0.35 : 0.8 } },
      line("loss", "network"), line("exact", "exact", "dot"),
      { x: whole === null ? [] : [1, T], y: [whole, whole], name: words.running, mode: "lines", line: { color: colour("text"), dash: "dash", width: 2 } },
    ];
    if (sketch.begun) data.push({ ...drawn(T, whole), name: words.sketched, mode: "lines", line: { color: colour("signal"), width: 4, shape: "spline" } });
    const layout = { margin: plotting.room(), hovermode: "closest", dragmode: false, xaxis: { title: { text: "t" }, range: [0, T] }, yaxis: { title: { text: axis, standoff: 8 }, zeroline: false, ...(whole === null ? { range: [0, 1], showticklabels: false } : { rangemode: "tozero" }) } };
    return { data, layout };
  }

  /* The pad lies over the chart, also after its size has changed. */
  let covers = false;
  function cover() {
    if (!covers) plot.on("plotly_afterplot", cover);
    covers = true;
    sketch.cover($(".nsewdrag"));
  }

  const show = explorer.eachFrame(async () => {
    if (!box.offsetParent) return;
    const { T } = explorer.state;
    pad.hidden = draws.length > 0;
    pad.toggleAttribute("data-begun", sketch.begun);
    const about = [round, draws.length, T, axis, strokes].join(":"), done = plotting.follow(plot, words.script, about, () => figure(T));
    if (!done) return;
    await done;
    cover();
    say(T);
    Object.assign(plot.dataset, { mean: overall() ?? "", count: draws.length, target });
    tell();
  });

  function say(T) {
    const known = draws.filter(({ exact }) => exact !== null); // both means are of the same draws
    const told = known.length ? known : draws, exact = known.length ? mean(known, "exact") : "";
    const values = { mean: told.length && mean(told, "loss").toFixed(3), count: told.length, floor: known.length && exact.toFixed(3) };
    floor.classList.toggle("dx-exact", known.length > 0);
    floor.textContent = draws.length ? explorer.fill(floor.dataset[known.length ? "known" : "unknown"], values) : "";
    plot.dataset.floor = exact;
    const { x, y } = parts("loss", T), both = sketch.begun && x.length === PARTS;
    expected.textContent = both ? explorer.fill(expected.dataset.said, { drawn: sketch.top(T), measured: Math.round(x[y.indexOf(Math.max(...y))]) }) : "";
  }
  const tell = explorer.whenStill(() => explorer.describe(plot, `${floor.textContent} ${expected.textContent}`.trim()));

  return {
    get count() { return draws.length; },
    /* Draws, whose pictures are seen first: a chart takes longer than a look. */
    add(some) {
      const mine = round;
      requestAnimationFrame(() => setTimeout(() => { if (round === mine) { draws.push(...some); show(); } }));
    },
    clear() { draws = []; round++; show(); },
    /* In the language of a target; `name` and `hat` as they are written. */
    show(chosen, name, hat) { target = chosen; axis = `‖${name} − ${hat}‖² / n`; show(); },
  };
};
