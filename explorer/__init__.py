"""Diffusion Explorer: see how denoising diffusion models work."""
