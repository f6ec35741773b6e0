"""English: what the server refuses, the API, and Gradio's own words."""

TEXT = {
    # What Gradio itself says
    "gradio.blocks.connection_can_break": "On a phone the connection can break when you leave this tab or the "
    "phone sleeps, and your place in the queue is lost.",
    "gradio.blocks.waiting_for_inputs": "Files are still being uploaded. Try again in a moment.",
    "gradio.common.clear": "Clear",
    "gradio.common.complete": "Complete",
    "gradio.common.download": "Download",
    "gradio.common.error": "Error",
    "gradio.common.loading": "Loading",
    "gradio.common.or": "or",
    "gradio.common.remove": "Remove",
    "gradio.common.upload": "Upload",
    "gradio.errors.use_via_api": "Use via API",
    "gradio.errors.use_via_api_or_mcp": "Use via API or MCP",
    "gradio.file.uploading": "Uploading…",
    "gradio.image.allow_webcam_access": "Allow the use of the webcam to take a picture.",
    "gradio.image.drop_to_upload": "Drop a picture here to upload it",
    "gradio.image.no_webcam_support": "The webcam cannot be used. The page has to come from https or "
    "from this computer.",
    "gradio.status.queue_position": "In the queue: {position} / {size}",
    "uploads.tap": "Tap to choose",
    "gradio.upload_text.click_to_upload": "Click to upload",
    "gradio.upload_text.drop_file": "Drop files here",
    "gradio.upload_text.drop_image": "Drop a picture here",
    "gradio.upload_text.paste_clipboard": "Paste from the clipboard",
    # Answers to other programs
    "gate.elsewhere": "This server is for its own machine only, and another page or another name asked. Whoever runs "
    "it behind a proxy says so with --trusted-proxy.",
    "api.remote": "Addresses of other servers are not fetched: save the picture and upload the file, with "
    "gradio_client as handle_file(\"cat.png\").",
    "gate.too_large": "This is larger than the server takes.",
    "gate.slow": "The upload stopped coming. Try again.",
    "gate.unreadable": "This request cannot be read.",
    "gate.often": "That was too much at once. Try again in a minute.",
    "gate.pages": "Too many pages are open at your address. Close some, and try again in ten minutes.",
    "gate.megabytes": "You have uploaded much within an hour. Try again later, or with fewer pictures.",
    "gate.full": "The server has no room for more uploads just now. Try again in an hour.",
    "api.choice": "{name} must be one of: {choices}.",
    "api.whole": "{name} must be a whole number from {low} to {high}.",
    "api.number": "{name} must be a number from {low} to {high}.",
    "api.schedule": "These values give no schedule: {reason}",
    "api.picture": "The picture must be an uploaded file: with gradio_client, image=handle_file(\"cat.png\").",
    "api.busy": "Too many calls from programs are waiting already. Try again in a minute.",
}
