/* Plotly's figures in the page's own colours and letters; its script is loaded when the first one is drawn. */
"use strict";
// needs: explorer.js, hall.js
window.plotting = (() => {
  const { explorer } = window;
  /* Margins for the labels of most charts: for what does not fit Plotly moves them, at times to and fro. */
  function room() {
    const letters = window.hall.letters(14) / 14;
    return { l: 76 * letters, r: 28 * letters, t: 10, b: 52 * letters };
  }

  function themed(layout, element) {
    const text = explorer.colour("text"), lines = explorer.colour("lines"), size = window.hall.letters(14);
    const axis = { gridcolor: lines, linecolor: lines, zerolinecolor: lines, automargin: true };
    if (window.hall.on()) axis.exponentformat = "e"; // raised ones are too small for the last row
    return {
      ...layout, xaxis: { ...layout.xaxis, ...axis }, yaxis: { ...layout.yaxis, ...axis }, autosize: true, showlegend: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(element).fontFamily, size, color: text },
      hoverlabel: { bgcolor: explorer.colour("surface"), font: { color: text, size } },
    };
  }

  const drawn = new WeakMap(); // by plot: of what it was

  /* of(): {data, layout}, asked only where `about`, what they follow from, or the theme, the hall or the lesson has changed:
     a figure that stands beside a slider is not drawn in each of its frames. */
  function follow(plot, script, about, of) {
    const key = [about, document.body.className, document.body.dataset.lesson].join(":");
    if (drawn.get(plot) === key) return null;
    drawn.set(plot, key);
    const { data, layout } = of();
    return draw(plot, script, data, layout).catch((error) => { drawn.delete(plot); throw error; });
  }

  async function draw(plot, script, data, layout, config = {}) {
    await explorer.script(script);
    // Gradio's page has a <base>, for which Plotly writes the page's whole address into what clips its curves. The address
    // changes with t, and the browser would then ask the server for the one of before.
    const own = { displayModeBar: false, responsive: true, _baseUrl: "" };
    await window.Plotly.react(plot, data, themed(layout, plot), { ...own, ...config });
  }

  return { room, draw, follow };
})();
