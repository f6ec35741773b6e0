/* What comes from the server is the page's; lessons.js shows it. */
const receive = () => { if (props.value) window.explorer.set({ beside: props.value }); };
watch("value", receive);
receive();
