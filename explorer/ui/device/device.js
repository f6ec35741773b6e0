/* Carries requests for offers to Python, and the answers back: see offers.js. */
watch("value", () => window.offers.take(props.value));
window.offers.connect((wanted) => trigger("offer", wanted));
