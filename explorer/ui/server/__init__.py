"""What stands between a visitor and Gradio: which requests pass, how many and how large, and what is kept of them."""
