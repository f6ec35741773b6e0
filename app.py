"""Diffusion Explorer: python app.py, then open the address that it prints."""

from explorer.command import main

if __name__ == "__main__":
    main()
