/* A plotly figure whose colours follow the theme. value: {figure: JSON; marker: x is t, a line shows it and dragging
   moves it; strips: below it, the picture noised along both schedules}. */
const { explorer, noising, normal, plotting } = window;
const $ = (selector) => element.querySelector(selector);
const box = $(".dx-chart-box"), plot = $(".dx-plot"), now = $(".dx-now"), strips = $(".dx-strips"), legend = $(".dx-curves");
const title = plot.getAttribute("aria-label"), TILE = 32, WIDE = 52;
const DASHES = { solid: "solid", dot: "dotted", dash: "dashed", dashdot: "dashed" }; // plotly's names and those of CSS
const picked = {}; // name of a curve: what the user wants of it, as plotly says it
let drawn = false;

async function draw() {
  if (!props.value || element.offsetParent === null) return;
  const figure = JSON.parse(props.value.figure);
  for (const trace of figure.data) {
    trace.line.color = explorer.colour(trace.meta);
    if (trace.marker) trace.marker.color = trace.line.color;
    if (trace.name in picked) trace.visible = picked[trace.name];
  }
  const dictionary = { "Double-click to zoom back out": box.dataset.zoomOut }; // all that plotly says by itself
  const layout = { ...figure.layout, dragmode: props.value.marker ? false : "zoom" };
  await plotting.draw(plot, box.dataset.script, figure.data, layout, { locale: "page", locales: { page: { dictionary } } });
  $(".dx-chart-box > .dx-quiet").hidden = true;
  if (!drawn) {
    drawn = true;
    plot.on("plotly_relayout", follow);
    if (props.value.marker) listen();
  }
  drawLegend(figure.data);
  tellCurves();
  follow();
}

/* A button for each curve hides it or shows it; plotly's own legend answers to the mouse alone. */
function drawLegend(curves) {
  while (legend.children.length > curves.length) legend.lastChild.remove();
  for (const [i, { name, line, visible }] of curves.entries()) {
    const button = legend.children[i] ?? legendButton();
    button.lastChild.textContent = name;
    button.firstChild.style.borderTop = `3px ${DASHES[line.dash ?? "solid"]} ${line.color}`;
    button.setAttribute("aria-pressed", visible !== "legendonly");
  }
}

function legendButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.append(document.createElement("i"), document.createElement("span"));
  button.addEventListener("click", () => {
    picked[button.textContent] = button.ariaPressed === "true" ? "legendonly" : true;
    draw();
  });
  legend.append(button);
  return button;
}

const short = (value) => Number(value.toPrecision(3));
const seen = () => plot._fullData.filter(({ visible }) => visible === true);
const tellCurves = () => explorer.describe(plot, seen().map(({ name, y }) => `${name}: ${short(y[0])} → ${short(y.at(-1))}`).join(", "));

/* The curves' values at t. */
const tellValues = explorer.whenStill(() => {
  const { t, T } = explorer.state;
  const values = seen().map(({ name, x, y }) => `${name}: ${short(y[Math.max(0, x.findLastIndex((place) => place <= t))])}`);
  now.setAttribute("aria-valuemax", T);
  now.setAttribute("aria-valuenow", t);
  now.setAttribute("aria-valuetext", `t = ${t}, ${values.join(", ")}`);
});

/* Press or drag anywhere over the plot, or use the keys on the line: t follows. */
function listen() {
  now.addEventListener("keydown", (event) => {
    const { t, T } = explorer.state, by = event.shiftKey ? 10 : 1, leap = T / 10;
    const ways = { ArrowLeft: -by, ArrowDown: -by, ArrowRight: by, ArrowUp: by, PageDown: -leap, PageUp: leap, Home: -T, End: T };
    if (!ways[event.key]) return;
    event.preventDefault();
    explorer.set({ t: t + ways[event.key] });
  });
  const move = (event) => {
    const { xaxis } = plot._fullLayout;
    explorer.set({ t: xaxis.p2d(event.clientX - box.getBoundingClientRect().left - xaxis._offset) });
  };
  for (const area of [box, strips]) {
    area.classList.add("dx-drag");
    area.addEventListener("pointerdown", (event) => { area.setPointerCapture(event.pointerId); move(event); });
    area.addEventListener("pointermove", (event) => { if (area.hasPointerCapture(event.pointerId)) move(event); });
  }
}

function mark() {
  const { xaxis: x, yaxis: y } = plot._fullLayout, place = x.d2p(explorer.state.t);
  now.hidden = place < 0 || place > x._length;
  now.style.transform = `translateX(${x._offset + place}px)`;
  now.style.top = `${y._offset}px`;
  now.style.height = `${y._length}px`;
  now.dataset.t = explorer.state.t;
  tellValues();
}

/* One row of tiles for each schedule, each tile at the t of its place below the axis. */
let shown = {};
const tile = document.createElement("canvas"), paint = explorer.painter(tile);
function drawStrips() {
  const { picture, seed, schedule, other, T } = explorer.state, { _offset: left, _length: width } = plot._fullLayout.xaxis;
  if (!picture || !schedule) return;
  if (shown.picture === picture && shown.seed === seed && shown.schedule === schedule && shown.width === width) return;
  shown = { picture, seed, schedule, width };
  strips.hidden = false;
  strips.style.marginLeft = `${left}px`;
  strips.style.width = `${width}px`;
  const x0 = noising.pool(picture, TILE), eps = normal.standardNormal(x0.length, seed, normal.START, 0);
  const tiles = Math.max(4, Math.round(width / (window.hall.on() ? 2 * WIDE : WIDE)));
  for (const canvas of strips.children) {
    const { alphaBar } = { schedule, other }[canvas.dataset.strip], context = canvas.getContext("2d");
    canvas.width = tiles * TILE;
    canvas.height = TILE;
    for (let i = 0; i < tiles; i++) {
      const bar = alphaBar[Math.round(T * (i + 0.5) / tiles)];
      paint(x0, eps, Math.sqrt(bar), Math.sqrt(1 - bar));
      context.drawImage(tile, i * TILE, 0);
    }
  }
}

function follow() {
  if (!drawn || !props.value?.marker) return;
  mark();
  if (props.value.strips) drawStrips();
}

for (const button of element.querySelectorAll("[data-save]")) {
  button.addEventListener("click", () => {
    const options = { format: button.dataset.save, filename: box.dataset.name, width: 1000, height: 600 };
    const { layout } = plot, paper_bgcolor = getComputedStyle(document.body).backgroundColor;
    const told = { showlegend: true, paper_bgcolor, title: { text: title, x: 0.02 }, margin: { ...layout.margin, t: 80 } };
    const data = plot.data.filter(({ visible }) => visible !== "legendonly");
    if (drawn) window.Plotly.downloadImage({ data, layout: { ...layout, ...told } }, options);
  });
}

/* A page opens sooner without curves that are out of sight: whoever sees a chart that has none asks for them. A link
   that is being opened brings them along. */
let asked = false;
explorer.on(element, () => {
  if (props.value || asked || explorer.link.asked) return;
  asked = true;
  trigger("wanted");
});

const later = explorer.eachFrame(() => draw());
watch("value", later);
new ResizeObserver(later).observe(element);
new MutationObserver(later).observe(document.body, { attributeFilter: ["class"] });
explorer.on(element, explorer.eachFrame(follow));
later();
