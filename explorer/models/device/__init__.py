"""A U-Net as a list of operations that the visitor's own device can work through: see program.py and unet.c."""
