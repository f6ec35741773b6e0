"""English: networks from the Hub."""

TEXT = {
    "hub.title": "From the Hugging Face Hub",
    "hub.source": "A known network, or owner/name",
    "hub.info": "Any DDPM of pictures in diffusers’ format. owner/name@revision picks a version. "
    "On a CPU, a step of 256×256 takes seconds. .bin: the weights are a pickle; only numbers are read from it.",
    "hub.fetch": "Download",
    "hub.cancel": "Cancel",
    "hub.none": "Choose a network from the list, or type its owner/name.",
    "hub.fetching": "Downloading {name}…",
    "hub.progress": "Downloading {name}… {done:.0f} / {total:.0f} MB",
    "hub.ready": "{name} is here; it is now chosen as the network above.",
    "hub.cancelled": "The download was cancelled; the network above has not changed.",
    "hub.failed": "The download failed unexpectedly. Try again.",
    "hub.remove": "Remove",
    "hub.removed": "{name} is out of your list.",
    "hub.not_own": "The network above is none that you downloaded from the Hub; choose one, then remove it.",
    "hub.preset": "{name}: {shows}, {size}×{size}, {megabytes} MB",
    "hub.needs_gpu": "needs a GPU",
    "hub.objects": "small photographs",
    "hub.faces": "celebrity faces",
    "hub.churches": "churches",
    "hub.bedrooms": "bedrooms",
    "hub.cats": "cats",
}
