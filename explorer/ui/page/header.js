/* The head of the page. value: of link_spec in link.py. */
const { explorer } = window, { link } = explorer;
const tool = (name) => element.querySelector(`[data-tool="${name}"]`), said = element.querySelector("[role=status]");
const address = element.querySelector(".dx-address"), SAID_MS = 4000;
link.setup(props.value);

tool("lessons").addEventListener("click", () => explorer.set({ shelf: !explorer.state.shelf }));
tool("lecture").addEventListener("click", () => window.lecture.toggle());
explorer.on(element, ({ shelf }) => tool("lessons").setAttribute("aria-expanded", shelf));

tool("link").addEventListener("click", async () => {
  const words = tool("link").dataset;
  address.value = link.address();
  try {
    await navigator.clipboard.writeText(address.value);
    said.textContent = words.copied;
  } catch { // a page without https, or a frame that may not
    address.hidden = false;
    address.select();
    said.textContent = words.byHand;
  }
  setTimeout(() => { said.textContent = ""; address.hidden = true; }, address.hidden ? SAID_MS : 4 * SAID_MS);
});

tool("theme").addEventListener("click", () => {
  const dark = document.body.classList.toggle("dark"), here = new URL(location.href);
  here.searchParams.set("__theme", dark ? "dark" : "light");
  history.replaceState(history.state, "", here);
});

element.querySelector("select").addEventListener("change", ({ target }) => location.assign(link.elsewhere({ lang: target.value })));
