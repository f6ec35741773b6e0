/* A plotly figure whose colours follow the theme. value: {figure: JSON, marker: whether x is t and a line shows it}. */
const { explorer } = window;
const plot = element.querySelector(".dx-plot"), now = element.querySelector(".dx-now"), quiet = element.querySelector(".dx-quiet");
let drawn = false;

async function draw() {
  if (!props.value || element.offsetParent === null) return;
  await explorer.script(quiet.parentElement.dataset.script);
  const figure = JSON.parse(props.value.figure), text = explorer.colour("text"), lines = explorer.colour("lines");
  for (const trace of figure.data) trace.line.color = explorer.colour(trace.meta);
  const axis = { gridcolor: lines, linecolor: lines, zerolinecolor: lines, automargin: true };
  const layout = {
    ...figure.layout, autosize: true,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(element).fontFamily, size: 14, color: text },
    hoverlabel: { bgcolor: explorer.colour("surface"), font: { color: text } },
    xaxis: { ...figure.layout.xaxis, ...axis }, yaxis: { ...figure.layout.yaxis, ...axis },
  };
  await window.Plotly.react(plot, figure.data, layout, { displayModeBar: false, responsive: true });
  quiet.hidden = true;
  if (!drawn) {
    drawn = true;
    plot.on("plotly_relayout", mark);
    plot.addEventListener("click", (event) => {
      if (!props.value.marker) return;
      const x = plot._fullLayout.xaxis;
      explorer.set({ t: x.p2d(event.clientX - plot.getBoundingClientRect().left - x._offset) });
    });
  }
  mark();
}

function mark() {
  if (!drawn || !props.value?.marker) return;
  const { xaxis: x, yaxis: y } = plot._fullLayout, place = x.d2p(explorer.state.t);
  now.hidden = place < 0 || place > x._length;
  now.style.transform = `translateX(${x._offset + place}px)`;
  now.style.top = `${y._offset}px`;
  now.style.height = `${y._length}px`;
  now.dataset.t = explorer.state.t;
}

const later = explorer.eachFrame(() => draw());
watch("value", later);
new ResizeObserver(later).observe(element);
new MutationObserver(later).observe(document.body, { attributeFilter: ["class"] });
explorer.on(element, mark);
later();
