/* The end of the path. value: a list of {title, say, papers: {name: number on arXiv}}. */
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
const paper = ([name, number]) => make("a", { textContent: name, href: `https://arxiv.org/abs/${number}`, target: "_blank", rel: "noopener noreferrer" });

element.querySelector("dl").replaceChildren(...props.value.flatMap(({ title, say, papers }) => {
  const said = make("dd", { textContent: say }), list = make("span", {});
  list.append(...Object.entries(papers).map(paper));
  said.append(" ", list);
  return [make("dt", { textContent: title }), said];
}));
